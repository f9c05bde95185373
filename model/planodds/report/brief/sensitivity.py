"""What would change the answer: assumptions, scenarios, and the data that are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import HEADLINES, PLANNED, Edition
from planodds.report.content import DefinitionList, Figure, Section, Table, say
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.tornado import AS_MODELLED, build_tornado, plot_tornado
from planodds.report.text import phrases
from planodds.report.text.formatting import format_percent_odds, space_cjk
from planodds.report.text.labels import ASSUMED_LEVELS, ASSUMPTIONS, label, with_variant

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_YEAR = 2030


def build_sensitivity(edition: Edition, lang: str, *, folder: Path) -> Section | None:
    """Section on what the odds of the headline targets hang on; None without its table."""
    if not edition.has("sensitivity"):
        return None
    table = _tornado_table(edition)
    if table.empty:
        return None
    blocks = [
        _draw_tornado(edition, table, lang, folder=folder),
        _table(edition, table, lang),
        DefinitionList(tuple(_changers(edition, table, lang))),
    ]
    return Section(
        "change",
        say(lang, zh="假设及其影响", en="Assumptions and their effect"),
        _heading(edition, table, lang),
        tuple(blocks),
    )


def _tornado_table(edition: Edition) -> pd.DataFrame:
    """Tidy table of the odds under each alternative assumption, with labels."""
    rows = edition.table("sensitivity")
    rows = rows[rows["information"] == edition.now]
    targets = [t.id for t in edition.plan.targets if t.id in HEADLINES]
    keys = {(str(a), str(v)) for a, v in zip(rows["assumption"], rows["level"], strict=True)}
    labels = {key: {lang: _assumed(*key, lang) for lang in constants.LANGUAGES} for key in keys}
    return build_tornado(rows, labels, targets=targets, year=_YEAR)


def _assumed(assumption: str, level: str, lang: str) -> str:
    """Name of an alternative: what is assumed, and to what it is changed."""
    name = label(ASSUMPTIONS, assumption, lang)
    if not level or assumption == AS_MODELLED:
        return name
    value = label(ASSUMED_LEVELS, level, lang)
    return say(lang, zh=f"{name}：{value}", en=f"{name}: {value}")


def _titles(edition: Edition, lang: str) -> dict[str, str]:
    return {t.id: phrases.short_label(t, lang) for t in edition.plan.targets if t.id in HEADLINES}


def _draw_tornado(edition: Edition, table: pd.DataFrame, lang: str, *, folder: Path) -> Figure:
    """Dots for each alternative, one panel a target."""
    titles = _titles(edition, lang)
    shown = [target for target in titles if (table["target"] == target).any()]
    count = int((table["target"] == shown[0]).sum()) - 1

    def plot(*, ax, compact: bool):
        axes = list(ax) if len(shown) > 1 else [ax]
        for place, (one, target) in enumerate(zip(axes, shown, strict=True)):
            plot_tornado(
                table,
                ax=one,
                lang=lang,
                target=target,
                title=titles[target],
                names_shown=compact or place == 0,
            )

    title = _largest_words(edition, table, lang)
    note = say(
        lang,
        zh=f"{_YEAR} 年的可能性。每次只改一项假设，其余与随机冲击都相同；竖线为现模型，点为改动之后。"
        "为省时用较少的路径计算，与正文可相差约一个百分点。",
        en=f"Odds in {_YEAR}. One assumption is changed at a time on the same shocks; the "
        "line is the model as it is, the dot what becomes of it. Fewer paths are drawn "
        "here, so that it may differ from the text by about a point.",
    )
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="sensitivity",
        lang=lang,
        title=title,
        note=note,
        alt=f"{title} {note}",
        wide=(7.2, 0.27 * count + 1.0),
        phone=(3.42, (0.27 * count + 0.8) * len(shown)),
        grid={"columns": len(shown)},
        phone_grid={"rows": len(shown)},
    )


def _largest(table: pd.DataFrame, target: str) -> pd.Series:
    rows = table[(table["target"] == target) & (table["assumption"] != AS_MODELLED)]
    return rows.loc[rows["change"].abs().idxmax()]


def _change_words(row: pd.Series, lang: str) -> str:
    before, after = (
        format_percent_odds(row[column], mcse=row["mcse"])
        for column in ("as_modelled", "probability")
    )
    name = row[f"label_{lang}"]
    if before == after:
        return say(lang, zh=f"{name}（仍为 {after}）", en=f"{name} (still {after})")
    return say(lang, zh=f"{name}（由 {before} 变为 {after}）", en=f"{name} ({before} to {after})")


def _largest_words(edition: Edition, table: pd.DataFrame, lang: str) -> str:
    target = table["target"].iloc[0]
    name = _titles(edition, lang)[target]
    told = _change_words(_largest(table, target), lang)
    return say(
        lang,
        zh=space_cjk(f"对 {_YEAR} 年{name}的可能性影响最大的假设是{told}"),
        en=f"The odds of {name} in {_YEAR} hang most on: {told}",
    )


def _heading(edition: Edition, table: pd.DataFrame, lang: str) -> str:
    """Range of the odds of each target over all alternatives."""
    titles, told = _titles(edition, lang), []
    for target, rows in table.groupby("target", sort=False):
        ends = [rows.loc[rows["probability"].idxmin()], rows.loc[rows["probability"].idxmax()]]
        low, high = (format_percent_odds(row["probability"], mcse=row["mcse"]) for row in ends)
        told.append(
            say(
                lang,
                zh=f"{titles[target]}为 {low} 至 {high}",
                en=f"{titles[target]}: {low} to {high}",
            )
        )
    return say(
        lang,
        zh=f"换用其他假设，{_YEAR} 年的可能性：{'；'.join(told)}",
        en=f"Odds in {_YEAR} under other assumptions: {'; '.join(told)}",
    )


def _table(edition: Edition, table: pd.DataFrame, lang: str) -> Table:
    """Odds under every alternative, target by target."""
    titles = _titles(edition, lang)
    rows = []
    for name, own in table.groupby(f"label_{lang}", sort=False):
        by_target = own.set_index("target")
        rows.append((str(name), *(_odds(by_target, target) for target in titles)))
    columns = (say(lang, zh="假设改为", en="Assumption changed to"), *titles.values())
    return Table(
        say(
            lang,
            zh=f"各项假设对 {_YEAR} 年可能性的影响",
            en=f"What each assumption does to the odds in {_YEAR}",
        ),
        columns,
        tuple(rows),
    )


def _odds(rows: pd.DataFrame, target: str) -> str:
    if target not in rows.index:
        return "—"
    row = rows.loc[target]
    return format_percent_odds(row["probability"], mcse=row["mcse"])


def _changers(edition: Edition, table: pd.DataFrame, lang: str) -> list[tuple[str, str]]:
    """What would change the answer, from the tables: assumptions, scenarios, data to come."""
    titles = _titles(edition, lang)
    worst = [
        f"{titles[target]}{say(lang, zh='：', en=': ')}"
        f"{_change_words(_largest(table, target), lang)}"
        for target in titles
        if (table["target"] == target).any()
    ]
    entries = [
        (
            say(lang, zh="影响最大的假设", en="The assumption that matters most"),
            say(lang, zh="；".join(worst) + "。", en="; ".join(worst) + "."),
        )
    ]
    scenario = _scenario_words(edition, lang)
    entries += (
        [(say(lang, zh="影响最大的情景", en="The scenario that matters most"), scenario)]
        if scenario
        else []
    )
    return entries + _coming(edition, lang)


def _scenario_words(edition: Edition, lang: str) -> str:
    """Scenario that moves the odds of the first headline target furthest from the baseline."""
    target = next(t for t in edition.plan.targets if t.id in HEADLINES)
    base = edition.odds(target.id, edition.now, year=_YEAR)
    rows = edition.table("results")
    rows = rows[
        (rows["information"] == edition.now)
        & (rows["target"] == target.id)
        & (rows["reading"] == target.main_reading.name)
        & (rows["year"] == _YEAR)
        & (rows["status"] == constants.OPEN)
        & (rows["evidence"] == constants.POSTERIOR)
        & ~rows["scenario"].isin([constants.BASELINE, PLANNED])
    ]
    if base is None or base["status"] != constants.OPEN or rows.empty:
        return ""
    far = rows.loc[(rows["probability"] - base["probability"]).abs().idxmax()]
    name = with_variant(
        phrases.scenario_label(edition, far["scenario"], lang), far["variant"], lang
    )
    before, after = (
        format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
        for row in (base, far)
    )
    goal = phrases.short_label(target, lang)
    return say(
        lang,
        zh=space_cjk(
            f"{name}：{_YEAR} 年{goal}的可能性由基准的 {before} 变为 {after}（规划路径除外）。"
        ),
        en=f"{name}: the odds of {goal} in {_YEAR} go from the baseline's {before} to "
        f"{after} (the plan's own path left aside).",
    )


def _coming(edition: Edition, lang: str) -> list[tuple[str, str]]:
    """Published figures that will settle or move the answer."""
    entries, year = [], edition.plan.target_year
    if edition.county_to < year:
        entries.append(
            (
                say(lang, zh=f"{year} 年公布数", en=f"The figures of {year}"),
                say(
                    lang,
                    zh=f"一经公布，{year} 年的各项目标即成事实；把公布数录入数据表，重新运行即可更新。",
                    en=f"Once published they settle the targets of {year} as facts; enter them and run "
                    "again.",
                ),
            )
        )
    census = next((y for y in constants.BENCHMARK_YEARS if y > edition.county_to), None)
    if census:
        entries.append(
            (
                say(lang, zh=f"{census} 年起的普查口径", en=f"The census basis from {census}"),
                say(
                    lang,
                    zh=f"下一次经济普查将修订 {census} 年起的数字，水平和位次都可能一次性变动；"
                    "预测已包含这一步，其大小不可预知。",
                    en=f"The next economic census revises the figures from {census}: level "
                    "and rank may step at once. The forecast holds such a step; its "
                    "size cannot be known.",
                ),
            )
        )
    return entries
