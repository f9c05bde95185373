"""The track record in plain words: every sentence made from rows of the saved tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.report.content import say
from planodds.report.figures.track_record import BED, PROMISE, UNIT
from planodds.report.text.formatting import format_percent, is_missing, join_words, space_cjk
from planodds.report.text.labels import BENCHMARKS, label

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition

_NEEDED = (
    "record_engine",
    "record_bars",
    "record_skill",
    "record_coverage",
    "record_said",
    "record_reliability",
)
_DRIFT = "own_drift"
_ASKED = 0.30  # "when it said 30 %"
EXCELLENT, MINIMUM, MISSED = "excellent", "minimum", "missed"
VERDICTS = {
    EXCELLENT: {"zh": "优秀", "en": "excellent"},
    MINIMUM: {"zh": "达到下限", "en": "minimum"},
    MISSED: {"zh": "未达到", "en": "missed"},
}


@dataclass(frozen=True, eq=False)
class RecordTables:
    """The record's tables as a notebook saved them; ``engine`` stands behind the headline."""

    engine: str
    choice: pd.Series
    bars: pd.DataFrame
    skill: pd.DataFrame
    coverage: pd.DataFrame
    said: pd.DataFrame
    reliability: pd.DataFrame

    def held(
        self, part: str, *, horizon: int | None = None, level: float = PROMISE
    ) -> pd.DataFrame:
        """Rows of what the headline's bands held on the long bed; horizon 0 is the mean."""
        rows = self.coverage
        rows = rows[
            (rows["panel"] == BED)
            & (rows["model"] == self.engine)
            & (rows["sample"] == "all")
            & (rows["part"] == part)
            & (rows["promise"] == level)
        ]
        return rows if horizon is None else rows[rows["horizon"] == horizon]

    def skill_rows(self, part: str = "level") -> pd.DataFrame:
        """Rows of skill over each single rival on the long bed, mean over horizons."""
        rows = self.skill
        return rows[
            (rows["panel"] == BED)
            & (rows["model"] == self.engine)
            & (rows["sample"] == "all")
            & (rows["part"] == part)
            & (rows["horizon"] == 0)
            & ~rows["rival"].isin(UNIT)
        ]


def has_record(edition: Edition) -> bool:
    """Whether the edition holds the tables of the record."""
    return all(edition.has(name) for name in _NEEDED)


def gather_record(edition: Edition) -> RecordTables:
    """Read the record's tables from an edition."""
    choice, *tables = (edition.table(name) for name in _NEEDED)
    return RecordTables(str(choice["engine"].iloc[0]), choice.iloc[0], *tables)


def headline(shown: RecordTables, lang: str) -> str:
    """The finding in one line: what the 90 % bands held."""
    rows = shown.held("relative")
    rows = rows[rows["horizon"] > 0]["held"]
    level = format_percent(shown.held("level", horizon=0)["held"].iloc[0])
    low, high = format_percent(rows.min()), format_percent(rows.max())
    return say(
        lang,
        zh=f"在美国各州检验，称九成的区间实际包含：水平平均 {level}，相对全国的部分 {low}–{high}；"
        "山西起点太少，不作判定",
        en=f"Tried on the US states, its 90% bands held {level} of levels and {low} to "
        f"{high} of the part relative to the nation; Shanxi has too few origins to judge",
    )


def describe_reliability(shown: RecordTables, lang: str) -> str:
    """When it said 30 %, how often did it happen?"""
    rows = shown.said
    rows = rows[
        (rows["panel"] == BED)
        & (rows["model"] == shown.engine)
        & (rows["horizon"] == 0)
        & (rows["low"] <= _ASKED)
        & (rows["high"] > _ASKED)
    ]
    if rows.empty:
        return say(lang, zh="没有说过三成左右的概率。", en="It never said about 30%.")
    row = rows.iloc[0]
    share, low, high = (
        format_percent(v) for v in (row["hits"] / row["events"], row["lower"], row["upper"])
    )
    room = f"{format_percent(row['low'])}–{format_percent(row['high'])}"
    side = _compare_said(row, lang)
    return say(
        lang,
        zh=f"美国各州的检验中，说“三成左右”（{room}，平均 {format_percent(row['said'])}）的 "
        f"{int(row['events'])} 次里，后来发生 {int(row['hits'])} 次，占 {share}"
        f"（九成区间 {low}–{high}）{side}。",
        en=f"On the US states, when it said about 30% ({room}, {format_percent(row['said'])} on "
        f"average), it happened {int(row['hits'])} times in {int(row['events'])}: {share} (90% "
        f"interval {low} to {high}){side}.",
    )


