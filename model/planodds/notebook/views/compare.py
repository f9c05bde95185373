"""Views that set runs side by side: scenarios, and days on which the odds were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.notebook.partial_edition import PartialEdition, open_partial
from planodds.notebook.tables import NOT_RUN
from planodds.report.brief.revision import build_revision_section
from planodds.report.brief.scenarios import build_scenarios
from planodds.report.content import Block, DefinitionList, Paragraph, Section, say
from planodds.report.text import phrases

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session

_FIGURES = "figures"


def view_scenarios(run: Session, comparison: pd.DataFrame, *, lang: str) -> list[Block]:
    """Compare the scenarios: levels and ranks first, odds second, then what is missing."""
    gathered = open_partial(run)
    missing = comparison.loc[comparison["status"] == NOT_RUN, "scenario"].tolist()
    told = _tell_missing(gathered, missing, lang)
    if constants.BASELINE in missing:
        return told
    return _blocks(build_scenarios(gathered, lang, folder=run.folder / _FIGURES)) + told


def view_revision(run: Session, *, lang: str) -> list[Block]:
    """Show what moved the odds since the plan was made; nothing at that day's own information."""
    section = build_revision_section(open_partial(run), lang, folder=run.folder / _FIGURES)
    if section is None:
        return [
            Paragraph(
                say(
                    lang,
                    zh="这是编制规划时的信息，没有更早的可比。",
                    en="This is the information of the plan's own day: nothing earlier "
                    "to compare with.",
                )
            )
        ]
    return _blocks(section)


def _tell_missing(gathered: PartialEdition, missing: list[str], lang: str) -> list[Block]:
    """Name the scenarios that should stand here; without the baseline nothing can be compared."""
    if not missing:
        return []
    said = say(lang, zh="未能完成的情景：", en="Scenarios whose run failed:")
    if constants.BASELINE in missing:
        said = say(
            lang,
            zh="基准情景未能完成，无从比较。未能完成的情景：",
            en="The baseline's run failed: there is nothing to compare with. "
            "Scenarios whose run failed:",
        )
    entries = [(phrases.scenario_label(gathered, name, lang), name) for name in missing]
    return [Paragraph(said), DefinitionList(tuple(entries))]


def _blocks(section: Section | None) -> list[Block]:
    if section is None:
        return []
    return [Paragraph(section.heading), *section.blocks]
