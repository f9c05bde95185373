"""Views of the track record: three questions answered, every bar, and Shanxi beside the states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.notebook.partial_edition import open_partial
from planodds.report.content import Block, Paragraph, Table, say
from planodds.report.figures import track_record as figures
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text.formatting import DASH, format_number, format_percent, is_missing
from planodds.report.text.labels import BENCHMARKS, label
from planodds.report.text.track_record import (
    VERDICTS,
    RecordTables,
    describe_coverage,
    describe_criteria,
    describe_model_choice,
    describe_reliability,
    describe_sample_size,
    describe_skill,
    describe_untuned_origins,
    describe_worst_bin,
    gather_record,
)

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session

_FIGURES = "figures"
_CRITERIA = {
    "relative_coverage": {"zh": "相对部分，九成区间包含", "en": "Relative part held by 90%"},
    "rank_coverage": {"zh": "位次，九成区间包含", "en": "Ranks held by 90%"},
    "level_coverage": {"zh": "水平，九成区间包含（各年平均）", "en": "Levels held by 90%, mean"},
    "drift_skill": {"zh": "水平，对自身趋势的技巧", "en": "Level: skill over own drift"},
    "best_rival": {"zh": "水平，对最好单一对照的技巧", "en": "Level: skill over best rival"},
    "units_better": {"zh": "优于自身趋势的单位", "en": "Units that beat own drift"},
    "brier_skill": {"zh": "位次事件，对“原地不动”的技巧", "en": "Rank events: skill over staying"},
    "calibration": {"zh": "模拟校准，落在 99% 带内的量", "en": "Simulated worlds inside 99%"},
}


def view_answers(run: Session, *, lang: str) -> list[Block]:
    """Answer the three questions in three sentences, and say which engine the headline uses."""
    shown = gather_record(open_partial(run))
    return [
        Paragraph(tell(shown, lang))
        for tell in (
            describe_reliability,
            describe_coverage,
            describe_skill,
            describe_untuned_origins,
            describe_model_choice,
            describe_sample_size,
        )
    ]


def view_reliability(run: Session, *, lang: str) -> list[Block]:
    """When it said 30 %, how often did it happen? Curve and counts."""
    shown = gather_record(open_partial(run))
    table = figures.build_reliability(shown.reliability, shown.said, engine=shown.engine)
    note = say(
        lang,
        zh="曲线为按所说概率回归的实际频率，灰带为完全可靠时曲线九成会落入的范围"
        "（按事件相互独立计，偏窄）；圆圈为分组，旁注发生次数/总次数；下方短柱为各概率说过的多少。",
        en="The line is the frequency regressed on what was said; the grey band would hold "
        "it nine times in ten if what was said were true (events taken as independent, "
        "so rather narrow). Circles are groups, with how many happened of how many; the "
        "short bars show how often each probability was said.",
    )
    figure = draw_figure(
        lambda *, ax, compact: figures.plot_reliability(table, ax=ax, lang=lang),
        table,
        folder=run.folder / _FIGURES,
        name="reliability",
        lang=lang,
        title=describe_reliability(shown, lang),
        note=note,
        wide=(4.8, 4.8),
        phone=(3.42, 3.5),
    )
    return [figure, Paragraph(describe_worst_bin(shown, lang)), _said_table(shown, lang)]


def _said_table(shown: RecordTables, lang: str) -> Table:
    own = shown.said
    own = own[
        (own["panel"] == figures.BED) & (own["model"] == shown.engine) & (own["horizon"] == 0)
    ]
    rows = tuple(
        (
            f"{format_percent(r.low)}–{format_percent(r.high)}",
            format_percent(r.said),
            str(int(r.events)),
            str(int(r.hits)),
            format_percent(r.hits / r.events),
            _range(r.lower, r.upper),
        )
        for r in own.itertuples()
    )
    columns = (
        say(lang, zh="所说概率", en="What it said"),
        say(lang, zh="平均", en="Mean"),
        say(lang, zh="次数", en="Times"),
        say(lang, zh="发生", en="Happened"),
        say(lang, zh="占比", en="Share"),
        say(lang, zh="九成区间", en="90% interval"),
    )
    caption = say(
        lang,
        zh="“进入前 12 位”：说过的概率与后来发生的比例",
        en="“Among the first 12”: what was said and what happened",
    )
    note = say(
        lang,
        zh="只计起点时距第 12 位不超过 6 位的州，提前 1 至 5 年合计；区间按起点整体重抽。",
        en="States that start within 6 places of the 12th, one to five years ahead joined; "
        "intervals draw whole origins again.",
    )
    return Table(caption, columns, rows, note=note)


def view_coverage(run: Session, *, lang: str) -> list[Block]:
    """How wide were its 90 % bands really? By horizon and part, and the worst origin."""
    shown = gather_record(open_partial(run))
    table = figures.build_coverage(shown.coverage, engine=shown.engine)
    note = say(
        lang,
        zh="实心点为美国各州，竖线为按起点重抽的九成区间；"
        "空心菱形为山西各县（起点太少，不给区间）；橙线为应有的 90%，灰带为 86%–94%。",
        en="Solid dots are the US states with 90% intervals from origins drawn again; "
        "hollow diamonds are Shanxi's counties, too few origins for an interval; the "
        "orange line is the promise, the grey strip 86 to 94%.",
    )
    figure = draw_figure(
        lambda *, ax, compact: figures.plot_coverage(table, ax=ax, lang=lang),
        table,
        folder=run.folder / _FIGURES,
        name="held",
        lang=lang,
        title=describe_coverage(shown, lang),
        note=note,
        wide=(7.2, 2.7),
        phone=(3.42, 6.6),
        grid={"columns": 3, "sharey": True},
        phone_grid={"rows": 3},
    )
    return [figure, _held_table(shown, lang)]


def _held_table(shown: RecordTables, lang: str) -> Table:
    """Coverage at 50, 80 and 90 % on the long bed, with the worst origin of the 90 %."""
    rows = []
    for part in figures.PARTS:
        for horizon in range(1, 6):
            found = [shown.held(part, horizon=horizon, level=level) for level in constants.LEVELS]
            if all(len(own) for own in found):
                last = found[-1].iloc[0]
                rows.append(
                    (
                        figures.TEXT[part][lang],
                        str(horizon),
                        *(format_percent(own["held"].iloc[0]) for own in found),
                        _range(last["lower"], last["upper"]),
                        f"{format_percent(last['worst'])} ({int(last['worst_origin'])})",
                        f"{int(last['origins'])} ({int(last['n_eff'])})",
                    )
                )
    columns = (
        say(lang, zh="部分", en="Part"),
        say(lang, zh="提前年数", en="Years ahead"),
        "50%",
        "80%",
        "90%",
        say(lang, zh="90% 的区间", en="Interval of the 90%"),
        say(lang, zh="最差起点", en="Worst origin"),
        say(lang, zh="起点（不重叠）", en="Origins (apart)"),
    )
    caption = say(
        lang, zh="美国各州：区间实际包含的比例", en="US states: what the central intervals held"
    )
    return Table(caption, columns, tuple(rows))


def view_skill(run: Session, *, lang: str) -> list[Block]:
    """Whom does it beat, and where not? Mean over horizons, then year by year."""
    shown = gather_record(open_partial(run))
    table = figures.build_skill(shown.skill, engine=shown.engine)
    rivals = {key: text[lang] for key, text in BENCHMARKS.items()}
    note = say(
        lang,
        zh="点为提前 1 至 5 年的平均，竖线右侧为优于对照；横线为按起点重抽的九成区间，"
        "实心表示区间不含零。",
        en="Dots are means over one to five years ahead, right of the line is better than "
        "the rival; bars are 90% intervals from origins drawn again, solid where they "
        "leave out nought.",
    )
    figure = draw_figure(
        lambda *, ax, compact: figures.plot_skill(table, ax=ax, lang=lang, rivals=rivals),
        table,
        folder=run.folder / _FIGURES,
        name="skill",
        lang=lang,
        title=describe_skill(shown, lang),
        note=note,
        wide=(7.2, 3.2),
        phone=(3.42, 5.6),
        grid={"columns": 2, "sharex": True},
        phone_grid={"rows": 2, "sharex": True},
    )
    return [figure, _skill_table(shown, lang)]


def _skill_table(shown: RecordTables, lang: str) -> Table:
    """Skill of the level over each rival, horizon by horizon."""
    own = shown.skill
    own = own[
        (own["panel"] == figures.BED)
        & (own["model"] == shown.engine)
        & (own["sample"] == "all")
        & (own["part"] == "level")
        & ~own["rival"].isin(figures.UNIT)
    ]
    wide = own.pivot(index="rival", columns="horizon", values="skill")
    gain = own[own["horizon"] > 0].groupby("rival")["log_gain"].mean()
    worst = own[own["horizon"] == 1].set_index("rival")
    rows = tuple(
        (
            label(BENCHMARKS, rival, lang),
            *(format_percent(wide.loc[rival].get(h), signed=True) for h in range(1, 6)),
            format_number(gain.get(rival), 2),
            f"{format_percent(worst.loc[rival, 'worst'], signed=True)} "
            f"({int(worst.loc[rival, 'worst_origin'])})",
        )
        for rival in wide[0].sort_values().index
    )
    columns = (
        say(lang, zh="对照", en="Rival"),
        *(say(lang, zh=f"{h} 年", en=f"{h} y") for h in range(1, 6)),
        say(lang, zh="对数得分", en="Log score gained"),
        say(lang, zh="最差起点（1 年）", en="Worst origin (1 y)"),
    )
    caption = say(
        lang,
        zh="水平：误差（CRPS）比各对照小多少，按提前年数",
        en="Level: how much smaller its error (CRPS) is, by years ahead",
    )
    return Table(caption, columns, rows)


def view_criteria(run: Session, *, lang: str) -> list[Block]:
    """Every bar: excellent, minimum, reached, verdict."""
    shown = gather_record(open_partial(run))
    engines = list(dict.fromkeys(shown.bars["model"]))
    keyed = {name: own.set_index(["bar", "horizon"]) for name, own in shown.bars.groupby("model")}
    rows = tuple(
        (
            *_limits(row, *key, lang),
            *(_reached(keyed[name].loc[key], lang) for name in engines),
            format_percent(row["opened"]),
        )
        for key, row in keyed[shown.engine].iterrows()
    )
    columns = (
        say(lang, zh="标准", en="Bar"),
        say(lang, zh="提前年数", en="Years"),
        say(lang, zh="优秀", en="Excellent"),
        say(lang, zh="下限", en="Minimum"),
        *(label(BENCHMARKS, name, lang) for name in engines),
        say(lang, zh="1999 年后起点", en="After 1999"),
    )
    caption = say(lang, zh="全部标准与实际达到", en="Every bar and what was reached")
    note = say(
        lang,
        zh="标准在检验前定下，只约束美国各州。“1999 年后起点”为正文所用方法在从未用于任何调整的"
        "起点上的数，只有一至三个。最好的单一对照按事后得分逐年选出。"
        "位次为整数，区间含端点，括号内为并列随机分开后的比例。",
        en="The bars were set before the test and bind on the US states. After 1999: the "
        "headline's engine on origins never used for any tuning, one to three. The best "
        "single rival is chosen year by year with hindsight. Ranks are whole numbers "
        "and intervals hold their ends; in brackets the share with ties spread at "
        "random.",
    )
    return [Paragraph(describe_criteria(shown, lang)), Table(caption, columns, rows, note=note)]


def _limits(row: pd.Series, bar: str, horizon: float, lang: str) -> tuple[str, ...]:
    """Name of a bar, its horizon and its two limits."""
    nominal = say(lang, zh="区间含 90%", en="90% in interval")
    low = {"level_coverage": nominal, "calibration": say(lang, zh="99.9% 带", en="99.9% band")}.get(
        bar, _limit(row["minimum_low"], row["minimum_high"])
    )
    top = (
        say(lang, zh="全部", en="all")
        if bar == "calibration"
        else _limit(row["excellent_low"], row["excellent_high"])
    )
    return label(_CRITERIA, bar, lang), str(int(horizon)) if horizon else DASH, top, low


def _limit(low: float, high: float) -> str:
    if is_missing(high) or high > 1:
        return f"≥ {format_percent(low)}"
    return f"{format_percent(low)}–{format_percent(high)}"


def _reached(row: pd.Series, lang: str) -> str:
    """The figure, for ranks with the one that spreads ties, and its verdict below."""
    reached = format_percent(row["reached"], digits=1)
    if not is_missing(row["spread"]) and row.name[0] == "rank_coverage":
        reached = f"{reached} ({format_percent(row['spread'], digits=1)})"
    return f"{reached}\n{VERDICTS[row['verdict']][lang]}"


def _range(low: float, high: float) -> str:
    if is_missing(low) or is_missing(high):
        return DASH
    return f"{format_percent(low)}–{format_percent(high)}"