def describe_worst_bin(shown: RecordTables, lang: str) -> str:
    """The group in which what happened lay furthest from what was said, of those that tell."""
    rows = shown.said
    rows = rows[(rows["panel"] == BED) & (rows["model"] == shown.engine) & (rows["horizon"] == 0)]
    gap = (rows["hits"] / rows["events"] - rows["said"]).abs()
    row = rows.loc[gap.idxmax()]
    share, said = format_percent(row["hits"] / row["events"]), format_percent(row["said"])
    low, high = format_percent(row["lower"]), format_percent(row["upper"])
    return say(
        lang,
        zh=f"偏离最大的一组：平均说 {said} 的 {int(row['events'])} 次中发生 {int(row['hits'])} 次，占 {share}"
        f"（九成区间 {low}–{high}）{_compare_said(row, lang)}。",
        en=f"Furthest off: where it said {said} on average, it happened {int(row['hits'])} times "
        f"in {int(row['events'])}, {share} (90% interval {low} to {high})"
        f"{_compare_said(row, lang)}.",
    )


def _compare_said(row: pd.Series, lang: str) -> str:
    if is_missing(row["lower"]):
        return ""
    if row["lower"] <= row["said"] <= row["upper"]:
        return say(lang, zh="，与所说相符", en=", in line with what it said")
    rarer = row["upper"] < row["said"]
    return say(
        lang,
        zh=f"，比所说{'少' if rarer else '多'}",
        en=f", {'less' if rarer else 'more'} often than it said",
    )


def describe_coverage(shown: RecordTables, lang: str) -> str:
    """How wide were its 90 % bands really? With the worst origin."""
    relative = shown.held("relative")
    relative = relative[relative["horizon"] > 0]["held"]
    level = shown.held("level", horizon=0).iloc[0]
    low, high = format_percent(relative.min()), format_percent(relative.max())
    mean, inner, outer = (format_percent(level[name]) for name in ("held", "lower", "upper"))
    worst, origin = format_percent(level["worst"]), int(level["worst_origin"])
    return say(
        lang,
        zh=f"称九成的区间，相对全国的部分实际包含 {low}–{high}（提前 1 至 5 年），水平平均包含 {mean}"
        f"（九成区间 {inner}–{outer}）；最差的起点是 {origin} 年，水平只包含 {worst}。",
        en=f"Its 90% bands held {low} to {high} of the relative part, one to five years ahead, "
        f"and {mean} of the levels on average (90% interval {inner} to {outer}); from the "
        f"worst origin, {origin}, they held {worst} of the levels.",
    )


def describe_skill(shown: RecordTables, lang: str) -> str:
    """Whom does it beat, and where not? Clear means that the interval leaves out nought."""
    rows = shown.skill_rows().sort_values("skill", ascending=False)
    clear = rows[rows["lower"] > 0]
    worse = rows[rows["upper"] < 0]
    rest = rows.drop(clear.index).drop(worse.index)
    told = []
    if len(clear):
        told.append(
            say(
                lang,
                zh=f"水平预测的误差明显小于{_list(clear, lang)}",
                en=f"On levels its error is clearly smaller than that of {_list(clear, lang)}",
            )
        )
    if len(rest):
        told.append(
            say(
                lang,
                zh=f"与{_list(rest, lang)}相比，差别不足以区分",
                en=f"against {_list(rest, lang)} the difference is too small to tell",
            )
        )
    if len(worse):
        told.append(
            say(
                lang,
                zh=f"明显不如{_list(worse, lang)}",
                en=f"it is clearly worse than {_list(worse, lang)}",
            )
        )
    text = say(lang, zh="；", en="; ").join(told)
    text = text[:1].upper() + text[1:] + say(lang, zh="。", en=".")
    return space_cjk(text) if lang == "zh" else text


