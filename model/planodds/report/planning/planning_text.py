"""Base of the texts of planning documents: study, unit, language and formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.report.planning.amounts import Amounts
from planodds.report.planning.document import Document
from planodds.report.text.phrases import short_label
from planodds.report.text.provenance import describe_provenance, stamp_of
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study
    from planodds.report.content import Section


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

    def data_line(self, origin: int, manifest: Mapping[str, Any]) -> str:
        """Return the line on the data and the draws behind a document.

        Parameters
        ----------
        origin : int
            Last year of the units' data.
        manifest : mapping
            Of the edition or of the fit.

        Returns
        -------
        str
        """
        return self.words("planning-known", year=origin, draws=int(manifest.get("paths") or 0))

    def compose(
        self,
        manifest: Mapping[str, Any],
        *,
        title: str,
        data_cutoff: str,
        lead: tuple[str, ...],
        sections: tuple[Section, ...],
        foot: tuple[tuple[str, str], ...] | None = None,
    ) -> Document:
        """Compose a document with the stamp and the provenance of its manifest.

        Parameters
        ----------
        manifest : mapping
            Of the edition or of the fit.
        title, data_cutoff : str
        lead : tuple of str
            The findings, a paragraph each.
        sections : tuple of Section
        foot : tuple of (str, str), optional
            By default the whole provenance.

        Returns
        -------
        Document
        """
        words = self.words
        return Document(
            lang=self.lang,
            title=title,
            data_cutoff=data_cutoff,
            lead=lead,
            sections=sections,
            stamp=stamp_of(manifest, words),
            foot=describe_provenance(manifest, words) if foot is None else foot,
        )

    @property
    def amounts(self) -> Amounts:
        """Formats of the study's figures."""
        return Amounts(self.study, self.words)


@dataclass(frozen=True, eq=False)
class PlanText(PlanningText):
    """A planning document on the targets of one plan.

    Attributes
    ----------
    table : DataFrame
        Tidy, with the column ``target``.
    plan : Plan
    """

    table: pd.DataFrame
    plan: Plan

    def target_label(self, target: str) -> str:
        """Return the short name of a target.

        Parameters
        ----------
        target : str
            Its id.

        Returns
        -------
        str
        """
        return short_label(self.plan.target(target), self.words)
