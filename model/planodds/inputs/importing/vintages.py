"""Append a vintage to panel.csv: nothing is overwritten, and a failure changes nothing."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.execution.atomic import write_bytes_atomic
from planodds.execution.file_lock import file_lock
from planodds.inputs.panels.county_panel import load_panel
from planodds.inputs.panels.information import LATEST
from planodds.inputs.study import Study, load_study
from planodds.inputs.tables import files
from planodds.inputs.tables.csv_tables import (
    read_panel_vintages,
    read_sources,
    read_stated_cells,
    read_timeline,
    select_vintage,
)
from planodds.inputs.tables.schemas import RECORDED, panel_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from planodds.inputs.crosswalk.timeline import Timeline
    from planodds.inputs.importing.comparison import CellKey
    from planodds.inputs.importing.figures import Figure

_LOCK = f".{files.PANEL_FILE}.lock"
_FILLED = ("name_zh", "unit", "basis")  # the reader fills them where the panel lacks the column
_BOM = b"\xef\xbb\xbf"


def append_vintage(
    data_dir: Path,
    figures: Sequence[Figure],
    *,
    source: str,
    day: date,
    basis_digest: str,
    doubts: Mapping[CellKey, str],
    measure_of: Mapping[str, str],
    file: str,
    on_wait: Callable[[], None],
) -> int:
    """Append figures to the panel as preferred rows that were recorded on a day.

    Parameters
    ----------
    data_dir : Path
    figures : sequence of Figure
    source : str
        ``source_id`` of sources.csv.
    day : date
    basis_digest : str
        Digest of the panel with which the figures were compared.
    doubts : mapping
        Unit, year and indicator to the reason for the flag ``doubtful``.
    measure_of : mapping of str to str
        Indicator to measurement unit.
    file : str
        Name of the imported file, for the note of each row.
    on_wait : callable
        Called once if another process writes to the panel.

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    InputError
        The source is unknown, the panel has changed since it was compared, or the reader refuses
        the new file. The panel is then as before.
    """
    require_source(data_dir, source)
    path = data_dir / files.PANEL_FILE
    with file_lock(data_dir / _LOCK, on_wait=on_wait):
        if panel_digest(data_dir) != basis_digest:
            raise InputError(
                f"{path.name} has changed since it was compared with {file}",
                where=files.display_path(path),
                expected="the same panel",
                remedy="run the import again",
            )
        _check_day(data_dir, figures, day=day, file=file)
        before, study, timeline = path.read_bytes(), load_study(data_dir), read_timeline(data_dir)
        records = [
            _record(
                f,
                source=source,
                day=day,
                doubts=doubts,
                measure_of=measure_of,
                file=file,
                study=study,
                timeline=timeline,
            )
            for f in figures
        ]
        after = extend_panel(before, records, panel_table((), (), study).defaults)
        _check_new_panel(data_dir, after, len(records))
        write_bytes_atomic(path, after)
    return len(records)


def _check_day(data_dir: Path, figures: Sequence[Figure], *, day: date, file: str) -> None:
    """Raise InputError if a figure was recorded on this day or later: its order would be open."""
    cells = read_panel_vintages(data_dir)
    if RECORDED not in cells.columns:
        return
    late = cells[(cells[RECORDED] >= day.isoformat()) & (cells["kind"] == "preferred")]
    keys = zip(late["code"], late["year"], late["indicator"], late[RECORDED], strict=True)
    recorded = {(code, int(year), indicator): found for code, year, indicator, found in keys}
    timeline = read_timeline(data_dir)
    for figure in figures:
        key = (timeline.code_in(figure.code, figure.year), figure.year, figure.indicator)
        if key in recorded:
            raise InputError(
                f"{figure.indicator} of {figure.name} ({figure.code}) for {figure.year} was "
                f"already recorded on {recorded[key]}",
                where=f"{file} {figure.cell}",
                expected=f"figures recorded before {day.isoformat()}",
                remedy="import this revision on a later day, or restore the panel of before "
                "the earlier import from version control",
            )


def panel_digest(data_dir: Path) -> str:
    """Return the digest of panel.csv.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    str
    """
    return files.hash_data_files(data_dir).get(files.PANEL_FILE, "")


def require_source(data_dir: Path, source: str) -> None:
    """Raise InputError unless a source is listed in sources.csv, or named if there is no such file.

    Parameters
    ----------
    data_dir : Path
    source : str

    Raises
    ------
    InputError
    """
    names = list(read_sources(data_dir)["source_id"])
    if source not in names and (names or not source):
        raise InputError(
            f"unknown source {source!r}" if source else "no source is named",
            where="--source",
            expected="a source_id of sources.csv, since every figure names its source",
            remedy="add the publication to sources.csv and name it with --source",
        )


def _record(
    figure: Figure,
    *,
    source: str,
    day: date,
    doubts: Mapping[CellKey, str],
    measure_of: Mapping[str, str],
    file: str,
    study: Study,
    timeline: Timeline,
) -> dict[str, str]:
    """Return a row of the panel by column, under code and name of its year."""
    code, period = timeline.code_in(figure.code, figure.year), timeline.of_year(figure.year)
    doubt = doubts.get(figure.key, "")
    basis = study.expected_basis(figure.indicator, figure.year) or ""
    return {
        "code": code,
        "name_zh": period.records[period.lineage_of[code]]["name_zh"],
        "year": str(figure.year),
        "indicator": figure.indicator,
        "value": f"{figure.value:f}",
        "unit": measure_of[figure.indicator],
        "basis": basis,
        "kind": "preferred",
        "flag": "doubtful" if doubt else "ok",
        "source_id": source,
        "note": f"imported from {file} {figure.cell}" + (f"; {doubt}" if doubt else ""),
        RECORDED: day.isoformat(),
    }


def extend_panel(
    before: bytes,
    records: Sequence[Mapping[str, str]],
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return the text of a panel with further rows; every earlier row stays as it was written.

    Parameters
    ----------
    before : bytes
        UTF-8. Without the column ``recorded``, each row gets an empty last cell.
    records : sequence of mapping
        Column to cell.
    defaults : mapping of str to str
        Cells of the earlier rows in columns that the panel does not have yet. A column is added
        if a new row has another cell there.

    Returns
    -------
    bytes
    """
    mark = _BOM if before.startswith(_BOM) else b""
    text = before.removeprefix(_BOM).decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    if not text.endswith("\n"):
        text += newline
    header = [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")))]
    for name in dict.fromkeys(name for record in records for name in record):
        default = defaults.get(name, "")
        if name in header or name in _FILLED or all(r[name] == default for r in records):
            continue
        text = _add_column(text, name, default)
        header.append(name)
    added = io.StringIO(newline="")
    writer = csv.DictWriter(added, header, lineterminator=newline, extrasaction="ignore")
    writer.writerows(records)
    return mark + (text + added.getvalue()).encode("utf-8")


def _add_column(text: str, name: str, default: str) -> str:
    """Return the text with another column, with the same cell in every row, behind the last one."""
    lines = re.split(r"(?<=\n)", text)
    reader, ends = csv.reader(iter(lines)), []
    for cells in reader:
        if cells:  # a record may extend over several lines; blank ones have none
            ends.append(reader.line_num - 1)
    for position, line in enumerate(ends):
        content = lines[line].rstrip("\r\n")
        cell = name if position == 0 else default
        lines[line] = f"{content},{cell}{lines[line][len(content) :]}"
    return "".join(lines)


def _check_new_panel(data_dir: Path, after: bytes, count: int) -> None:
    """Read the new panel as every later run will, in a copy of the folder; refuse it if that fails.

    Raises
    ------
    InputError
        A row breaks a rule, or an earlier edition would no longer be returned.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "data"
        copy.mkdir()
        for item in data_dir.iterdir():
            if item.is_file() and item.name not in (files.PANEL_FILE, _LOCK):
                shutil.copyfile(item, copy / item.name)
        (copy / files.PANEL_FILE).write_bytes(after)
        earlier = read_stated_cells(data_dir)
        vintages = read_panel_vintages(copy)
        if len(vintages) != len(read_panel_vintages(data_dir)) + count:
            raise InputError(
                "the new panel does not have the earlier rows and the new ones",
                where=files.PANEL_FILE,
                expected=f"{count} further rows",
                remedy="report this as an error of the program",
            )
        before_import = select_vintage(vintages.iloc[: len(vintages) - count])
        if not before_import[list(earlier.columns)].equals(earlier):
            raise InputError(
                "the new panel would not return the earlier edition",
                where=files.PANEL_FILE,
                expected="the earlier edition, unchanged",
                remedy="report this as an error of the program",
            )
        if _loads(data_dir):
            load_panel(copy, LATEST)


def _loads(data_dir: Path) -> bool:
    """Return whether the folder has a complete panel before the import."""
    try:
        load_panel(data_dir, LATEST)
    except (InputError, OSError):
        return False
    return True
