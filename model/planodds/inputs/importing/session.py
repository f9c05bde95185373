"""One import from file to report: read, understand, compare; and the appending of its vintage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.crosswalk.figures import under_last_codes
from planodds.inputs.importing import comparison, plausibility, vintages
from planodds.inputs.importing.extraction.extract import extract_figures
from planodds.inputs.importing.figures import Extraction, Options
from planodds.inputs.importing.file_reader import read_grids
from planodds.inputs.importing.number_format import with_decimal_points
from planodds.inputs.importing.study_words import words_of_study
from planodds.inputs.importing.table_layout import find_tables, require_tables
from planodds.inputs.importing.unit_names import UnitNames
from planodds.inputs.importing.vocabulary import build_vocabulary
from planodds.inputs.study import load_study
from planodds.inputs.tables.csv_tables import read_stated_cells, read_timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.importing.grid import Grid


@dataclass(frozen=True)
class ImportReport:
    """Figures that an import has understood, and their comparison with the panel.

    Attributes
    ----------
    file : str
    tables : tuple of str
        Sheets and tables that were found, in words.
    skipped : tuple of str
        Sheets without a table.
    changes : tuple of Change
        One for each figure of a unit.
    concerns : tuple of Concern
        What looks wrong.
    blanks : int
        Cells without a figure.
    left_out : mapping of str to str
        Address to the reason why a heading or a line was not imported.
    measure_of : mapping of str to str
        Indicator to its measurement unit in the panel.
    panel_digest : str
        Of the panel with which the figures were compared.
    """

    file: str
    tables: tuple[str, ...]
    skipped: tuple[str, ...]
    changes: tuple[comparison.Change, ...]
    concerns: tuple[plausibility.Concern, ...]
    blanks: int
    left_out: Mapping[str, str]
    measure_of: Mapping[str, str]
    panel_digest: str

    def with_status(self, status: str) -> tuple[comparison.Change, ...]:
        """Return the changes of one status.

        Parameters
        ----------
        status : str
            ``new``, ``revised`` or ``unchanged``.

        Returns
        -------
        tuple of Change
        """
        return tuple(change for change in self.changes if change.status == status)


def prepare_import(path: Path, data_dir: Path, options: Options) -> ImportReport:
    """Read a file and compare its figures with the panel; nothing is written.

    Parameters
    ----------
    path : Path
    data_dir : Path
        Folder with units.csv and panel.csv.
    options : Options

    Returns
    -------
    ImportReport

    Raises
    ------
    InputError
        The file cannot be read or understood; the message names the cell.
    """
    digest = vintages.panel_digest(data_dir)
    timeline = read_timeline(data_dir)
    cells = under_last_codes(read_stated_cells(data_dir), timeline)
    measure_of = measures_of_panel(cells)
    study = load_study(data_dir)
    vocabulary = build_vocabulary(measure_of, words_of_study(study))
    names = UnitNames(timeline, vocabulary)
    extraction, tables, skipped = read_figures(
        read_grids(path, sheet=options.sheet, encoding=options.encoding), names, measure_of, options
    )
    figures = comparison.merge_figures(extraction.figures, file=path.name)
    current = comparison.panel_values(cells)
    changes = comparison.compare(figures, current)
    concerns = plausibility.find_concerns(
        changes,
        extraction.sums,
        current,
        measure_of=measure_of,
        group_of=names.group_of,
        sums=vocabulary.sums,
        study=study,
        hidden=extraction.hidden,
    )
    return ImportReport(
        path.name,
        tables,
        skipped,
        changes,
        concerns,
        extraction.blanks,
        extraction.left_out,
        measure_of,
        digest,
    )


def measures_of_panel(cells: pd.DataFrame) -> dict[str, str]:
    """Return the indicators of a panel and the measurement unit of each.

    Parameters
    ----------
    cells : DataFrame
        Columns indicator and unit.

    Returns
    -------
    dict of str to str
    """
    pairs = cells.drop_duplicates("indicator")
    return {
        str(name): str(unit) for name, unit in zip(pairs["indicator"], pairs["unit"], strict=True)
    }


def read_figures(
    grids: tuple[Grid, ...], names: UnitNames, measure_of: Mapping[str, str], options: Options
) -> tuple[Extraction, tuple[str, ...], tuple[str, ...]]:
    """Take the figures out of all sheets of a file.

    Parameters
    ----------
    grids : tuple of Grid
    names : UnitNames
    measure_of : mapping of str to str
        Indicator to its measurement unit.
    options : Options

    Returns
    -------
    tuple of Extraction, tuple of str and tuple of str
        The figures, the tables in words, and the sheets without a table.

    Raises
    ------
    InputError
        No sheet has a table, none has figures, or a cell cannot be understood.
    """
    vocabulary = names.vocabulary
    result, tables, skipped = Extraction(), [], []
    for stored in grids:
        grid = with_decimal_points(stored, decimal=options.decimal)
        found = find_tables(grid, vocabulary, names)
        if not found and len(grids) > 1:
            skipped.append(grid.sheet)
            continue
        require_tables(grid, found)
        result.hidden |= grid.hidden_cells
        for table in found:
            tables.append(f"{grid.sheet}: {table.describe()}")
            part = extract_figures(table, vocabulary, names, measure_of, options)
            result.figures += part.figures
            result.sums += part.sums
            result.blanks += part.blanks
            result.left_out |= part.left_out
    if not result.figures:
        _raise_empty(grids, result)
    return result, tuple(tables), tuple(skipped)


def _raise_empty(grids: tuple[Grid, ...], result: Extraction) -> None:
    first = next(iter(result.left_out.items()), ("", "it has no figures of units"))
    raise InputError(
        f"no figure can be imported: {first[1]}",
        where=f"{grids[0].file} {first[0]}".strip() if grids else "",
        expected="figures of units for indicators of the panel",
        remedy="name the indicator with --indicator, or choose another sheet with --sheet",
    )


def refuse_blocking(report: ImportReport) -> None:
    """Refuse figures that cannot be right.

    Parameters
    ----------
    report : ImportReport

    Raises
    ------
    InputError
        A figure is off by a factor of 10 000, or is of a year in the future.
    """
    blocking = [concern for concern in report.concerns if concern.blocking]
    if blocking:
        more = f" ({len(blocking)} such figures)" if len(blocking) > 1 else ""
        raise InputError(
            blocking[0].text + more,
            where=f"{report.file} {blocking[0].cells[0]}",
            expected="figures of past years, of the same size as those of the years around",
            remedy="correct the year or the measurement unit in the file; where it states no "
            "unit, use --unit-of-measure",
        )


def append_import(
    report: ImportReport,
    data_dir: Path,
    *,
    source: str,
    day: date,
    on_wait: Callable[[], None] = lambda: None,
) -> int:
    """Append the new and the revised figures of an import to the panel.

    Parameters
    ----------
    report : ImportReport
    data_dir : Path
    source : str
        ``source_id`` of sources.csv.
    day : date
        Day of recording.
    on_wait : callable
        Called once if another process writes to the panel.

    Returns
    -------
    int
        Number of rows that were appended. Figures that look wrong are flagged ``doubtful``.

    Raises
    ------
    InputError
        As ``refuse_blocking``; the source is unknown, or the reader refuses the new panel, which
        is then as before.
    """
    refuse_blocking(report)
    doubts: dict[comparison.CellKey, str] = {}
    for concern in report.concerns:
        for key in concern.keys:
            doubts.setdefault(key, concern.text)
    figures = [change.figure for change in report.changes if change.status != comparison.UNCHANGED]
    vintages.require_source(data_dir, source)
    if not figures:
        return 0
    return vintages.append_vintage(
        data_dir,
        figures,
        source=source,
        day=day,
        basis_digest=report.panel_digest,
        doubts=doubts,
        measure_of=report.measure_of,
        file=report.file,
        on_wait=on_wait,
    )
