"""Views that set runs side by side: scenarios, days on which the odds were taken, the record."""

from __future__ import annotations

import pandas as pd

from model.batch.gathered import Gathered, gather
from model.batch.session import Session
from model.batch.tables import NOT_RUN
from model.report.content import Block, Paragraph, Section, Table, say
from model.report.labels import RIVALS, VARIABLES, label
from model.report.sections.scenarios import build_scenarios
from model.report.sections.trust import draw_record
from model.report.sections.why import build_why
from model.report.words import format_number, format_percent

FIGURES = "figures"
PARTS = {"level": {"zh": "水平", "en": "level"}, "relative": {"zh": "相对部分", "en": "relative"},
         "common": {"zh": "共同部分", "en": "common"}}


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


def view_record(run: Session, neff: pd.DataFrame, evidence: dict[str, str], *,
                lang: str) -> list[Block]:
    """Show how often intervals held what they promised, and the error beside the rivals'."""
    edition: Gathered = gather(run)
    return [Paragraph(evidence[lang]), draw_record(edition, lang, folder=run.folder / FIGURES),
            _record_table(neff, lang)]


def _record_table(neff: pd.DataFrame, lang: str) -> Table:
    shown = neff[(neff["stratum"] == "one_basis") & neff["part"].isin(list(PARTS))]
    columns = (say(lang, zh="指标", en="Variable"), say(lang, zh="部分", en="Part"),
               say(lang, zh="提前年数", en="Years ahead"), say(lang, zh="对照", en="Rival"),
               say(lang, zh="起点数", en="Origins"), "CRPS", say(lang, zh="对照 CRPS", en="Rival's"),
               say(lang, zh="改进", en="Skill"), "50%", "80%", "90%")
    rows = tuple((label(VARIABLES, row.variable, lang), PARTS[row.part][lang], str(row.horizon),
                  label(RIVALS, row.rival, lang), str(row.n_eff), format_number(row.crps, 3),
                  format_number(row.crps_rival, 3), format_percent(row.skill),
                  *(format_percent(value) for value in (row.coverage_50, row.coverage_80,
                                                        row.coverage_90)))
                 for row in shown.itertuples())
    caption = say(lang, zh="以往预测的得分（CRPS 为对数点，越小越好）",
                  en="Scores of past forecasts (CRPS in log points, smaller is better)")
    note = say(lang, zh="右三列为区间实际包含的比例。起点数即有效检验次数。",
               en="The last three columns: what the intervals held. Origins are the effective "
                  "number of tests.")
    return Table(caption, columns, rows, words=(0, 1, 3), note=note)
