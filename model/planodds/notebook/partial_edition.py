"""An edition under construction, read as the pages read a finished one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planodds.editions.reader import Edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planodds.notebook.session import Session


@dataclass(frozen=True, eq=False)
class PartialEdition(Edition):
    """The tables that earlier runs have written, joined, and those of the run at hand.

    Attributes
    ----------
    run : Session
        The run that looks; its information set is *now*.
    """

    run: Session | None = None

    @cached_property
    def manifest(self) -> Mapping[str, object]:
        """Return what is settled before the edition is complete."""
        known = list(self.run.plan_json["information"])
        return {
            "information": known[: known.index(self.run.information) + 1],
            "scenarios": self.run.plan_json["scenarios"],
            "for_decisions": False,
        }

    def has(self, name: str) -> bool:
        """Tell whether some run has written a table of that name."""
        return self.run.has_table(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, joined over the runs that wrote it, of information known by now."""
        if name not in self._tables:
            table = self.run.read_table(name)
            if "information" in table:
                known = table["information"].isin(self.manifest["information"])
                table = table[known].reset_index(drop=True)
            self._tables[name] = table
        return self._tables[name]


def open_partial(run: Session) -> PartialEdition:
    """Gather what the runs before this one have written."""
    return PartialEdition(folder=run.edition_dir, data_dir=run.data_dir, run=run)
