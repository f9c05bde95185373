"""Can this be trusted: the track record, the quality of the data, what the model leaves out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from model import names
from model.report.content import Block, Figure, Items, Paragraph, Section, Table, say
from model.report.drawing import draw_figure
from model.report.edition import Edition
from model.report.figures.record import build_record, plot_coverage, plot_errors
from model.report.labels import EVIDENCE, RIVALS, information_label, label
from model.report.words import format_number, format_percent


def build_trust(edition: Edition, lang: str, *, folder: Path) -> Section:
    """Section on the record, on the data and on what is not known."""
    blocks: list[Block] = []
    if edition.has("record_neff"):
        blocks += [Paragraph(_record_words(edition, lang)),
                   draw_record(edition, lang, folder=folder)]
    if edition.has("data_quality"):
        blocks += [Paragraph(_data_words(edition, lang)), _quality_table(edition, lang)]
    if edition.has("diagnostics"):
        blocks.append(_diagnostics_table(edition, lang))
    blocks.append(Items(tuple(_limits(edition, lang))))
    return Section("trust", say(lang, zh="可信程度", en="Can this be trusted"),
                   _heading(edition, lang), tuple(blocks))


def _relative(edition: Edition) -> pd.DataFrame:
    table = build_record(edition.table("record_neff"))
    return table[table["part"] == "relative"].drop_duplicates("horizon")


def _heading(edition: Edition, lang: str) -> str:
    if not edition.has("record_neff"):
        return say(lang, zh="本次运行没有历史检验", en="This run holds no track record")
    rows = _relative(edition)
    held = format_percent(float((rows["coverage_90"] * rows["cells"]).sum()
                                / rows["cells"].sum()))
    count = int(rows["origins"].max())
    return say(lang, zh=f"以往 {count} 个起点的检验：称九成的区间实际包含 {held}；起点太少，不足以下结论",
               en=f"Over {count} past origins the 90% intervals held {held}; too few to conclude")


def _record_words(edition: Edition, lang: str) -> str:
    """Three sentences: how many tests, coverage of the relative part, error beside a rival."""
    rows = _relative(edition)
    first, last = rows.iloc[0], rows.iloc[-1]
    near, far = (format_percent(r["coverage_90"]) for r in (first, last))
    skill = _skill(edition, lang)
    return say(
        lang,
        zh=f"以 {int(first['origins'])} 个历史起点回测，提前 {int(first['horizon'])} 年至 "
           f"{int(last['horizon'])} 年；同一起点的各县同受全省走势影响，对共同部分只算一次检验。"
           f"相对部分九成区间的实际包含比例，提前 {int(first['horizon'])} 年为 {near}，"
           f"提前 {int(last['horizon'])} 年为 {far}。{skill}",
        en=f"{int(first['origins'])} past origins test forecasts {int(first['horizon'])} to "
           f"{int(last['horizon'])} years ahead; all units of one origin share the province's path "
           "and are one test of the common part. The 90% intervals of the relative part held "
           f"{near} at {int(first['horizon'])} and {far} at {int(last['horizon'])} years. {skill}")


def _skill(edition: Edition, lang: str) -> str:
    """Error of the relative part beside each rival, one year ahead; never a verdict."""
    table = build_record(edition.table("record_neff"))
    rows = table[(table["part"] == "relative") & (table["horizon"] == table["horizon"].min())]
    rows = rows[rows["skill"].notna()]
    if rows.empty:
        return ""
    told = [_compare(row, lang) for _, row in rows.iterrows()]
    ahead = int(rows["horizon"].iloc[0])
    return say(lang, zh=f"提前 {ahead} 年，相对部分的误差（CRPS）{'，'.join(told)}；样本过少，不据此判定优劣。",
               en=f"{ahead} year ahead its error (CRPS) was {', '.join(told)}; the sample is too "
                  "small to judge by.")


def _compare(row: pd.Series, lang: str) -> str:
    size, rival = format_percent(abs(row["skill"])), label(RIVALS, row["rival"], lang)
    lower = row["skill"] >= 0
    return say(lang, zh=f"较{rival}法{'低' if lower else '高'} {size}",
               en=f"{size} {'below' if lower else 'above'} {rival}")


def draw_record(edition: Edition, lang: str, *, folder: Path) -> Figure:
    """Coverage beside errors."""
    table = build_record(edition.table("record_neff"))
    rivals = {key: text[lang] for key, text in RIVALS.items()}

    def plot(*, ax, compact: bool):
        plot_coverage(table, ax=ax[0], lang=lang)
        plot_errors(table, ax=ax[1], lang=lang, rivals=rivals, names_shown=compact)

    first = table[table["horizon"] == table["horizon"].min()].drop_duplicates("part")
    held = {row["part"]: format_percent(row["coverage_90"]) for _, row in first.iterrows()}
    title = say(lang, zh=f"提前 1 年，称九成的区间实际包含：水平 {held['level']}，相对部分 {held['relative']}",
                en=f"One year ahead the 90% intervals held {held['level']} of levels and "
                   f"{held['relative']} of the relative part")
    note = say(lang, zh="左：点为实际包含比例（浅至深依次为五成、八成、九成区间），竖线为应有比例。"
                        "右：实心点为本模型，空心点为对照模型，越靠左误差越小。",
               en="Left: dots are what the 50, 80 and 90% intervals held (light to dark), ticks "
                  "what they promised. Right: solid is this model, hollow its rivals; further "
                  "left is better.")
    count = table[["part", "horizon"]].drop_duplicates().shape[0]
    height = 0.36 * count + 1.0
    return draw_figure(plot, table, folder=folder, name="record", lang=lang, title=title,
                       note=note, wide=(7.2, height), phone=(3.42, 2 * height),
                       grid={"columns": 2}, phone_grid={"rows": 2})


def _data_words(edition: Edition, lang: str) -> str:
    """Where the panel comes from and how it was checked, with the cells that were touched."""
    table = edition.table("data_quality")
    flags = {flag: int(table[flag].sum()) for flag in
             ("ok", "corrected", "doubtful", "derived", "excluded")}
    cells = int(table["units"].sum())
    touched = say(lang, zh=f"更正 {flags['corrected']} 个，存疑 {flags['doubtful']} 个（保留），"
                           f"剔除不用 {flags['excluded']} 个",
                  en=f"{flags['corrected']} were corrected, {flags['doubtful']} are doubtful and "
                     f"kept, {flags['excluded']} are left out of the fit")
    return say(
        lang,
        zh=f"主面板共 {cells} 个 GDP 和收入数据，系民间整理的统计年鉴数据，非官方发布文件；"
           f"两次独立摘录一致，分行业合计与总量、县级合计与多数市的公布数相互印证。其中{touched}。",
        en=f"The main panel ({cells} cells of GDP and revenue) is a community transcription of the "
           "statistical yearbook, not an official file; it was taken twice and agreed, sector sums "
           "meet GDP and sums over units meet most prefectures' published totals. Of the cells "
           f"{touched}.")


def _quality_table(edition: Edition, lang: str) -> Table:
    table = edition.table("data_quality")
    columns = (say(lang, zh="指标", en="Variable"), say(lang, zh="年份", en="Year"),
               say(lang, zh="有数单位", en="Units"), say(lang, zh="更正", en="Corrected"),
               say(lang, zh="存疑", en="Doubtful"), say(lang, zh="剔除", en="Left out"),
               say(lang, zh="另有出处", en="Second prints"))
    short = {names.REVENUE: say(lang, zh="收入", en="Revenue")}
    rows = tuple((short.get(r["variable"], "GDP"), str(int(r["year"])),
                  *(format_number(r[c]) for c in ("units", "corrected", "doubtful", "excluded",
                                                  "second_source")))
                 for _, r in table.iterrows())
    return Table(say(lang, zh="各年数据质量", en="Quality of the data, year by year"), columns, rows,
                 words=(0,))


def _diagnostics_table(edition: Edition, lang: str) -> Table:
    """Convergence of every fit, the worst of its blocks."""
    table = edition.table("diagnostics")
    rows = []
    for (information, evidence), own in table.groupby(["information", "evidence"], sort=False):
        passed = (own["passed"].astype(str) == "True").all()
        rows.append((
            f"{information_label(information, lang)}\n{label(EVIDENCE, evidence, lang)}",
            format_number(own["max_rhat"].max(), 3), format_number(own["min_ess_bulk"].min()),
            format_number(own["min_ess_tail"].min()), format_number(own["divergences"].sum()),
            say(lang, zh="通过", en="passed") if passed else say(lang, zh="未通过", en="missed")))
    columns = (say(lang, zh="拟合", en="Fit"), say(lang, zh="R-hat 最大", en="Max R-hat"),
               say(lang, zh="主体有效样本", en="Bulk ESS"), say(lang, zh="尾部有效样本", en="Tail ESS"),
               say(lang, zh="发散", en="Divergences"), say(lang, zh="收敛检验", en="Gate"))
    return Table(say(lang, zh="收敛检验（各拟合中最差的部分）", en="Convergence: the worst of each fit"),
                 columns, tuple(rows), words=(0, 5))


def _limits(edition: Edition, lang: str) -> list[tuple[str, str]]:
    """What the forecast does not know, whatever the numbers."""
    last, drivers = edition.county_to, edition.drivers_to
    last_name = names.FINAL_YEAR
    return [
        (say(lang, zh="尚未掌握", en="Not yet known"), say(
            lang, zh=f"{last} 年以后各县数据；{drivers} 年的全国增速和煤价已计入。",
            en=f"County figures after {last}; national growth and the coal price of {drivers} "
               "are in.")),
        (say(lang, zh="未列入模型", en="Not in the model"), say(
            lang, zh="单个项目的投产与停产、政策变动、区划调整；情景中的项目台账逐项均为判断。",
            en="Single projects, changes of policy or of boundaries; the ledger of projects in a "
               "scenario is judgement, factor by factor.")),
        (say(lang, zh="会改变结论的", en="What would change the answer"), say(
            lang, zh="本县新公布的数据、普查换口径，以及煤价和全省增速的大幅变动；"
                     f"越接近 {last_name} 年，越取决于长期增速的先验。",
            en="The county's own new figure, a census revision, a large move of coal or of the "
               f"province; the nearer to {last_name}, the more rests on the prior of long-run "
               "growth.")),
    ]
