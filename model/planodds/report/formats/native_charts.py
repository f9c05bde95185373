"""Charts that a workbook draws itself, from the numbers of its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planodds.report import theme
from planodds.report.figures.ranks import rank_step

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_SIZE = {"width": 620, "height": 340}  # pixels
_RANKS = '[=0]"";0'  # there is no rank 0
_SHORT = 30  # rows that leave its charts on the same screen
CHART_HEIGHT = 18  # of a sheet, as high as a chart


@dataclass(frozen=True)
class Series:
    """One series of a chart: a column of its sheet, from one row of the table to another."""

    column: int
    first: int
    last: int
    name: str
    colour: str
    width: float = 1.75
    marker: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A native chart; its categories are a column of the sheet.

    With a ``lowest_rank`` its values are ranks down to that one, the best at the top; with a
    ``highest`` their axis runs from 0 to it.
    """

    kind: str  # line or bar
    title: str
    categories: int
    series: tuple[Series, ...]
    axis: str = ""
    across: str = ""
    form: str = "General"
    lowest_rank: float = 0.0
    highest: float | None = None


@dataclass(frozen=True)
class NumberSheet:
    """A table of numbers with its charts.

    Attributes
    ----------
    name, title : str
    columns : tuple of str
        Headings, with the unit where there is one.
    forms : tuple of str
        Key of the number format of each column; "text" for words.
    note : str
        Units of what stands on the sheet.
    body : tuple of tuple
        Numbers as numbers; None where there is none.
    charts : tuple of Chart
    """

    name: str
    title: str
    columns: tuple[str, ...]
    forms: tuple[str, ...]
    body: tuple[tuple[object, ...], ...]
    note: str
    charts: tuple[Chart, ...] = ()


def fits_below(sheet: NumberSheet) -> bool:
    """Return whether a table is so short that its charts stand below it, on one printed page.

    Parameters
    ----------
    sheet : NumberSheet

    Returns
    -------
    bool
    """
    return len(sheet.body) <= _SHORT


def insert_charts(
    book: Workbook, page: Worksheet, sheet: NumberSheet, *, head_row: int, font: str
) -> None:
    """Insert the charts of a sheet one below the other: under a short table, right of a long one.

    Parameters
    ----------
    book : Workbook
    page : Worksheet
    sheet : NumberSheet
    head_row : int
        Row of the headings; the numbers begin below it.
    font : str
    """
    short = fits_below(sheet)
    row = head_row + (len(sheet.body) + 2 if short else 0)
    column = 0 if short else len(sheet.columns) + 1
    for place, chart in enumerate(sheet.charts):
        drawn = book.add_chart({"type": chart.kind})
        for series in chart.series:
            drawn.add_series(_describe(chart, series, sheet.name, head_row))
        _arrange(drawn, chart, font)
        page.insert_chart(row + CHART_HEIGHT * place, column, drawn)


def _describe(chart: Chart, series: Series, name: str, head_row: int) -> dict[str, Any]:
    """Cells and style of one series, as the library asks for them."""
    first, last = (head_row + 1 + row for row in (series.first, series.last))
    line = {"color": series.colour, "width": series.width}
    described: dict[str, Any] = {
        "name": series.name.replace("\n", " "),
        "categories": [name, first, chart.categories, last, chart.categories],
        "values": [name, first, series.column, last, series.column],
    }
    if chart.kind == "bar":
        return described | {"fill": {"color": series.colour}, "gap": 60}
    fill = {"color": series.colour}
    marker = {"type": "circle", "size": 5, "fill": fill, "border": fill}
    return described | {"line": line, "marker": marker if series.marker else {"type": "none"}}


def _arrange(drawn: Drawn, chart: Chart, font: str) -> None:
    """Title, axes and legend; the first bar stands at the top, as the first row does."""
    plain = {"name": font, "size": 9, "color": theme.GREY}
    line = {"color": theme.LIGHT}
    across: dict[str, Any] = {
        "num_font": plain,
        "line": line,
        "label_position": "high" if chart.lowest_rank else "low",
    }
    up: dict[str, Any] = {
        "num_font": plain,
        "num_format": chart.form,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": theme.FAINT}},
        "reverse": bool(chart.lowest_rank),
    }
    if chart.lowest_rank:  # the best rank is at the top, and the ticks are round ranks
        up |= {"min": 0, "major_unit": rank_step(chart.lowest_rank), "num_format": _RANKS}
    if chart.highest is not None:
        up |= {"min": 0, "max": chart.highest}
    if chart.axis:
        up["name"], up["name_font"] = chart.axis, {**plain, "bold": False}
    if chart.across:
        across["name"], across["name_font"] = chart.across, {**plain, "bold": False}
    bar = chart.kind == "bar"
    if bar:  # whose categories stand on the vertical axis
        across |= {"reverse": True, "interval_unit": 1}  # no bar is without its name
        across, up = up, across
    drawn.set_title(
        {"name": chart.title, "name_font": {"name": font, "size": 11}, "overlay": False}
    )
    drawn.set_x_axis(across)
    drawn.set_y_axis(up)
    drawn.set_legend({"none": True} if bar else {"position": "right", "font": plain})
    drawn.show_blanks_as("gap")
    drawn.set_size(_SIZE)
