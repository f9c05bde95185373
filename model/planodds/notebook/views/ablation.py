"""View of the committed record of terms: what leaving each one out does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.ablation.revenue_shocks import LARGE_SHARE, RETURN, YEAR_EFFECT
from planodds.evaluation.ablation.run import ONE_OFF, RECORD, hash_priors
from planodds.evaluation.ablation.scores import COVERAGE, LOG_SCORE, ODDS
from planodds.evaluation.ablation.terms import AS_MODELLED, COUNTY, REVENUE
from planodds.inputs.panels.information import LATEST
from planodds.report.content import Block, Paragraph, Table, say
from planodds.report.text.formatting import format_number, format_percent, format_percent_odds
from planodds.report.text.labels import BLOCKS, label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.notebook.session import Session

TERMS: Mapping[str, Mapping[str, str]] = {
    AS_MODELLED: {"zh": "现行模型", "en": "As modelled"},
    "coal_lag": {"zh": "上年煤价的影响", "en": "Last year's coal price"},
    "national_to_provincial": {"zh": "全国增速对全省的影响", "en": "Nation's pull on the province"},
    "trend_innovation": {"zh": "趋势的年波动", "en": "Innovation of the trend"},
    "common_tails": {"zh": "共同部分的厚尾", "en": "Heavy tails of the common shocks"},
    "coal_share": {"zh": "煤价×工业占比", "en": "Coal price x industry share"},
    "industry_year": {"zh": "工业县的年度冲击", "en": "Industry-year shock"},
    "prefecture_factor": {"zh": "市级共同因素", "en": "Prefecture factor"},
    "slow_deviation": {"zh": "缓慢偏离", "en": "Slow deviation"},
    "drift": {"zh": "长期漂移", "en": "Permanent drift"},
    "unit_scales": {"zh": "各县各自的波动幅度", "en": "A scale for each county"},
    "county_tails": {"zh": "各县冲击的厚尾", "en": "Heavy tails of county shocks"},
    "wedge": {"zh": "各县均值与全省之差", "en": "Wedge between counties' mean and province"},
    "census_prefecture": {"zh": "普查换口径：市级部分", "en": "Census step: prefecture part"},
    "census_share": {"zh": "普查换口径：随工业占比", "en": "Census step: slope on the share"},
    "relative_elasticity": {"zh": "收入对相对增速的弹性", "en": "Revenue on relative growth"},
    "revenue_coal": {"zh": "收入：煤价×工业占比", "en": "Revenue on coal x share"},
    "reversion": {"zh": "收入占比的回归", "en": "Reversion of the ratio"},
    "year_effect": {"zh": "收入的年度共同影响", "en": "Year effect of revenue"},
    "policy_years": {
        "zh": "政策年份（样本内年度影响不设限）",
        "en": "Policy years (effects set free)",
    },
    "revenue_tails": {"zh": "收入冲击的厚尾", "en": "Heavy tails of revenue shocks"},
    "revenue_scales": {"zh": "各县各自的收入波动幅度", "en": "A revenue scale for each county"},
    ONE_OFF: {"zh": "一次性收入跳升（另加）", "en": "One-off jump (added)"},
}
_COVERED = {"common": "province", COUNTY: "relative_gdp", REVENUE: "relative_revenue"}
_CENSUS = ("census_prefecture", "census_share")
_SHOWN = (("gdp_level", 2030), ("revenue_level", 2030), ("gdp_rank_30", 2030))


def load_terms(run: Session) -> pd.DataFrame:
    """The committed record, empty where the data folder has none."""
    path = run.data_dir / RECORD.relative_to("data")
    if not path.exists():
        return pd.DataFrame()
    return pd.read_csv(path, dtype={"information": str})


def view_terms(run: Session, record: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show what leaving each term out does to fit, coverage and odds."""
    if record.empty:
        return [
            Paragraph(
                say(
                    lang,
                    zh="数据目录中没有各项取舍的记录；可用 make ablation 生成。",
                    en="The data folder holds no record of terms; make ablation makes it.",
                )
            )
        ]
    return [
        Paragraph(_say_when(run, record, lang)),
        _build_table(run, record, lang),
        Paragraph(_say_coverage(record, lang)),
        Paragraph(_say_revenue(record, lang)),
    ]


def _say_when(run: Session, record: pd.DataFrame, lang: str) -> str:
    made, priors = record["made"].iloc[0], record["priors"].iloc[0]
    text = say(
        lang,
        zh=f"记录生成于 {made}，所用先验的校验值为 {priors}。",
        en=f"Made on {made} with the priors of hash {priors}.",
    )
    if hash_priors(run.data_dir) == priors:
        return text
    return text + say(
        lang,
        zh="此后先验已有改动：下表为改动前的结果，请用 make ablation 重新生成。",
        en=" The priors have changed since: the table is of the old ones; make it "
        "again with make ablation.",
    )


