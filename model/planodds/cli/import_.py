"""`planodds import` and `init`: a table appended to the panel, or made a study of its own."""

from __future__ import annotations

import shlex
import sys
from datetime import date
from typing import TYPE_CHECKING

from planodds.cli.text_tables import format_count, format_section
from planodds.inputs.importing.comparison import NEW, REVISED, UNCHANGED
from planodds.inputs.importing.session import append_import, prepare_import, refuse_blocking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from planodds.inputs.importing.comparison import Change
    from planodds.inputs.importing.figures import Options
    from planodds.inputs.importing.session import ImportReport
    from planodds.inputs.new_study.columns import Choices

_SHOWN = 20  # lines of each list
_SHOWN_CELLS = 5  # addresses of a line


def import_file(
    path: Path, data_dir: Path, *, options: Options, source: str, yes: bool
) -> Iterator[str]:
    """Describe what a file states; with `yes`, append it to the panel.

    Parameters
    ----------
    path : Path
    data_dir : Path
    options : Options
    source : str
    yes : bool

    Yields
    ------
    str
        Lines of the report.

    Raises
    ------
    InputError
        After the report, if a figure cannot be right: the file cannot be appended as it is.
    """
    report = prepare_import(path, data_dir, options)
    yield from describe(report)
    changed = len(report.changes) - len(report.with_status(UNCHANGED))
    if not changed:
        yield "nothing to append"
        return
    refuse_blocking(report)
    if not yes:
        yield "nothing was written; add --source ID --yes to append the new and revised figures"
        return
    day = date.today()
    count = append_import(report, data_dir, source=source, day=day, on_wait=_note_wait)
    yield f"appended {format_count(count, 'row')} to panel.csv, recorded {day.isoformat()}"


def _note_wait() -> None:
    print("another process is writing to the panel; waiting", file=sys.stderr)


def init_study(path: Path, folder: Path, choices: Choices) -> Iterator[str]:
    """Write a new study from a flat table and describe it.

    Parameters
    ----------
    path : Path
    folder : Path
    choices : Choices

    Yields
    ------
    str
        What was understood, what the table does not state, and the next commands.
    """
    from planodds.inputs.new_study.create import create_study

    study = create_study(path, folder, choices)
    yield from format_section("understood", study.understood)
    questions = [
        (f"{number}.", key, text) for number, (key, text) in enumerate(study.open_questions, 1)
    ]
    yield from format_section("not stated by the table; edit in study.yaml, or repeat", questions)
    yield from format_section(f"written to {folder}", [(name,) for name in study.files])
    yield "next:"
    place = shlex.quote(str(folder))
    yield f"  planodds check --study {place}"
    yield f"  planodds run --study {place} --quick --out {shlex.quote(f'{folder}-results')}"
    yield "or in python"
    yield "    import planodds as po"
    yield f"    panel = po.load_panel({str(folder)!r})"
    yield "    forecast = po.forecast(panel, po.fit(panel, quick=True))"
    yield "    po.odds(forecast)"


def describe(report: ImportReport) -> Iterator[str]:
    """Describe an import: understood, not imported, new, revised, and what looks wrong.

    Parameters
    ----------
    report : ImportReport

    Yields
    ------
    str
        Lines.
    """
    for table in report.tables:
        yield f"{report.file}, {table}"
    yield from _describe_understood(report)
    if report.skipped:
        yield f"sheets without a table: {', '.join(report.skipped)}"
    if report.left_out:
        lines = [(cell, reason) for cell, reason in report.left_out.items()]
        yield from _section("not imported", lines)
    yield from _section(NEW, [_new_line(change) for change in report.with_status(NEW)])
    revised = sorted(report.with_status(REVISED), key=lambda change: -abs(change.share))
    heading = ("unit", "year", "indicator", "now", "file", "difference", "", "cell")
    yield from _section(REVISED, [_revised_line(change) for change in revised], heading)
    wrong = [(_shorten(item.cells), item.text) for item in report.concerns]
    yield from _section("looks wrong", wrong)


def _shorten(cells: Sequence[str]) -> str:
    """Return the first addresses, and how many follow."""
    more = len(cells) - _SHOWN_CELLS
    return ", ".join(cells[:_SHOWN_CELLS]) + (f" and {more} more" if more > 0 else "")


def _describe_understood(report: ImportReport) -> Iterator[str]:
    figures = [change.figure for change in report.changes]
    lines = []
    for indicator in dict.fromkeys(figure.indicator for figure in figures):
        some = [figure for figure in figures if figure.indicator == indicator]
        years = sorted({figure.year for figure in some})
        lines.append(
            (
                indicator,
                f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0]),
                format_count(len({figure.code for figure in some}), "unit"),
                f"{some[0].stated} in {some[0].cell} = {some[0].value:f} "
                f"{report.measure_of[indicator]}",
            )
        )
    unchanged = len(report.with_status(UNCHANGED))
    title = f"understood: {format_count(len(figures), 'figure')}, {unchanged} of them unchanged"
    yield from format_section(f"{title}; {format_count(report.blanks, 'blank')}", lines)


def _section(
    title: str, lines: Sequence[tuple[str, ...]], heading: tuple[str, ...] = ()
) -> Iterator[str]:
    if not lines:
        yield f"{title}: none"
        return
    shown = [heading, *lines[:_SHOWN]] if heading else lines[:_SHOWN]
    yield from format_section(f"{title}: {len(lines)}", shown)
    if len(lines) > _SHOWN:
        yield f"  … {len(lines) - _SHOWN} more"


def _new_line(change: Change) -> tuple[str, ...]:
    figure = change.figure
    return (
        f"{figure.name} {figure.code}",
        str(figure.year),
        figure.indicator,
        f"{figure.value:f}",
        figure.cell,
    )


def _revised_line(change: Change) -> tuple[str, ...]:
    figure = change.figure
    return (
        f"{figure.name} {figure.code}",
        str(figure.year),
        figure.indicator,
        f"{change.current:f}",
        f"{figure.value:f}",
        f"{change.difference:+f}",
        f"{change.share:+.1%}",
        figure.cell,
    )
