"""Views that set runs side by side: scenarios, and days on which the odds were taken."""

from __future__ import annotations

import pandas as pd

from model import names
from model.batch.gathered import Gathered, gather
from model.batch.session import Session
from model.batch.tables import NOT_RUN
from model.report import phrases
from model.report.content import Block, Items, Paragraph, Section, say
from model.report.sections.scenarios import build_scenarios
from model.report.sections.why import build_why

FIGURES = "figures"


def view_scenarios(run: Session, comparison: pd.DataFrame, *, lang: str) -> list[Block]:
    """Compare the scenarios: levels and ranks first, odds second, then what is missing."""
    gathered = gather(run)
    missing = comparison.loc[comparison["status"] == NOT_RUN, "scenario"].tolist()
    told = _tell_missing(gathered, missing, lang)
    if names.BASELINE in missing:
        return told
    return _blocks(build_scenarios(gathered, lang, folder=run.folder / FIGURES)) + told


def view_moved(run: Session, *, lang: str) -> list[Block]:
    """Show what moved the odds since the plan was made; nothing at that day's own information."""
    section = build_why(gather(run), lang, folder=run.folder / FIGURES)
    if section is None:
        return [Paragraph(say(lang, zh="这是编制规划时的信息，没有更早的可比。",
                              en="This is the information of the plan's own day: nothing earlier "
                                 "to compare with."))]
    return _blocks(section)


def _tell_missing(gathered: Gathered, missing: list[str], lang: str) -> list[Block]:
    """Name the scenarios that should stand here; without the baseline nothing can be compared."""
    if not missing:
        return []
    said = say(lang, zh="未能完成的情景：", en="Scenarios whose run failed:")
    if names.BASELINE in missing:
        said = say(lang, zh="基准情景未能完成，无从比较。未能完成的情景：",
                   en="The baseline's run failed: there is nothing to compare with. "
                      "Scenarios whose run failed:")
    entries = [(phrases.scenario_label(gathered, name, lang), name) for name in missing]
    return [Paragraph(said), Items(tuple(entries))]


def _blocks(section: Section | None) -> list[Block]:
    if section is None:
        return []
    return [Paragraph(section.heading), *section.blocks]
