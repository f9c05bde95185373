"""Base of the texts of planning documents: study, unit, language and formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.report.planning.amounts import Amounts
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from planodds.inputs.study import Study


@dataclass(frozen=True, eq=False)
class PlanningText:
    """Subject and language of a planning document.

    Attributes
    ----------
    study : Study
    unit_name : str
        Name of the unit in this language.
    lang : {"zh", "en"}
    """

    study: Study
    unit_name: str
    lang: str

    @property
    def words(self) -> Words:
        """Catalogue of the language."""
        return Words.load(self.lang)

    @property
    def amounts(self) -> Amounts:
        """Formats of the study's figures."""
        return Amounts(self.study, self.words)
