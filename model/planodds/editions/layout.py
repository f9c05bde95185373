"""Layout of an edition's folder: built in `.partial`, tables joined, renamed when complete."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from planodds import constants
from planodds.constants import PROJECT_DIR
from planodds.errors import RunError, UsageError
from planodds.execution.atomic import flush_folder, publish_folder, write_text_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

OUTPUTS_DIR = PROJECT_DIR / "outputs"
PARTIAL = ".partial"
_NAMED = 5  # editions that a message names
LATEST_FILE = "LATEST"
PLAN_FILE = "plan.json"
_TABLES = "tables"
TOP_TABLES = ("results", "quantiles")
_MAX_ERROR = 0.01  # Monte Carlo standard error of an unconditional probability
_WHOLE = ("origin", "year", "draws")
TEXT_COLUMNS = (
    "edition",
    "information",
    "scenario",
    "variant",
    "unit",
    "roster",
    "target",
    "reading",
    "evidence",
    "status",
    "variable",
)


def scenario_folder(information: str, scenario: str) -> str:
    """Return the folder of a scenario's run, inside the edition.

    Parameters
    ----------
    information, scenario : str
        Names of the information set and the scenario.

    Returns
    -------
    str

    Examples
    --------
    >>> scenario_folder("latest", "baseline")
    'scenarios/latest/baseline'
    """
    return f"scenarios/{information}/{scenario}"


def partial_dir(out: Path, edition: str) -> Path:
    """Return the folder in which an edition is built, the same after an interruption.

    Parameters
    ----------
    out : Path
        The outputs folder.
    edition : str
        Name of the edition.

    Returns
    -------
    Path
    """
    return out / PARTIAL / edition


def final_dir(out: Path, edition: str) -> Path:
    """Return the folder of a complete edition.

    Parameters
    ----------
    out : Path
        The outputs folder.
    edition : str
        Name of the edition.

    Returns
    -------
    Path
    """
    return out / edition


def read_latest(out: Path) -> str | None:
    """Read the name of the newest edition.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    str or None
        None if there is no `LATEST` yet, or it is not the name of a folder.
    """
    path = out / LATEST_FILE
    try:
        name = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return None
    return name if name and name.isprintable() and PurePath(name).name == name else None


def find_edition(out: Path, name: str) -> Path:
    """Return the folder of a complete edition; `LATEST` is the newest.

    Parameters
    ----------
    out : Path
        The outputs folder.
    name : str
        Name of an edition in the outputs, `LATEST`, or a folder anywhere: of an edition, or of
        outputs, whose newest edition is meant.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        There is no complete edition of this name.
    """
    found = read_latest(out) if name == LATEST_FILE else name
    elsewhere = Path(found or "").resolve()
    newest = read_latest(elsewhere) or _newest_edition(elsewhere)
    if found and newest:
        elsewhere /= newest
    for folder in (out / found, elsewhere) if found else ():
        if (folder / PLAN_FILE).is_file():
            return folder
    searched = elsewhere if found and elsewhere.is_dir() else out
    there = ", ".join(list_editions(searched)[-_NAMED:])
    raise UsageError(
        f"no edition {name!r}",
        where=str(searched),
        expected=f"the name of a folder there{f': {there}' if there else ''}",
        remedy="run `planodds run` first, or see `planodds list`",
    )


def _newest_edition(folder: Path) -> str | None:
    """Return the edition of a folder that was made last, such as a quick one; None without any."""
    if (folder / PLAN_FILE).is_file():
        return None
    made = {name: (folder / name / PLAN_FILE).stat().st_mtime for name in list_editions(folder)}
    return max(made, key=made.__getitem__, default=None)


def list_editions(out: Path) -> list[str]:
    """List complete editions by name.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    list of str
        In alphabetical order.
    """
    return sorted(path.parent.name for path in out.glob(f"*/{PLAN_FILE}"))


def join_tables(folder: Path, runs: Iterable[str]) -> list[Path]:
    """Concatenate the tables that the runs wrote, as text.

    Parameters
    ----------
    folder : Path
        The edition's folder.
    runs : iterable of str
        Run folders inside it, in the order of the plan; those that are missing are left out.

    Returns
    -------
    list of Path
        `results` and `quantiles` (.csv, .parquet) at the top, the others in `tables/`.

    Raises
    ------
    RunError
        Two runs wrote a table of one name with different columns.
    """
    parts: dict[str, list[Path]] = {}
    for run in runs:
        for path in sorted((folder / run).glob("*.csv")):
            parts.setdefault(path.stem, []).append(path)
    written = []
    for name, paths in sorted(parts.items()):
        table = _join(paths)
        target = folder if name in TOP_TABLES else folder / _TABLES
        target.mkdir(exist_ok=True)
        table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n")
        written.append(target / f"{name}.csv")
        if name in TOP_TABLES:
            parse_types(table).to_parquet(target / f"{name}.parquet", index=False)
            written.append(target / f"{name}.parquet")
    return written


def high_error_rows(folder: Path) -> list[str]:
    """List the baseline's unconditional odds whose Monte Carlo error is above one point.

    Part of the convergence gate: such odds would be printed with more digits than are accurate.

    Parameters
    ----------
    folder : Path
        The edition's folder, with its `results.csv`.

    Returns
    -------
    list of str
        Information set, target, reading and year of each; empty without `results.csv`.
    """
    import pandas as pd

    path = folder / f"{TOP_TABLES[0]}.csv"
    if not path.is_file():
        return []
    table = parse_types(pd.read_csv(path, dtype=str, keep_default_na=False))
    noisy = table[
        (table["scenario"] == constants.BASELINE)
        & (table["mcse"] > _MAX_ERROR)
        & ~table["target"].str.contains("_given_")
    ]
    return [
        f"{row.information} {row.target} {row.reading} {row.year}" for row in noisy.itertuples()
    ]


def parse_types(table: pd.DataFrame) -> pd.DataFrame:
    """Convert the text of a results or quantiles table to types.

    Parameters
    ----------
    table : DataFrame of str
        As read from the CSV; empty text is a missing number.

    Returns
    -------
    DataFrame
        Codes and names as ``string``; origin, year and draws as ``Int64``; the rest as ``float64``.
    """
    import pandas as pd  # half of the time of a list of editions, which needs no table

    typed = {}
    for name in table.columns:
        if name in TEXT_COLUMNS:
            typed[name] = table[name].astype("string")
        elif name in _WHOLE:
            typed[name] = pd.to_numeric(table[name].replace("", None)).astype("Int64")
        else:
            typed[name] = pd.to_numeric(table[name].replace("", None)).astype("float64")
    return pd.DataFrame(typed)


def publish(folder: Path, final: Path, *, out: Path, newest: bool) -> None:
    """Publish a complete edition: flush it to disk, rename it and, if `newest`, update `LATEST`.

    Parameters
    ----------
    folder : Path
        The edition in `.partial`.
    final : Path
        Its final folder.
    out : Path
        The outputs folder.
    newest : bool
        Whether `LATEST` shall name this edition.
    """
    flush_folder(folder)
    publish_folder(folder, final)
    if newest:
        update_latest(out, final.name)


def update_latest(out: Path, edition: str) -> None:
    """Write the name of the newest edition into `LATEST` in one step.

    Parameters
    ----------
    out : Path
        The outputs folder.
    edition : str
        Name of the edition.
    """
    if read_latest(out) != edition:
        write_text_atomic(out / LATEST_FILE, edition + "\n")


def _join(paths: Sequence[Path]) -> pd.DataFrame:
    """Join tables as text, so that each number stays as its notebook wrote it."""
    import pandas as pd

    frames = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths]
    for path, frame in zip(paths, frames, strict=True):
        if list(frame.columns) != list(frames[0].columns):
            raise RunError(
                f"columns {', '.join(frame.columns)}",
                where=str(path),
                expected=", ".join(frames[0].columns),
                remedy=f"write it as {paths[0]} is",
            )
    return pd.concat(frames, ignore_index=True)