def _build_table(run: Session, record: pd.DataFrame, lang: str) -> Table:
    targets = {target.id: target.short_label[lang] for target in run.plan.targets}
    columns = (
        say(lang, zh="去掉的项", en="Left out"),
        say(lang, zh="部分", en="Block"),
        say(lang, zh="样本外对数得分的变化", en="Change of held-out log score"),
        say(lang, zh="九成区间覆盖率", en="90 % coverage"),
        *(f"{targets[target]} {year}" for target, year in _SHOWN),
    )
    rows = tuple(_build_row(rows, record, lang) for _, rows in record.groupby("term", sort=False))
    note = say(
        lang,
        zh="对数得分为样本外整个截面的联合预测密度之和，负值表示去掉后变差，±为计算误差；"
        "覆盖率、可能性为去掉该项后的数值。一次性跳升为另加，政策年份为放开。",
        en="Log score: joint predictive density of whole held-out cross-sections, negative "
        "where leaving out does harm, ± its Monte Carlo error. Coverage and odds are "
        "those without the term. The one-off jump is added, policy years are set free.",
    )
    caption = say(lang, zh="去掉各项的后果", en="What leaving a term out does")
    return Table(caption, columns, rows, words=(0, 1), note=note)


def _build_row(rows: pd.DataFrame, record: pd.DataFrame, lang: str) -> tuple[str, ...]:
    name, block = rows["term"].iloc[0], rows["block"].iloc[0]
    block_label = label(BLOCKS, block, lang) if isinstance(block, str) else ""
    covered = "census_gdp" if name in _CENSUS else _COVERED.get(block, "")
    coverage = rows[(rows["measure"] == COVERAGE) & (rows["target"] == covered)]["value"]
    odds = rows[(rows["measure"] == ODDS) & (rows["information"] == LATEST)]
    return (
        TERMS[name][lang],
        block_label,
        _format_change(rows, record),
        format_percent(coverage.iloc[0]) if len(coverage) else "—",
        *(_format_odds(odds, *key) for key in _SHOWN),
    )


def _format_change(rows: pd.DataFrame, record: pd.DataFrame) -> str:
    scored = rows[(rows["measure"] == LOG_SCORE) & rows["change"].notna()]
    if scored.empty:
        return "—"
    base = record[
        (record["term"] == AS_MODELLED)
        & (record["measure"] == LOG_SCORE)
        & record["target"].isin(scored["target"])
    ]
    error = np.sqrt((scored["error"] ** 2).sum() + (base["error"] ** 2).sum())
    return f"{scored['change'].sum():+.1f} ± {error:.1f}".replace("-", "−")


def _format_odds(odds: pd.DataFrame, target: str, year: int) -> str:
    row = odds[(odds["target"] == target) & (odds["year"] == year)]
    if row.empty:
        return "—"
    return format_percent_odds(row["value"].iloc[0], mcse=row["error"].iloc[0])


def _say_coverage(record: pd.DataFrame, lang: str) -> str:
    base = record[(record["term"] == AS_MODELLED) & (record["measure"] == COVERAGE)]
    share = base.set_index("target")["value"]
    count = base.set_index("target")["n_eff"].astype(int)
    return say(
        lang,
        zh=f"现行模型的九成区间覆盖率：全省增速 {format_percent(share['province'])}（{count['province']} 个起点）、"
        f"各县相对GDP {format_percent(share['relative_gdp'])}（有效检验 {count['relative_gdp']} 次）、"
        f"普查换口径年份 {format_percent(share['census_gdp'])}（1 次普查）、"
        f"各县相对收入 {format_percent(share['relative_revenue'])}"
        f"（{count['relative_revenue']} 次）。检验次数很少，未据此调整任何参数。",
        en=f"As modelled, 90 % bands hold {format_percent(share['province'])} of the province's "
        f"growth ({count['province']} origins), {format_percent(share['relative_gdp'])} of "
        f"relative GDP (n_eff {count['relative_gdp']}), {format_percent(share['census_gdp'])} "
        f"across the census (one census) and {format_percent(share['relative_revenue'])} of "
        f"relative revenue (n_eff {count['relative_revenue']}). These are few tests; nothing "
        "was tuned on them.",
    )


def _say_revenue(record: pd.DataFrame, lang: str) -> str:
    """What the data say of policy years and of jumps that come once."""
    by = record.drop_duplicates("measure").set_index("measure")
    years = record[record["measure"] == YEAR_EFFECT]
    effects = "、" if lang == "zh" else ", "
    listed = effects.join(
        f"{int(row.year)}: {format_number(100 * row.value, 1)} ± "
        f"{format_number(100 * row.error, 1)}"
        for row in years.itertuples()
    )
    share, back = by.loc[LARGE_SHARE], by.loc[RETURN]
    return say(
        lang,
        zh=f"收入的年度共同影响（对数百分点）：{listed}；2022、2024年为政策年份，与其他年份无明显差别。"
        f"超出自身波动幅度2.5倍的冲击占 {format_percent(share['value'], digits=1)}，"
        f"次年回落 {format_percent(-back['value'])} ± {format_percent(back['error'])}"
        f"（{int(back['n'])} 例）。",
        en=f"Year effects on revenue (log points x 100): {listed}; 2022 and 2024 are the policy "
        f"years. {format_percent(share['value'], digits=1)} of shocks lie beyond 2.5 scales, "
        f"and {format_percent(-back['value'])} ± {format_percent(back['error'])} of such a "
        f"shock is given back the year after ({int(back['n'])} cases).",
    )
