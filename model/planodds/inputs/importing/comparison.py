"""Compare the figures of a file with the panel: new, revised, unchanged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from planodds.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from planodds.inputs.importing.figures import Figure

CellKey = tuple[str, int, str]  # unit, year, indicator

NEW, REVISED, UNCHANGED = "new", "revised", "unchanged"


@dataclass(frozen=True)
class Change:
    """A figure of the file beside the one in the panel.

    Attributes
    ----------
    figure : Figure
    status : str
        ``new``, ``revised`` or ``unchanged``.
    current : Decimal or None
        The panel's figure.
    """

    figure: Figure
    status: str
    current: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Revised figure minus the current one, in the panel's measurement unit; 0 if new."""
        return self.figure.value - self.current if self.current is not None else Decimal(0)

    @property
    def share(self) -> float:
        """Difference as a fraction of the current figure; 0 if new."""
        return float(self.difference / self.current) if self.current else 0.0


def panel_values(cells: pd.DataFrame) -> dict[CellKey, Decimal]:
    """Return the preferred figures of a panel.

    Parameters
    ----------
    cells : DataFrame
        As ``read_county_panel`` returns it.

    Returns
    -------
    dict
        Unit, year and indicator to the value.
    """
    preferred = cells[cells["kind"] == "preferred"]
    return {
        (str(code), int(year), str(indicator)): Decimal(repr(float(value)))
        for code, year, indicator, value in zip(
            preferred["code"],
            preferred["year"],
            preferred["indicator"],
            preferred["value"],
            strict=True,
        )
    }


def compare(figures: Iterable[Figure], current: Mapping[CellKey, Decimal]) -> tuple[Change, ...]:
    """Compare figures with those of the panel.

    Parameters
    ----------
    figures : iterable of Figure
        At most one for each unit, year and indicator.
    current : mapping
        As ``panel_values`` returns it.

    Returns
    -------
    tuple of Change
        In the order of the file. A figure that only has fewer decimals is unchanged.
    """
    return tuple(_compare(figure, current.get(figure.key)) for figure in figures)


def _compare(figure: Figure, current: Decimal | None) -> Change:
    if current is None:
        return Change(figure, NEW, None)
    place = Decimal(1).scaleb(-figure.decimals)
    same = current == figure.value or current.quantize(place, ROUND_HALF_UP) == figure.value
    return Change(figure, UNCHANGED if same else REVISED, current)


def merge_figures(figures: Iterable[Figure], *, file: str) -> tuple[Figure, ...]:
    """Return one figure for each unit, year and indicator.

    Parameters
    ----------
    figures : iterable of Figure
    file : str
        Name of the file, for the message.

    Returns
    -------
    tuple of Figure
        In their order; of equal ones the first.

    Raises
    ------
    InputError
        Two cells state different figures.
    """
    found: dict[CellKey, Figure] = {}
    for figure in figures:
        first = found.setdefault(figure.key, figure)
        if first.value != figure.value:
            raise InputError(
                f"{figure.indicator} of {figure.name} ({figure.code}) for {figure.year} is "
                f"{first.stated} in {first.cell} and {figure.stated} in {figure.cell}",
                where=f"{file} {figure.cell}",
                expected="one figure for each unit, year and indicator",
                remedy="remove the wrong one",
            )
    return tuple(found.values())
