"""Tables that look right: swapped columns, other units of measurement, look-alikes, wrong dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.csv_files import Rows, cell, tabular
from tests.faults.damage import ACCEPTED, Damage, edited, encoded
from tests.faults.meanings import scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOME = "141122"
Case = tuple


def damages() -> Iterator[Damage]:
    """Yield all of them."""
    for part in (_columns, _measures, _repeats, _dates, _look_alikes, _layouts, _context):
        for study, file, kind, spoil, *says in part():
            yield Damage(study, file, kind, spoil, says=says[0] if says else "")
    for study, file, kind, spoil in _harmless():
        yield Damage(study, file, kind, spoil, ACCEPTED)


def exchanged(one: str, other: str) -> Callable:
    """Return a damage that exchanges the cells of two columns below the header."""

    def change(rows: Rows) -> Rows:
        first, second = rows[0].index(one), rows[0].index(other)
        for row in rows[1:]:
            row[first], row[second] = row[second], row[first]
        return rows

    return tabular(change)


def _row_again(**cells: str) -> Callable:
    """Return a damage that repeats the first row with other cells."""

    def change(rows: Rows) -> Rows:
        again = dict(zip(rows[0], rows[1], strict=True)) | cells
        return [*rows, list(again.values())]

    return tabular(change)


def _sorted_down(rows: Rows) -> Rows:
    return [rows[0], *rows[:0:-1]]


def _columns() -> Iterator[Case]:
    for study, one, other in (
        ("us_states", "year", "value"),
        ("us_states", "code", "year"),
        ("us_states", "value", "source_id"),
        ("shanxi", "code", "name_zh"),
        ("shanxi", "value", "year"),
        ("shanxi", "unit", "basis"),
        ("shanxi", "kind", "flag"),
        ("shanxi", "indicator", "unit"),
    ):
        yield study, "panel.csv", f"{one} and {other} exchanged", exchanged(one, other)
    yield "shanxi", "units.csv", "code and name exchanged", exchanged("code", "name_zh")
    yield "shanxi", "units.csv", "both names exchanged", exchanged("name_zh", "name_en")
    yield "shanxi", "drivers.csv", "year and value exchanged", exchanged("year", "value")
    yield "shanxi", "drivers.csv", "series and basis exchanged", exchanged("series", "basis")
    yield "shanxi", "early_figures.csv", "value and sd exchanged", exchanged("value", "sd_percent")
    yield "shanxi", "early_figures.csv", "year and value exchanged", exchanged("value", "year")
    yield "shanxi", "indicators.csv", "code and name exchanged", exchanged("unit_code", "unit_zh")
    yield "shanxi", "indicators.csv", "unit and basis exchanged", exchanged("unit", "basis")


def _measures() -> Iterator[Case]:
    every = tabular(_all_times(1e4, "gdp"))
    yield "shanxi", "panel.csv", "all GDP times 10 000", every
    revenue = tabular(_all_times(1e4, "general_public_budget_revenue"))
    yield "shanxi", "panel.csv", "all revenue times 10 000", revenue
    yield (
        "shanxi",
        "panel.csv",
        "revenue larger than GDP",
        tabular(_all_times(40, "general_public_budget_revenue")),
    )
    yield "shanxi", "panel.csv", "one year halved twice", scaled(0.01, year="2020", code=HOME)
    yield "shanxi", "panel.csv", "another currency", cell("unit", "usd_1e8")
    yield "shanxi", "panel.csv", "the unit in Chinese", cell("unit", "亿元")
    yield "shanxi", "panel.csv", "the unit in capitals", cell("unit", "CNY_1E8")
    yield "shanxi", "panel.csv", "a unit of ten thousand", cell("unit", "cny_1e4")
    yield "shanxi", "panel.csv", "the basis of another census", cell("basis", "census5")
    yield "shanxi", "panel.csv", "an unknown kind", cell("kind", "prefered")
    yield "shanxi", "panel.csv", "an unknown flag", cell("flag", "fine")
    yield "shanxi", "panel.csv", "an unknown source", cell("source_id", "nowhere")
    yield "us_states", "panel.csv", "an unknown source", cell("source_id", "nowhere")
    yield "us_states", "panel.csv", "a negative income", cell("value", "-323", row=70)
    yield "us_states", "panel.csv", "an income in cents", cell("value", "{}00", row=70)
    yield "us_states", "panel.csv", "an income times 10 000", cell("value", "{}0000", row=70)
    yield "shanxi", "drivers.csv", "another unit of the coal price", cell("unit", "cny_per_tonne")
    yield "shanxi", "drivers.csv", "a negative driver", cell("value", "-{}")


def _all_times(factor: float, indicator: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        name, value = rows[0].index("indicator"), rows[0].index("value")
        for row in rows[1:]:
            if row[name] == indicator:
                row[value] = f"{float(row[value]) * factor:.4f}"
        return rows

    return change


def _repeats() -> Iterator[Case]:
    yield "us_states", "panel.csv", "a year twice, differently", _row_again(value="324")
    yield "shanxi", "panel.csv", "a year twice, differently", _row_again(value="999.7")
    yield "us_states", "panel.csv", "codes without their zero", edited(_without_zeros)
    yield "us_states", "units.csv", "a code twice, another name", _row_again(name_en="Other")
    yield "us_states", "units.csv", "a name twice, in capitals", edited(_name_again)
    yield "shanxi", "drivers.csv", "a year twice, differently", _row_again(value="702512")
    yield "shanxi", "sources.csv", "a source twice, another title", _row_again(title="Other")
    yield "shanxi", "early_figures.csv", "a figure twice, differently", _row_again(value="96")
    yield "shanxi", "exclusions.csv", "an exclusion of no unit", cell("code", "140000")
    yield "shanxi", "exclusions.csv", "an exclusion of no indicator", cell("indicator", "gpd")
    yield "shanxi", "exclusions.csv", "an exclusion without a reason", cell("reason", "")


def _without_zeros(text: str) -> str:
    return text.replace("\n0", "\n")


def _name_again(text: str) -> str:
    return text.replace("04,Arizona,Southwest", "04,ALABAMA ,Southeast")


def _dates() -> Iterator[Case]:
    for day in ("2025-02-30", "2024-13-01", "2025-6-1", "01.06.2025", "2025/06/01", "20250601"):
        yield "shanxi", "sources.csv", f"published {day}", _published(day)
    for day in ("2025-02-30", "yesterday", "", "2026-11-31"):
        yield "shanxi", "early_figures.csv", f"recorded {day!r}", cell("recorded", day)
    for year in ("2025.0", "2O24", "24", "2098"):
        yield "shanxi", "panel.csv", f"year {year}", cell("year", year)


def _published(day: str) -> Callable:
    return cell("published", day)


def _look_alikes() -> Iterator[Case]:
    yield "shanxi", "panel.csv", "a Cyrillic letter in an indicator", cell("indicator", "gdр")
    yield "shanxi", "panel.csv", "an indicator in capitals", cell("indicator", "GDP")
    yield "shanxi", "panel.csv", "a traditional character", cell("name_zh", "小店區")
    yield "shanxi", "units.csv", "a Cyrillic letter in a type", cell("type", "сounty")
    yield "shanxi", "units.csv", "a type in the plural", cell("type", "districts")
    yield "us_states", "units.csv", "a letter O in a code", cell("code", "O1")
    yield "us_states", "units.csv", "no name", cell("name_en", "\u3164")
    yield "us_states", "units.csv", "a region in two spellings", cell("region", "southeast")
    yield "us_states", "panel.csv", "a letter O in a value", cell("value", "32O")
    yield "us_states", "panel.csv", "a letter l in a value", cell("value", "3l3")
    yield "us_states", "panel.csv", "a minus sign of a typesetter", cell("value", "−323")


def _layouts() -> Iterator[Case]:
    for study in ("shanxi", "us_states"):
        yield study, "panel.csv", "the header twice", edited(_header_in_the_middle)
        yield study, "panel.csv", "UTF-32", encoded("utf-32")
        yield study, "panel.csv", "quotes of a typesetter", edited(_curly)
        yield study, "panel.csv", "a NUL in a cell", cell("value", "1\x00")
        yield study, "panel.csv", "header in capitals", edited(_capital_header)
    yield "us_states", "panel.csv", "years as columns", edited(_wide)
    yield "us_states", "units.csv", "a total below", edited(lambda text: text + "00,Total,\n")


def _header_in_the_middle(text: str) -> str:
    header, *rows = text.splitlines(keepends=True)
    return "".join([header, *rows[:50], header, *rows[50:]])


def _curly(text: str) -> str:
    return "\n".join(f"“{line}”" for line in text.splitlines()) + "\n"


def _capital_header(text: str) -> str:
    header, rest = text.split("\n", 1)
    return f"{header.upper()}\n{rest}"


def _wide(text: str) -> str:
    return "code,2007,2008,2009\n01,1,2,3\n04,1,2,3\n"


def _context() -> Iterator[Case]:
    yield "shanxi", "indicators.csv", "a unit twice, differently", _row_again(value="21115")
    yield "shanxi", "indicators.csv", "an unknown source", cell("source_id", "nowhere")
    yield "shanxi", "indicators.csv", "a fraction of a year", cell("year", "2017.5")
    yield "shanxi", "projects.csv", "30 February", cell("date", "2024-02-30")
    yield "shanxi", "policy_events.csv", "30 February", cell("date", "2024-02-30")
    yield (
        "shanxi",
        "projects.csv",
        "an output of 10 000 times",
        cell("expected_output_cny_1e8", "60000"),
    )


def _harmless() -> Iterator[Case]:
    for study in ("shanxi", "us_states"):
        yield study, "panel.csv", "rows in another order", tabular(_sorted_down)
        yield study, "panel.csv", "a blank line at the end", edited(lambda text: text + "\n\n")
        yield (
            study,
            "panel.csv",
            "columns in another order",
            tabular(lambda rows: [row[::-1] for row in rows]),
        )
        yield study, "panel.csv", "no line end at the end", edited(lambda text: text.rstrip("\n"))
        yield study, "panel.csv", "old Mac line ends", edited(lambda text: text.replace("\n", "\r"))
        yield study, "panel.csv", "a blank after the code", cell("code", "{} ")
    yield "shanxi", "panel.csv", "an indicator with a blank", cell("indicator", "gdp ")