def describe_untuned_origins(shown: RecordTables, lang: str) -> str:
    """Where it does not hold: the origins that no tuning ever saw, against own drift."""
    rows = shown.skill
    rows = rows[
        (rows["panel"] == BED)
        & (rows["model"] == shown.engine)
        & (rows["sample"] == "opened")
        & (rows["part"] == "level")
        & (rows["rival"] == _DRIFT)
        & (rows["horizon"] > 0)
    ].sort_values("horizon")
    if rows.empty:
        return say(
            lang, zh="尚无从未用于调整的起点。", en="There are no origins apart from the tuning."
        )
    told = [format_percent(value, signed=True) for value in rows["skill"]]
    most, fewest = int(rows["origins"].max()), int(rows["origins"].min())
    count = str(most) if most == fewest else f"{fewest}–{most}"
    text = say(
        lang,
        zh=f"但并非处处如此：只看从未用于调整的 {count} 个起点（1999 年以后），与自身趋势相比，误差的减幅依提前年数为"
        f"{'、'.join(told)}，负数为误差更大；起点这样少，好坏都不足为凭。",
        en=f"Not everywhere: from the {count} origins that no tuning ever saw (after 1999) its "
        f"error falls short of own drift's by {', '.join(told)} by years ahead, below nought "
        "where it is larger; so few origins prove neither.",
    )
    return space_cjk(text) if lang == "zh" else text


def _list(rows: pd.DataFrame, lang: str) -> str:
    """Rivals with the skill over each in brackets."""
    parts = []
    for row in rows.itertuples():
        share = format_percent(row.skill, signed=True)
        name = label(BENCHMARKS, row.rival, lang)
        parts.append(f"{name}（{share}）" if lang == "zh" else f"{name} ({share})")
    return join_words(parts, lang)


def describe_model_choice(shown: RecordTables, lang: str) -> str:
    """Which engine stands behind the headline, and the figures that decided."""
    row = shown.choice
    if is_missing(row["gain_level"]):
        return say(
            lang,
            zh="正文采用本模型；组合预测尚无检验记录。",
            en="The headline uses the model; the ensemble has no record yet.",
        )
    figures = [
        format_percent(row[name], digits=1, signed=True)
        for name in ("gain_level", "gain_relative", "gain_event", "lower", "upper")
    ]
    level, relative, event, low, high = figures
    taken = shown.engine == "ensemble"
    return say(
        lang,
        zh=f"正文采用{label(BENCHMARKS, shown.engine, lang)}：组合预测与本模型相比，误差的减幅（负数为误差更大）为水平 {level}"
        f"（九成区间 {low} 至 {high}），相对部分 {relative}，位次事件 {event}；事先定下的规则是，"
        "水平的整个区间大于零、且相对部分和位次事件都不变差，才采用组合预测，"
        f"{'现已满足' if taken else '现未满足'}。",
        en=f"The headline uses {label(BENCHMARKS, shown.engine, lang)}. The ensemble's error falls "
        f"short of the model's by {level} on levels (90% interval {low} to {high}; below "
        f"nought it is larger), {relative} on the relative part and {event} on rank events. "
        "The rule, set beforehand: the ensemble is used if its whole interval on levels lies "
        "above nought and neither of the others is worse; that is "
        f"{'met' if taken else 'not met'}.",
    )


def describe_criteria(shown: RecordTables, lang: str) -> str:
    """Count the bars of the headline's engine: excellent, minimum, missed."""
    counts = shown.bars.loc[shown.bars["model"] == shown.engine, "verdict"].value_counts()
    told = {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS}
    total = sum(told.values())
    return say(
        lang,
        zh=f"事先定下的 {total} 项标准中，优秀 {told[EXCELLENT]} 项，达到下限 {told[MINIMUM]} 项，"
        f"未达到 {told[MISSED]} 项；逐项如下，未达到的一并列出。",
        en=f"Of {total} bars set beforehand {told[EXCELLENT]} are met as excellent, "
        f"{told[MINIMUM]} at the minimum and {told[MISSED]} are missed; all are listed, the "
        "misses included.",
    )


def describe_sample_size(shown: RecordTables, lang: str) -> str:
    """How few tests there are: origins, and windows that do not overlap."""
    row = shown.held("level", horizon=0).iloc[0]
    return say(
        lang,
        zh=f"检验用美国各州 1929—2009 年人均收入，共 {int(row['origins'])} 个起点，互不重叠的五年窗口"
        f"只有 {int(row['n_eff'])} 个；同一起点的各州同受全国走势影响，对共同部分只算一次检验。",
        en=f"The test bed is income per head of the US states, 1929 to 2009: "
        f"{int(row['origins'])} origins, of which {int(row['n_eff'])} have five-year windows "
        "that do not overlap; all states of one origin share the nation's path and are one "
        "test of the common part.",
    )
