"""Why the odds stand where they do: what moved them, and how each year's data did."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.editions.reader import HEADLINES, Edition
from planodds.inputs.panels.information import LATEST
from planodds.report.content import Block, Figure, Paragraph, Section, Table, say
from planodds.report.figures.odds import build_odds, plot_odds, plot_odds_path
from planodds.report.figures.revision_bridge import NOW, build_revision, plot_revision
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_number,
    format_odds,
    format_result,
)
from planodds.report.text.labels import EVIDENCE, PARTS, VARIABLES, information_label, label

if TYPE_CHECKING:
    from pathlib import Path


def build_revision_section(edition: Edition, lang: str, *, folder: Path) -> Section | None:
    """Section on what moved the odds since the plan was made; None for a run without that day."""
    if edition.then is None or not edition.has("moved"):
        return None
    table = odds_table(edition)
    blocks: list[Block] = [_draw_bridge(edition, lang, folder=folder), _moved_table(edition, lang)]
    if table[table["evidence"] == constants.POSTERIOR]["information"].nunique() > 2:
        blocks.append(_draw_odds_path(edition, table, lang, folder=folder))
    else:
        blocks.append(_draw_odds(edition, table, lang, folder=folder))
    blocks += [_odds_by_origin(edition, table, lang), Paragraph(_evidence_note(edition, lang))]
    return Section(
        "why",
        say(lang, zh="变动原因", en="What moved the odds"),
        _heading(edition, lang),
        tuple(blocks),
    )


def _headline_targets(edition: Edition) -> list:
    """The three targets of the first screen, in the order of the plan."""
    return [target for target in edition.plan.targets if target.id in HEADLINES]


def odds_table(edition: Edition) -> pd.DataFrame:
    """Tidy table of the headline odds at every information set of the edition."""
    targets = _headline_targets(edition)
    labels = {
        t.id: {lang: phrases.short_label(t, lang) for lang in constants.LANGUAGES} for t in targets
    }
    return build_odds(
        edition.table("results"),
        labels,
        target_year=edition.plan.target_year,
        roster=constants.ROSTER_ALL,
        readings={t.id: t.main_reading.name for t in targets},
    )


def _draw_bridge(edition: Edition, lang: str, *, folder: Path) -> Figure:
    """GDP and revenue from the median then to the median now."""
    goals = {t.variable: t for t in _headline_targets(edition) if t.kind == "level"}
    moved = edition.table("moved")
    table = pd.concat(
        [build_revision(moved, variable=v, year=t.year) for v, t in goals.items()],
        ignore_index=True,
    )

    def plot(*, ax, compact: bool):
        for one, (variable, target) in zip(ax, goals.items(), strict=True):
            plot_revision(
                table[table["variable"] == variable], ax=one, lang=lang, threshold=target.threshold
            )

    year = edition.plan.target_year
    ends = table[table["kind"] == NOW].set_index("variable")["end"]
    gaps = [(label(VARIABLES, v, lang), goal.threshold - ends[v]) for v, goal in goals.items()]
    title = say(
        lang,
        zh=f"{year} 年中位预测与目标相比："
        + "，".join(
            f"{name}{'低' if gap > 0 else '高'} {format_money(abs(gap))} 亿元" for name, gap in gaps
        ),
        en=f"Median outlook for {year} against the target: "
        + ", ".join(
            f"{name} {format_money(abs(gap))} {'short' if gap > 0 else 'above'}"
            for name, gap in gaps
        ),
    )
    note = say(
        lang,
        zh="空心点为编制规划时的中位预测，实心点为现在的；横条依次为各部分的作用，虚线为目标。",
        en="Hollow: the median when the plan was made; solid: now; the bars between are the "
        "parts, one after the other. Dashes: the target.",
    )
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="moved",
        lang=lang,
        title=title,
        note=note,
        wide=(7.2, 2.7),
        phone=(3.42, 4.4),
        grid={"columns": len(goals)},
        phone_grid={"rows": len(goals)},
    )


def _draw_odds(edition: Edition, table: pd.DataFrame, lang: str, *, folder: Path) -> Figure:
    """The odds then and now on one line, with what the priors alone said."""
    title = _odds_words(edition, table, lang)
    note = say(
        lang,
        zh="横短线为模拟误差的 95% 界限。编制规划时证据等级低，故并列仅凭先验的结果。",
        en="Short bars: 95% bounds of the simulation error. When the plan was made the "
        "evidence was low, so that what the priors alone say stands beside it.",
    )

    def plot(*, ax, compact: bool):
        return plot_odds(table, ax=ax, lang=lang, then=edition.then, now=edition.now)

    return draw_figure(
        plot,
        table,
        folder=folder,
        name="odds_then_now",
        lang=lang,
        title=title,
        note=note,
        alt=_spoken(title, table, lang),
        wide=(7.2, 2.6),
        phone=(3.42, 2.7),
    )


def _odds_words(edition: Edition, table: pd.DataFrame, lang: str) -> str:
    """The best odds of the three then, and now."""
    rows = table[(table["evidence"] == constants.POSTERIOR) & (table["status"] == constants.OPEN)]
    told = []
    for information in (edition.then, edition.now):
        own = rows[rows["information"] == information].sort_values("probability")
        told.append(
            format_odds(
                own.iloc[-1]["probability"],
                lang,
                mcse=own.iloc[-1]["mcse"],
                upper=own.iloc[-1]["upper"],
                word=False,
            )
            if len(own)
            else "—"
        )
    return say(
        lang,
        zh=f"三项目标中可能性最大的，编制规划时{told[0]}，现在{told[1]}",
        en=f"The best odds of the three were {told[0]} when the plan was made and are "
        f"{told[1]} now",
    )


def _draw_odds_path(edition: Edition, table: pd.DataFrame, lang: str, *, folder: Path) -> Figure:
    """The odds of the three targets at every origin."""
    count = table["target"].nunique()
    title = _odds_words(edition, table, lang)
    note = say(
        lang,
        zh="空心点为编制规划时，实心点为其后；竖短线为模拟误差的 95% 界限。",
        en="Hollow: when the plan was made; solid: later. Short bars: 95% bounds of the "
        "simulation error.",
    )
    return draw_figure(
        lambda *, ax, compact: plot_odds_path(table, ax=ax, lang=lang),
        table,
        folder=folder,
        name="odds_path",
        lang=lang,
        title=title,
        note=note,
        alt=_spoken(title, table, lang),
        wide=(7.2, 2.8),
        phone=(3.42, 1.7 * count),
        grid={"columns": count, "sharey": True},
        phone_grid={"rows": count, "sharex": True},
    )


def _spoken(title: str, table: pd.DataFrame, lang: str) -> str:
    """The finding and every odds behind it, for those who do not see the figure."""
    rows = table[table["evidence"] == constants.POSTERIOR]
    return (
        title
        + say(lang, zh="：", en=": ")
        + say(lang, zh="；", en="; ").join(
            f"{row[f'label_{lang}']} {information_label(row['information'], lang)} "
            f"{format_result(row, lang)}"
            for _, row in rows.iterrows()
        )
    )


def _odds_by_origin(edition: Edition, table: pd.DataFrame, lang: str) -> Table:
    """Odds of the three targets, one row an information set, prior-only ones above."""
    runs = list(dict.fromkeys(zip(table["information"], table["evidence"], strict=True)))
    runs.sort(key=lambda run: (_origin(table, run), run[1] != constants.PRIOR_ONLY))
    by_target = {
        target: own.set_index(["information", "evidence"])
        for target, own in table.groupby("target", sort=False)
    }
    columns = [say(lang, zh="所用数据", en="On data of")]
    columns += [own[f"label_{lang}"].iloc[0] for own in by_target.values()]
    rows = [
        (
            _run_name(edition, table, run, lang),
            *(
                phrases.odds_cell(own.loc[run] if run in own.index else None, lang)
                for own in by_target.values()
            ),
        )
        for run in runs
    ]
    caption = say(
        lang,
        zh=f"{edition.plan.target_year} 年目标的可能性，按当时可得数据",
        en=f"Odds of the {edition.plan.target_year} targets on the data of the day",
    )
    return Table(caption, tuple(columns), tuple(rows), words=tuple(range(len(columns))))


def _origin(table: pd.DataFrame, run: tuple[str, str]) -> int:
    return int(table.loc[table["information"] == run[0], "origin"].iloc[0])


def _run_name(edition: Edition, table: pd.DataFrame, run: tuple[str, str], lang: str) -> str:
    information, evidence = run
    day = (
        say(lang, zh="现在", en="now")
        if information == edition.now == LATEST
        else say(lang, zh=f"{information} 年", en=information)
    )
    if (table["evidence"] == constants.PRIOR_ONLY).any() and information == edition.then:
        return f"{day}\n{label(EVIDENCE, evidence, lang)}"
    return day


def _moved_table(edition: Edition, lang: str) -> Table:
    """Median outlook then, the parts of the change and the median now, one under the other."""
    targets = _headline_targets(edition)
    kinds = list(dict.fromkeys(edition.table("moved")["part"]))
    parts = [phrases.moved_parts(edition, target) for target in targets]
    medians = [_medians(edition, target) for target in targets]
    rows = [(say(lang, zh="编制时中位数", en="Median then"), *(then for then, _ in medians))]
    rows += [
        (
            _begin(label(PARTS, kind, lang)),
            *(
                phrases.format_part(own[kind], target, lang) if kind in own else DASH
                for own, target in zip(parts, targets, strict=True)
            ),
        )
        for kind in kinds
    ]
    rows.append((say(lang, zh="现在中位数", en="Median now"), *(now for _, now in medians)))
    year = edition.plan.target_year
    columns = (
        say(lang, zh=f"{year} 年", en=str(year)),
        *(_quantity(target, lang) for target in targets),
    )
    note = say(
        lang,
        zh="各部分在对数上相加为总变动。全省：实际与预期增速之差；自身：相对全省的增速；"
        "普查换口径：改用第五次经济普查口径的一次性影响。位次不受全省共同因素影响。",
        en="The parts add up in logs. Province: its growth against what was expected; own: "
        "growth relative to the province; census: the one-off step to the basis of the "
        "5th economic census. Ranks do not move with what all share.",
    )
    caption = say(
        lang,
        zh=f"{year} 年中位预测的变动及其分解",
        en=f"How the median outlook for {year} changed, and through what",
    )
    return Table(caption, columns, tuple(rows), note=note)


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quantity(target, lang: str) -> str:
    """What a target is about, with its unit."""
    if target.kind == "rank":
        return label(VARIABLES, constants.RANK, lang)
    name = label(VARIABLES, target.variable, lang)
    return f"{name}\n{say(lang, zh='亿元', en='100m yuan')}"


def _medians(edition: Edition, target) -> tuple[str, str]:
    table = edition.table("moved")
    rank = target.kind == "rank"
    rows = table[table["variable"] == (constants.RANK if rank else target.variable)]
    if rank:
        rows = rows[rows["roster"] == target.main_reading.roster]
    first = rows.iloc[0]
    if rank:
        return format_number(first["then"]), format_number(first["now"])
    return format_money(math.exp(first["then"])), format_money(math.exp(first["now"]))


def _heading(edition: Edition, lang: str) -> str:
    """The largest part of the change of the GDP outlook, and what it was set against."""
    target = next(
        t for t in _headline_targets(edition) if t.variable == constants.GDP and t.kind == "level"
    )
    then, now = _medians(edition, target)
    parts = phrases.moved_parts(edition, target)
    told = [
        f"{label(PARTS, part, lang)} {phrases.format_part(value, target, lang)}"
        for part, value in sorted(parts.items(), key=lambda item: -abs(item[1]))
    ]
    return say(
        lang,
        zh=f"{target.year} 年 GDP 中位预测由编制时的 {then} 亿元变为 {now} 亿元：{'，'.join(told)}",
        en=f"The median outlook for GDP in {target.year} went from {then} to {now}: "
        f"{', '.join(told)}",
    )


def _evidence_note(edition: Edition, lang: str) -> str:
    history = edition.table("history")
    own = history[(history["unit"] == edition.plan.unit) & (history["variable"] == constants.GDP)]
    years = int(((own["year"] <= int(edition.then)).sum()) - 1)
    return say(
        lang,
        zh=f"{edition.then} 年时县级增速只有 {years} 个年份可用，且为疫情年，当时的可能性"
        "主要来自先验判断，证据等级为低；表中并列仅用先验、不用县级数据的结果。",
        en=f"On the data of {edition.then} there was {years} year of county growth, the "
        "year of the pandemic: those odds are chiefly the priors', the evidence is low, "
        "and the odds from the priors alone stand beside them.",
    )
