"""Damages of CSV files: layout, separators, headers, numbers, names, repeated rows."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tests.faults.damage import ACCEPTED, Damage, edited, encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Rows = list[list[str]]
NOT_NUMBERS = {
    "a letter": "1o7.5",
    "empty": "",
    "nan": "nan",
    "inf": "inf",
    "minus infinity": "-inf",
    "1e400": "1e400",
    "an exponent": "1.5e2",
    "400 nines": "9" * 400,
    "5 000 digits": "1" * 5000,
    "30 zeros": "1" + "0" * 30,
    "hexadecimal": "0x1F",
    "full-width digits": "１１５",
    "Arabic digits": "١١٥",
    "a superscript": "10²",
    "a comma as the decimal sign": "107,5",
    "a thousands separator": "1,075.5",
    "a blank": "1 075.5",
    "an underscore": "1_075.5",
    "two points": "1.0.5",
    "a unit": "115亿元",
    "a per cent sign": "11%",
    "a plus": "+115",
    "brackets": "(115)",
    "an error of a spreadsheet": "#REF!",
    "a formula": "=1+1",
    "a dash": "—",
    "a footnote": "115.0*",
    "a zero-width space": "115\u200b",
    "a number in words": "一百一十五",
}
NOT_YEARS = {
    "a year in words": "二〇二〇",
    "a year with 年": "2020年",
    "a short year": "20",
    "a year of five digits": "20200",
    "a year with a point": "2020.0",
    "a year long past": "0019",
    "a date": "2020-01-01",
    "no year": "",
    "full-width digits of a year": "２０２０",
    "a negative year": "-2020",
}
NAMES = {
    "a zero-width space": "{}\u200b",
    "a soft hyphen": "{}\u00ad",
    "a right-to-left mark": "\u202e{}",
    "a byte-order mark": "\ufeff{}",
    "an escape": "{}\x1b[31m",
    "another name": "nowhere {}",
    "full-width digits": "{}０",
    "a line separator": "{}\u2028",
}

_ONLY_CODES = ("another name", "full-width digits")  # a name may be anything that can be seen


def tabular(change: Callable[[Rows], Rows]) -> Callable:
    """Return a damage that changes the cells of a CSV file."""

    def spoil(text: str) -> str:
        rows = list(csv.reader(io.StringIO(text)))
        return _dump(change(rows))

    return edited(spoil)


def _dump(rows: Rows, delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def cell(column: str, new: str, row: int = 1) -> Callable:
    """Return a damage of one cell; ``{}`` in ``new`` stands for the old one."""

    def change(rows: Rows) -> Rows:
        position = rows[0].index(column)
        rows[row][position] = new.replace("{}", rows[row][position])
        return rows

    return tabular(change)


def layout(study: str, file: str) -> Iterator[Damage]:
    """Yield damages of the layout of any table."""
    kinds: dict[str, Callable] = {
        "semicolons": edited(lambda text: _dump(list(csv.reader(io.StringIO(text))), ";")),
        "tabs": edited(lambda text: _dump(list(csv.reader(io.StringIO(text))), "\t")),
        "bars": edited(lambda text: _dump(list(csv.reader(io.StringIO(text))), "|")),
        "no header": tabular(lambda rows: rows[1:]),
        "a title above the header": edited(lambda text: "一、主要指标\n" + text),
        "a column twice": tabular(lambda rows: [[*row, row[0]] for row in rows]),
        "an unnamed column": tabular(lambda rows: [[*rows[0], ""], *([*r, "x"] for r in rows[1:])]),
        "the first column missing": tabular(lambda rows: [row[1:] for row in rows]),
        "the first column renamed": tabular(lambda rows: [["x", *rows[0][1:]], *rows[1:]]),
        "a short row": tabular(lambda rows: [*rows[:-1], rows[-1][:-1]]),
        "a long row": tabular(lambda rows: [*rows[:-1], [*rows[-1], "x"]]),
        "a note under the table": edited(lambda text: text + "注：本表数据为初步核算数。\n"),
        "a stray quote": edited(lambda text: text.replace("\n", '\n"', 1)),
        "a quote in the middle": edited(_quote_in_the_middle),
        "a cell of 200 000 letters": tabular(
            lambda rows: [rows[0], ["x" * 200_000, *rows[1][1:]], *rows[2:]]
        ),
        "cut off in a row": edited(lambda text: text[: text.rindex("\n", 0, -2) + 4]),
        "turned": tabular(lambda rows: [list(row) for row in zip(*rows, strict=True)]),
    }
    for kind, spoil in kinds.items():
        yield Damage(study, file, kind, spoil)
    yield Damage(study, file, "carriage returns", edited(_with_returns), ACCEPTED)
    yield Damage(study, file, "a byte-order mark", encoded("utf-8-sig"), ACCEPTED)


def _quote_in_the_middle(text: str) -> str:
    middle = text.index("\n", len(text) // 2) + 1
    return text[:middle] + '"' + text[middle:]


def _with_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


def numbers(study: str, file: str, column: str, *, empty: bool = False) -> Iterator[Damage]:
    """Yield cells that are no number; an optional one (``empty``) may be left out."""
    for kind, new in NOT_NUMBERS.items():
        if kind != "empty" or not empty:
            yield Damage(study, file, f"{column}: {kind}", cell(column, new))


def years(study: str, file: str, column: str = "year") -> Iterator[Damage]:
    """Yield cells that are no year."""
    for kind, new in NOT_YEARS.items():
        yield Damage(study, file, kind, cell(column, new))


def names(study: str, file: str, columns: Sequence[str]) -> Iterator[Damage]:
    """Yield cells with names that nobody can tell from others, or that name nothing."""
    for column in columns:
        for kind, new in NAMES.items():
            if column.startswith("name") and kind in _ONLY_CODES:
                continue
            yield Damage(study, file, f"{column}: {kind}", cell(column, new))


def same_row_twice(study: str, file: str) -> Damage:
    """Return a table in which a row stands twice."""
    return Damage(study, file, "a row twice", tabular(lambda rows: [*rows, rows[1]]))
