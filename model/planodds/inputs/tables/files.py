"""Where the inputs lie, and how a CSV file is read so that each fault can be traced to a line."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pandas as pd

from planodds.constants import PROJECT_DIR
from planodds.errors import InputError
from planodds.execution.digests import hash_text_file

DATA_DIR = Path(os.environ.get("PLANODDS_DATA") or PROJECT_DIR / "data")

UNITS_FILE = "units.csv"
PANEL_FILE = "county_panel.csv"
DRIVERS_FILE = "drivers.csv"
SOURCES_FILE = "sources.csv"
EXCLUSIONS_FILE = "exclusions.csv"
INDICATORS_FILE = "indicators.csv"
PROJECTS_FILE = "projects.csv"
POLICY_FILE = "policy_events.csv"
PRIORS_FILE = "priors.yaml"
PLAN_FILE = "plan/jiaocheng-14fyp.yaml"
SCENARIO_FOLDER = "scenarios"
SWEEP_FOLDER = "sweeps"
_DATA_FILES = (
    UNITS_FILE,
    PANEL_FILE,
    DRIVERS_FILE,
    SOURCES_FILE,
    EXCLUSIONS_FILE,
    INDICATORS_FILE,
    PROJECTS_FILE,
    POLICY_FILE,
)


def display_path(path: Path) -> str:
    """Name a file as the user knows it: from ``data`` down, without the machine's path."""
    parts = path.parts
    if "data" in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("data") :])
    return path.name


def read_text(path: Path) -> str:
    """Read a UTF-8 text file, with or without a byte-order mark.

    Raises
    ------
    InputError
        The file is missing, or is not UTF-8 (office programs in Chinese often save GBK).
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            f"{path.name} is missing",
            where=display_path(path),
            expected="a readable file",
            remedy="restore it from version control",
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} is not UTF-8 text (byte {error.start})",
            where=display_path(path),
            expected="UTF-8",
            remedy="save the file again as 'CSV UTF-8'",
        ) from None


def read_csv_cells(path: Path) -> pd.DataFrame:
    """Read a CSV file as text, keeping for each record the line on which it starts.

    Returns
    -------
    DataFrame
        All columns as str, '' where empty, without surrounding blanks; index ``line`` is the
        line number in the file (the header is line 1). Blank lines are passed over.

    Raises
    ------
    InputError
        The file is missing, empty, not UTF-8, or has a row with too many or too few cells.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    header = [name.strip() for name in next(reader, [])]
    if not header:
        raise InputError(
            f"{path.name} is empty",
            where=display_path(path),
            expected="a header line and data rows",
            remedy="restore it from version control",
        )
    lines, rows, start = [], [], reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            _require_width(cells, header, path, start)
            lines.append(start)
            rows.append([cell.strip() for cell in cells])
        start = reader.line_num + 1
    index = pd.Index(lines, name="line", dtype="int64")
    return pd.DataFrame(rows, index=index, columns=header, dtype=str)


def _require_width(cells: list[str], header: list[str], path: Path, line: int) -> None:
    if len(cells) != len(header):
        raise InputError(
            f"{len(cells)} cells in the row that starts with {cells[0]!r}",
            where=f"{display_path(path)} row {line}",
            expected=f"{len(header)} cells: {', '.join(header)}",
            remedy="put a cell with a comma in it between double quotes, and keep "
            "an empty cell for what is unknown",
        )


def check_suffixes(folder: Path) -> None:
    """Refuse a file that someone took for one of these and that would be passed over."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            raise InputError(
                f"{path.name} would not be read",
                where=display_path(path),
                expected="files that end in .yaml",
                remedy="rename it",
            )


def hash_data_files(data_dir: Path) -> dict[str, str]:
    """Map each data file (path from ``data_dir``) to its sha256."""
    names = [*_DATA_FILES, PRIORS_FILE, PLAN_FILE]
    names += sorted(
        f"{SCENARIO_FOLDER}/{path.name}" for path in (data_dir / SCENARIO_FOLDER).glob("*.yaml")
    )
    return {name: hash_text_file(data_dir / name) for name in names if (data_dir / name).exists()}
