"""The figures that a target needs and that the data do not contain."""

from __future__ import annotations

from dataclasses import dataclass

from planodds.errors import InputError
from planodds.inputs.tables.files import INDICATORS_FILE


@dataclass(frozen=True)
class MissingSeries:
    """A series of one unit with too few annual figures.

    Attributes
    ----------
    indicator : str
    unit : str
        Code of the unit; for a group without a code, its name.
    measure : str
        Unit of measurement of the figures.
    basis : str
        Value of the column ``basis``; may be empty.
    found, needed : int
        Number of annual figures at hand, and of those that a forecast needs.
    last : int
        Last year with a figure; 0 if there is none.
    """

    indicator: str
    unit: str
    measure: str
    basis: str
    found: int
    needed: int
    last: int = 0


class ShortageError(InputError):
    """A series has fewer annual figures than a forecast of it needs.

    Attributes
    ----------
    missing : tuple of MissingSeries
    """

    def __init__(self, *missing: MissingSeries) -> None:
        self.missing = missing
        first = missing[0]
        super().__init__(
            f"{first.found} annual figures of {first.indicator} of {first.unit}",
            where=INDICATORS_FILE,
            expected=f"at least {first.needed}",
            remedy="add the figures; the table missing_data has an example row",
        )

    @property
    def found(self) -> int:
        """Smallest number of figures at hand among the series that are short."""
        return min(item.found for item in self.missing)
