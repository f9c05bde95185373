"""Views that set runs side by side: scenarios, and days on which the odds were taken."""

from __future__ import annotations

import pandas as pd

from model.batch.gathered import gather
from model.batch.session import Session
from model.batch.tables import NOT_RUN
from model.report.content import Block, Paragraph, Section, say
from model.report.sections.scenarios import build_scenarios
from model.report.sections.why import build_why

FIGURES = "figures"


def view_scenarios(run: Session, comparison: pd.DataFrame, *, lang: str) -> list[Block]:
    """Compare the scenarios: levels and ranks first, odds second, then what is missing."""
    section = build_scenarios(gather(run), lang, folder=run.folder / FIGURES)
    missing = comparison.loc[comparison["status"] == NOT_RUN, "scenario"]
    failed = say(lang, zh="未能完成的情景：", en="Scenarios whose run failed: ") + ", ".join(missing)
    return _blocks(section) + ([Paragraph(failed)] if len(missing) else [])


def view_moved(run: Session, *, lang: str) -> list[Block]:
    """Show what moved the odds since the plan was made; nothing at that day's own information."""
    section = build_why(gather(run), lang, folder=run.folder / FIGURES)
    if section is None:
        return [Paragraph(say(lang, zh="这是编制规划时的信息，没有更早的可比。",
                              en="This is the information of the plan's own day: nothing earlier "
                                 "to compare with."))]
    return _blocks(section)


def _blocks(section: Section | None) -> list[Block]:
    if section is None:
        return []
    return [Paragraph(section.heading), *section.blocks]
