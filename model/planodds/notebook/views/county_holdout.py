"""The county panels: all their origins are hold-out, shown beside the states without a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.notebook.partial_edition import open_partial
from planodds.report.content import Block, Paragraph, Table, say
from planodds.report.figures.track_record import BED, HOLD_OUT, PROMISE
from planodds.report.text.formatting import format_number, format_percent
from planodds.report.text.labels import BENCHMARKS, ROSTERS_SHORT, VARIABLES, label
from planodds.report.text.track_record import RecordTables, gather_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planodds.notebook.session import Session

_GIVEN = "model_given_common"
_ACROSS = "gdp_across_census"  # growth there holds the census step: no relative part
_PARTS = {
    "level": {"zh": "水平", "en": "level"},
    "relative": {"zh": "相对部分", "en": "relative"},
    "common": {"zh": "共同部分", "en": "common"},
    "rank": {"zh": "位次", "en": "rank"},
    _GIVEN: {"zh": "相对部分，已知全省走势", "en": "relative, told the common path"},
}
_DESIGNS = {
    (BED, "income"): {"zh": "美国各州人均收入", "en": "US states, income per head"},
    (HOLD_OUT, constants.GDP): {"zh": "山西 GDP（同一口径）", "en": "Shanxi GDP, one basis"},
    (HOLD_OUT, _ACROSS): {
        "zh": "山西 GDP（跨普查，2024 年）",
        "en": "Shanxi GDP across the census (2024)",
    },
    (HOLD_OUT, constants.REVENUE): {"zh": "山西收入", "en": "Shanxi revenue"},
    (HOLD_OUT, "revenue_long"): {
        "zh": "山西收入（2006、2010、2011 年起）",
        "en": "Shanxi revenue from 2006, 2010, 2011",
    },
}
_LINES = ("level", "relative", _GIVEN, "rank")
_AHEAD = (1, 2, 3, 5, 10)
OWN_DRIFT, POOLED, STAY = "own_drift", "pooled_drift", "stay"


def view_shanxi(run: Session, *, lang: str) -> list[Block]:
    """Set Shanxi's hold-out beside the states: same questions, few origins, no verdict."""
    shown = gather_record(open_partial(run))
    rows = [row for bed in _DESIGNS for row in _bed_rows(shown, *bed, lang)]
    columns = (
        say(lang, zh="面板", en="Panel"),
        say(lang, zh="部分", en="Part"),
        say(lang, zh="提前年数", en="Years ahead"),
        say(lang, zh="起点（不重叠）", en="Origins (apart)"),
        say(lang, zh="九成区间实际包含", en="Held by the 90% band"),
        say(lang, zh="最差起点", en="Worst origin"),
        say(lang, zh="较自身趋势", en="Over own drift"),
        say(lang, zh="较合并趋势", en="Over pooled drift"),
    )
    caption = say(
        lang,
        zh="山西与美国各州并列：本模型的检验",
        en="Shanxi beside the US states: the model's record",
    )
    note = say(
        lang,
        zh="山西的全部起点都未用于任何调整，起点太少，只作展示，不评合格与否。"
        "位次一行的对照为“原地不动”，列在“较自身趋势”。"
        "“已知全省走势”是在给定后来实际的全省走势时只看相对部分。",
        en="No origin of Shanxi was used for any tuning; they are few, shown without pass "
        "or fail. For ranks the rival is staying put, in the column of own drift. “Told "
        "the common path” judges the relative part given the province's path that came.",
    )
    return [Table(caption, columns, tuple(rows), words=(0, 1), note=note)]


