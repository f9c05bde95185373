"""Can this be trusted: the track record, the quality of the data, what the model leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Block, DefinitionList, Figure, Paragraph, Section, Table, say
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.track_record import build_coverage, plot_coverage
from planodds.report.text.formatting import format_number
from planodds.report.text.labels import EVIDENCE, information_label, label
from planodds.report.text.track_record import (
    RecordTables,
    describe_coverage,
    describe_reliability,
    describe_sample_size,
    describe_skill,
    describe_untuned_origins,
    gather_record,
    has_record,
    headline,
)

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.editions.reader import Edition


def build_track_record_section(edition: Edition, lang: str, *, folder: Path) -> Section:
    """Section on the record, on the data and on what is not known."""
    blocks: list[Block] = []
    if has_record(edition):
        shown = gather_record(edition)
        blocks += [Paragraph(_record_words(shown, lang)), _draw_record(shown, lang, folder=folder)]
    if edition.has("data_quality"):
        blocks += [Paragraph(_data_words(edition, lang)), _quality_table(edition, lang)]
    if edition.has("diagnostics"):
        blocks.append(_diagnostics_table(edition, lang))
    blocks.append(DefinitionList(tuple(_limits(edition, lang))))
    return Section(
        "trust",
        say(lang, zh="可信程度", en="Can this be trusted"),
        _heading(edition, lang),
        tuple(blocks),
    )


def _heading(edition: Edition, lang: str) -> str:
    if not has_record(edition):
        return say(lang, zh="本次运行没有历史检验", en="This run holds no track record")
    return headline(gather_record(edition), lang)


def _record_words(shown: RecordTables, lang: str) -> str:
    """What was said and happened, what the bands held, whom it beats, and where it does not."""
    gap = say(lang, zh="", en=" ")
    return gap.join(
        tell(shown, lang)
        for tell in (
            describe_reliability,
            describe_coverage,
            describe_skill,
            describe_untuned_origins,
        )
    )


def _draw_record(shown: RecordTables, lang: str, *, folder: Path) -> Figure:
    """What the bands held, by part and horizon, on the states and in Shanxi."""
    table = build_coverage(shown.coverage, engine=shown.engine)
    note = say(
        lang,
        zh=f"实心点为美国各州，竖线为九成区间；空心菱形为山西各县，起点太少，不据此判定；"
        f"橙线为应有的 90%。{describe_sample_size(shown, lang)}",
        en="Solid dots are the US states with 90% intervals, hollow diamonds Shanxi's "
        "counties, too few origins to judge by; the orange line is the promise. "
        f"{describe_sample_size(shown, lang)}",
    )
    return draw_figure(
        lambda *, ax, compact: plot_coverage(table, ax=ax, lang=lang),
        table,
        folder=folder,
        name="record",
        lang=lang,
        title=headline(shown, lang),
        note=note,
        wide=(7.2, 2.7),
        phone=(3.42, 6.6),
        grid={"columns": 3, "sharey": True},
        phone_grid={"rows": 3},
    )


def _data_words(edition: Edition, lang: str) -> str:
    """Where the panel comes from and how it was checked, with the cells that were touched."""
    table = edition.table("data_quality")
    flags = {
        flag: int(table[flag].sum())
        for flag in ("ok", "corrected", "doubtful", "derived", "excluded")
    }
    cells = int(table["units"].sum())
    touched = say(
        lang,
        zh=f"更正 {flags['corrected']} 个，存疑 {flags['doubtful']} 个（保留），"
        f"剔除不用 {flags['excluded']} 个",
        en=f"{flags['corrected']} were corrected, {flags['doubtful']} are doubtful and "
        f"kept, {flags['excluded']} are left out of the fit",
    )
    return say(
        lang,
        zh=f"主面板共 {cells} 个 GDP 和收入数据，系民间整理的统计年鉴数据，非官方发布文件；"
        f"两次独立摘录一致，分行业合计与总量、县级合计与多数市的公布数相互印证。其中{touched}。",
        en=f"The main panel ({cells} cells of GDP and revenue) is a community transcription of the "
        "statistical yearbook, not an official file; it was taken twice and agreed, sector sums "
        "meet GDP and sums over units meet most prefectures' published totals. Of the cells "
        f"{touched}.",
    )


def _quality_table(edition: Edition, lang: str) -> Table:
    table = edition.table("data_quality")
    columns = (
        say(lang, zh="指标", en="Variable"),
        say(lang, zh="年份", en="Year"),
        say(lang, zh="有数单位", en="Units"),
        say(lang, zh="更正", en="Corrected"),
        say(lang, zh="存疑", en="Doubtful"),
        say(lang, zh="剔除", en="Left out"),
        say(lang, zh="另有出处", en="Second prints"),
    )
    short = {constants.REVENUE: say(lang, zh="收入", en="Revenue")}
    rows = tuple(
        (
            short.get(r["variable"], "GDP"),
            str(int(r["year"])),
            *(
                format_number(r[c])
                for c in ("units", "corrected", "doubtful", "excluded", "second_source")
            ),
        )
        for _, r in table.iterrows()
    )
    return Table(
        say(lang, zh="各年数据质量", en="Quality of the data, year by year"),
        columns,
        rows,
        words=(0,),
    )


def _diagnostics_table(edition: Edition, lang: str) -> Table:
    """Convergence of every fit, the worst of its blocks."""
    table = edition.table("diagnostics")
    rows = []
    for (information, evidence), own in table.groupby(["information", "evidence"], sort=False):
        passed = (own["passed"].astype(str) == "True").all()
        rows.append(
            (
                f"{information_label(information, lang)}\n{label(EVIDENCE, evidence, lang)}",
                format_number(own["max_rhat"].max(), 3),
                format_number(own["min_ess_bulk"].min()),
                format_number(own["min_ess_tail"].min()),
                format_number(own["divergences"].sum()),
                say(lang, zh="通过", en="passed")
                if passed
                else say(lang, zh="未通过", en="missed"),
            )
        )
    columns = (
        say(lang, zh="拟合", en="Fit"),
        say(lang, zh="R-hat 最大", en="Max R-hat"),
        say(lang, zh="主体有效样本", en="Bulk ESS"),
        say(lang, zh="尾部有效样本", en="Tail ESS"),
        say(lang, zh="发散", en="Divergences"),
        say(lang, zh="收敛检验", en="Gate"),
    )
    return Table(
        say(lang, zh="收敛检验（各拟合中最差的部分）", en="Convergence: the worst of each fit"),
        columns,
        tuple(rows),
        words=(0, 5),
    )


def _limits(edition: Edition, lang: str) -> list[tuple[str, str]]:
    """What the forecast does not know, whatever the numbers."""
    last, drivers = edition.county_to, edition.drivers_to
    last_name = constants.FINAL_YEAR
    return [
        (
            say(lang, zh="尚未掌握", en="Not yet known"),
            say(
                lang,
                zh=f"{last} 年以后各县数据；{drivers} 年的全国增速和煤价已计入。",
                en=f"County figures after {last}; national growth and the coal price of {drivers} "
                "are in.",
            ),
        ),
        (
            say(lang, zh="未列入模型", en="Not in the model"),
            say(
                lang,
                zh="单个项目的投产与停产、政策变动、区划调整；情景中的项目台账逐项均为判断。",
                en="Single projects, changes of policy or of boundaries; the ledger of projects in a "
                "scenario is judgement, factor by factor.",
            ),
        ),
        (
            say(lang, zh="会改变结论的", en="What would change the answer"),
            say(
                lang,
                zh="本县新公布的数据、普查换口径，以及煤价和全省增速的大幅变动；"
                f"越接近 {last_name} 年，越取决于长期增速的先验。",
                en="The county's own new figure, a census revision, a large move of coal or of the "
                f"province; the nearer to {last_name}, the more rests on the prior of long-run "
                "growth.",
            ),
        ),
    ]
