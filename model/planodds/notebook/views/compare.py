"""Views that set runs side by side: scenarios, and days on which the odds were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.notebook.partial_edition import PartialEdition, open_partial
from planodds.notebook.tables import NOT_RUN
from planodds.report.brief.revision import build_revision_section
from planodds.report.brief.scenarios import build_scenarios
from planodds.report.content import Block, DefinitionList, Paragraph, Section
from planodds.report.text import phrases

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_FIGURES = "figures"


def view_scenarios(run: Session, comparison: pd.DataFrame, *, words: Words) -> list[Block]:
    """Compare the scenarios: levels and ranks first, odds second, then scenarios without results.

    Parameters
    ----------
    run : Session
    comparison : DataFrame
        From ``tabulate_comparison``.
    words : Words

    Returns
    -------
    list of Block
        Only the scenarios without results if the baseline is among them.
    """
    gathered = open_partial(run)
    missing = comparison.loc[comparison["status"] == NOT_RUN, "scenario"].tolist()
    told = _tell_missing(gathered, missing, words)
    if constants.BASELINE in missing:
        return told
    return _blocks(build_scenarios(gathered, words, folder=run.folder / _FIGURES)) + told


def view_revision(run: Session, *, words: Words) -> list[Block]:
    """Show what has changed the odds since the plan was made.

    Parameters
    ----------
    run : Session
    words : Words

    Returns
    -------
    list of Block
        One paragraph if the run's information set is not later than the plan's.
    """
    section = build_revision_section(open_partial(run), words, folder=run.folder / _FIGURES)
    if section is None:
        return [Paragraph(words("notebook-compare-nothing-earlier"))]
    return _blocks(section)


def _tell_missing(gathered: PartialEdition, missing: list[str], words: Words) -> list[Block]:
    """Name the scenarios that should stand here; without the baseline nothing can be compared."""
    if not missing:
        return []
    said = words("notebook-compare-failed")
    if constants.BASELINE in missing:
        said = words("notebook-compare-baseline-failed")
    entries = [(phrases.scenario_label(gathered, name, words), name) for name in missing]
    return [Paragraph(said), DefinitionList(tuple(entries))]


def _blocks(section: Section | None) -> list[Block]:
    if section is None:
        return []
    return [Paragraph(section.heading), *section.blocks]