def _bed_rows(
    shown: RecordTables, panel: str, variable: str, lang: str
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each part and horizon of one bed."""
    for line in ("level", "rank") if variable == _ACROSS else _LINES:
        model, part = (_GIVEN, "relative") if line == _GIVEN else ("model", line)
        head = {"panel": panel, "variable": variable, "model": model, "part": part, "sample": "all"}
        held = _pick(shown.coverage, promise=PROMISE, **head)
        skill = _pick(shown.skill, **head)
        for row in held[held["horizon"].isin(_AHEAD)].itertuples():
            rivals = skill[skill["horizon"] == row.horizon].set_index("rival")["skill"]
            first = STAY if part == constants.RANK else OWN_DRIFT
            pooled = None if part == constants.RANK else rivals.get(POOLED)
            yield (
                _DESIGNS[panel, variable][lang],
                _PARTS[line][lang],
                str(int(row.horizon)),
                f"{int(row.origins)} ({int(row.n_eff)})",
                format_percent(row.held),
                f"{format_percent(row.worst)} ({int(row.worst_origin)})",
                format_percent(rivals.get(first), signed=True),
                format_percent(pooled, signed=True),
            )


def _pick(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    for name, value in columns.items():
        table = table[table[name] == value]
    return table


def view_edition_scores(
    run: Session, neff: pd.DataFrame, joint: pd.DataFrame, evidence: dict[str, str], *, lang: str
) -> list[Block]:
    """Score this edition's own forecasts of past origins, with how few they are."""
    shown = neff[
        (neff["stratum"] == "one_basis") & neff["part"].isin(["level", "relative", constants.RANK])
    ]
    columns = (
        say(lang, zh="指标", en="Variable"),
        say(lang, zh="部分", en="Part"),
        say(lang, zh="提前年数", en="Years ahead"),
        say(lang, zh="对照", en="Rival"),
        say(lang, zh="起点数", en="Origins"),
        "CRPS",
        say(lang, zh="对照 CRPS", en="Rival's"),
        say(lang, zh="改进", en="Skill"),
        "50%",
        "80%",
        "90%",
    )
    rows = tuple(
        (
            label(VARIABLES, row.variable, lang),
            label(ROSTERS_SHORT, row.roster, lang) or _PARTS[row.part][lang],
            str(row.horizon),
            label(BENCHMARKS, row.rival, lang),
            str(row.n_eff),
            format_number(row.crps, 3),
            format_number(row.crps_rival, 3),
            format_percent(row.skill),
            *(
                format_percent(value)
                for value in (row.coverage_50, row.coverage_80, row.coverage_90)
            ),
        )
        for row in shown.itertuples()
    )
    caption = say(
        lang,
        zh="本期预测在历史起点上的得分（CRPS 为对数点，位次为位，越小越好）",
        en="This edition's forecasts of past origins (CRPS in log points, places for "
        "ranks; smaller is better)",
    )
    note = say(
        lang,
        zh="右三列为区间实际包含的比例。起点数即有效检验次数。",
        en="The last three columns: what the intervals held. Origins are the effective "
        "number of tests.",
    )
    return [
        Paragraph(evidence[lang]),
        Table(caption, columns, rows, words=(0, 1, 3), note=note),
        _joint_table(joint, lang),
    ]


def _joint_table(joint: pd.DataFrame, lang: str) -> Table:
    """Energy score of GDP and revenue together, and what their belonging together is worth."""
    rows = tuple(
        (
            str(row.origin),
            str(row.year),
            str(row.units),
            format_number(row.energy, 3),
            format_percent(row.gain_together, digits=1, signed=True),
            format_percent(row.skill, signed=True),
        )
        for row in joint.itertuples()
    )
    columns = (
        say(lang, zh="起点", en="Origin"),
        say(lang, zh="年份", en="Year"),
        say(lang, zh="单位数", en="Units"),
        say(lang, zh="能量评分", en="Energy score"),
        say(lang, zh="较两者拆开", en="Over the two apart"),
        say(lang, zh="较自身趋势", en="Over own drift"),
    )
    caption = say(
        lang,
        zh="GDP 与收入合在一起的得分（对数点，越小越好）",
        en="GDP and revenue scored together (log points, smaller is better)",
    )
    return Table(caption, columns, rows)
