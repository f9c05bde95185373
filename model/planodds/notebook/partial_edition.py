"""An edition under construction, with the reading interface of a finished one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from planodds.editions.reader import Edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planodds.notebook.session import Session


@dataclass(frozen=True, eq=False)
class PartialEdition(Edition):
    """Tables that the finished runs of an edition, and the current one, have written.

    Attributes
    ----------
    run : Session
        The current run; its information set is the latest that is shown.
    """

    run: Session = field(kw_only=True)

    @cached_property
    def manifest(self) -> Mapping[str, object]:
        """Entries of the manifest that are settled before the edition is complete."""
        information = list(self.run.plan_json["information"])
        return {
            "information": information[: information.index(self.run.information) + 1],
            "scenarios": self.run.plan_json["scenarios"],
            "for_decisions": False,
        }

    def has(self, name: str) -> bool:
        """Return whether some run has written a table.

        Parameters
        ----------
        name : str
            Name of the table.

        Returns
        -------
        bool
        """
        return self.run.has_table(name)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, joined over its runs, up to the current information set.

        Parameters
        ----------
        name : str
            Name of the table.

        Returns
        -------
        DataFrame

        Raises
        ------
        UsageError
            If no run has written it.
        """
        if name not in self._tables:
            table = self.run.read_table(name)
            if "information" in table:
                shown = table["information"].isin(self.manifest["information"])
                table = table[shown].reset_index(drop=True)
            self._tables[name] = table
        return self._tables[name]


def open_partial(run: Session) -> PartialEdition:
    """Open the edition of a run with the tables written so far.

    Parameters
    ----------
    run : Session

    Returns
    -------
    PartialEdition
    """
    return PartialEdition(folder=run.edition_dir, data_dir=run.data_dir, run=run)
