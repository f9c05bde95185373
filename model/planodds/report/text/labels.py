"""Fixed labels in both languages: variables, rosters, readings, information, statuses, kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.text.formatting import check_language

if TYPE_CHECKING:
    from collections.abc import Mapping

UNIT = {"zh": "亿元", "en": "100 million yuan"}
UNIT_SHORT = {"zh": "亿元", "en": "100m yuan"}

VARIABLES = {
    constants.GDP: {"zh": "地区生产总值", "en": "GDP"},
    constants.REVENUE: {"zh": "一般公共预算收入", "en": "Public budget revenue"},
    constants.RANK: {"zh": "全省位次", "en": "Provincial rank"},
    "secondary_share": {"zh": "第二产业占比", "en": "Share of industry and construction"},
}
ROSTERS = {
    constants.ROSTER_ALL: {"zh": "全部 117 个县（市、区）", "en": "all 117 county-level units"},
    constants.ROSTER_COUNTIES: {
        "zh": "91 个县（市）",
        "en": "the 91 counties and county-level cities",
    },
}
ROSTERS_SHORT = {
    constants.ROSTER_ALL: {"zh": "117 个县（市、区）", "en": "of 117"},
    constants.ROSTER_COUNTIES: {"zh": "91 个县（市）", "en": "of 91"},
}
READINGS = {
    "published": {"zh": "按公布数", "en": "published figures"},
    "chained": {"zh": "按同一口径增速推算", "en": "growth chained on one basis"},
    "constant_prices": {"zh": "不变价", "en": "constant prices"},
    "current_prices": {"zh": "现价", "en": "current prices"},
    "current_prices_chained": {"zh": "现价，同一口径推算", "en": "current prices, chained"},
    constants.ROSTER_ALL: ROSTERS[constants.ROSTER_ALL],
    constants.ROSTER_COUNTIES: ROSTERS[constants.ROSTER_COUNTIES],
}
VARIANTS = {
    constants.COMMON_BOOM: {"zh": "全省同涨", "en": "common boom"},
    constants.UNIT_EFFORT: {"zh": "自身发力", "en": "own effort"},
}
KINDS = {
    "data": {"zh": "数据", "en": "data"},
    "estimate": {"zh": "估计", "en": "estimate"},
    "judgement": {"zh": "判断", "en": "judgement"},
    "plan": {"zh": "规划", "en": "plan"},
}
SERIES = {
    constants.COAL: {"zh": "煤炭价格", "en": "coal price"},
    constants.NATIONAL: {"zh": "全国生产总值（现价）", "en": "national GDP (nominal)"},
    constants.PROVINCIAL: {"zh": "全省生产总值（现价）", "en": "provincial GDP (nominal)"},
    constants.COUNTY_GDP: {"zh": "县地区生产总值", "en": "county GDP"},
    constants.COUNTY_REVENUE: {"zh": "县一般公共预算收入", "en": "county revenue"},
}
MEASURES = {
    "growth": {"zh": "年增速", "en": "annual growth"},
    "level": {"zh": "水平", "en": "level"},
    "own_growth": {"zh": "额外增速", "en": "extra growth"},
    "tilt_mean": {"zh": "均值判断", "en": "judged mean"},
    "tilt_probability": {"zh": "概率判断", "en": "judged probability"},
    "lasting": {"zh": "长期政策", "en": "lasting measure"},
    "one_off": {"zh": "一次性项目", "en": "one-off item"},
    "in_base": {"zh": "基数中的一次性项目", "en": "item not repeated"},
}
ASSUMPTIONS = {
    "as_modelled": {"zh": "现模型", "en": "As modelled"},
    "anchor": {"zh": "全省长期名义增速", "en": "Province's long-run growth"},
    "trend_innovation": {"zh": "趋势的年波动", "en": "Yearly change of the trend"},
    "national_coal": {"zh": "煤价对全国的影响", "en": "Coal's effect on the nation"},
    "heavy_tails": {"zh": "厚尾冲击", "en": "Heavy tails"},
    "census": {"zh": "今后普查修订", "en": "Coming census steps"},
    "common_shocks": {"zh": "各县的共同冲击", "en": "Shocks that all share"},
}
ASSUMED_LEVELS = {
    "off": {"zh": "去除", "en": "off"},
    "none": {"zh": "去除", "en": "none"},
    "0": {"zh": "去除", "en": "none"},
    "0.0": {"zh": "去除", "en": "none"},
    "x0": {"zh": "去除", "en": "off"},
    "x2": {"zh": "加倍", "en": "doubled"},
    "0.040": {"zh": "4%", "en": "4%"},
    "0.070": {"zh": "7%", "en": "7%"},
    "0.006": {"zh": "0.6%", "en": "0.6%"},
    "0.020": {"zh": "2%", "en": "2%"},
}
EVIDENCE = {
    constants.POSTERIOR: {"zh": "数据与先验", "en": "data and priors"},
    constants.PRIOR_ONLY: {"zh": "仅先验", "en": "priors only"},
}
PARTS = {
    "common": {"zh": "全省", "en": "province"},
    "own": {"zh": "自身", "en": "own"},
    "census": {"zh": "普查换口径", "en": "census"},
    "total": {"zh": "合计", "en": "total"},
}
BENCHMARKS = {
    "own_drift": {"zh": "自身趋势", "en": "own drift"},
    "pooled_drift": {"zh": "合并趋势", "en": "pooled drift"},
    "stay": {"zh": "原地不动", "en": "stay put"},
    "panel_ar": {"zh": "面板自回归", "en": "panel autoregression"},
    "ets_damped": {"zh": "阻尼指数平滑", "en": "damped smoothing (ETS)"},
    "arima": {"zh": "ARIMA", "en": "ARIMA"},
    "theta": {"zh": "Theta 法", "en": "theta"},
    "components": {"zh": "不可观测成分", "en": "unobserved components"},
    "model": {"zh": "本模型", "en": "the model"},
    "ensemble": {"zh": "组合预测", "en": "the ensemble"},
    "model_given_common": {"zh": "本模型（已知全省走势）", "en": "the model, told the common path"},
}
BLOCKS = {
    "common": {"zh": "共同部分", "en": "common"},
    "county": {"zh": "县域部分", "en": "county"},
    "revenue": {"zh": "收入部分", "en": "revenue"},
    "paths": {"zh": "路径", "en": "paths"},
}
TABLES = {
    "results": {"zh": "各项目标的可能性", "en": "odds of every target"},
    "quantiles": {"zh": "水平与位次的分位数", "en": "quantiles of levels and ranks"},
    "facts": {"zh": "公布数及其直接推算", "en": "published figures and their arithmetic"},
    "history": {"zh": "各县历年公布数", "en": "published figures of every unit"},
    "thresholds": {"zh": "各目标水平的可能性", "en": "odds of every level and place"},
    "needed": {"zh": "给定把握所需增速", "en": "growth needed for given odds, and who did it"},
    "even_path": {"zh": "各半所需的共同路径", "en": "common path to an even bet"},
    "counties": {"zh": "各县位次", "en": "rank of every county, odds against it"},
    "sensitivity": {"zh": "可能性对假设的敏感度", "en": "odds under other assumptions"},
    "required": {"zh": "所需增速与历史次数", "en": "growth needed and how often it was done"},
    "data_quality": {"zh": "各年数据质量", "en": "quality of the data by year"},
    "sources_used": {"zh": "数据来源", "en": "sources"},
    "diagnostics": {"zh": "收敛诊断", "en": "convergence"},
    "posterior_summary": {"zh": "参数后验摘要", "en": "posterior of the parameters"},
    "record": {"zh": "历史检验得分", "en": "scores of past origins"},
    "record_neff": {"zh": "历史检验汇总与有效检验数", "en": "scores over origins, with n_eff"},
    "record_engine": {"zh": "正文采用的方法", "en": "engine behind the headline"},
    "record_joint": {"zh": "GDP 与收入合并得分", "en": "GDP and revenue scored together"},
    "record_bars": {"zh": "检验标准与实际达到", "en": "every bar and what was reached"},
    "record_skill": {"zh": "与各对照方法之比", "en": "skill over each rival"},
    "record_coverage": {"zh": "区间实际包含的比例", "en": "what the intervals held"},
    "record_said": {"zh": "说过的概率与实际发生", "en": "what was said and what happened"},
    "record_reliability": {"zh": "可靠性曲线", "en": "reliability curve"},
    "base_rates": {"zh": "历史频率", "en": "base rates"},
    "rank_distribution": {"zh": "位次分布", "en": "distribution of the rank"},
    "assumptions": {"zh": "情景假设", "en": "assumptions of the scenarios"},
    "conditioning": {"zh": "情景条件的可行性", "en": "how far the conditions lie"},
    "first_passage": {"zh": "首次达到的年份", "en": "first year reached"},
    "neighbours": {"zh": "与邻近位次各县比较", "en": "against the neighbours"},
    "comparison": {"zh": "情景比较", "en": "scenarios side by side"},
    "mixture": {"zh": "加权混合概率", "en": "odds with the scenarios weighed"},
    "moved": {"zh": "中位预测的变动分解", "en": "what moved the median outlook"},
    "common_outlook": {"zh": "煤价、全国与全省的共同路径", "en": "coal price, nation and province"},
    "prior_predictive": {
        "zh": "只凭先验的预测是否合理",
        "en": "what the priors alone say, against sense",
    },
    "posterior_predictive": {
        "zh": "模型生成的县与实际的县",
        "en": "counties as modelled, and as they are",
    },
}
QUANTITIES = {
    "share_of_growth_beyond_40_percent": {
        "zh": "年名义增速超过 ±40% 的比例",
        "en": "Share of yearly growth beyond ±40%",
    },
    "five_year_growth_q05": {
        "zh": "五年年均增速 5% 分位",
        "en": "Five-year growth a year, 5% quantile",
    },
    "five_year_growth_q95": {
        "zh": "五年年均增速 95% 分位",
        "en": "Five-year growth a year, 95% quantile",
    },
    "five_year_rank_change_sd": {
        "zh": "五年位次变动标准差（位）",
        "en": "SD of five-year rank change (places)",
    },
    "spread": {"zh": "相对增速离散度", "en": "Spread of relative growth"},
    "tails": {"zh": "三倍离散度以外的比例", "en": "Share beyond three spreads"},
    "autocorrelation": {"zh": "与上年的相关系数", "en": "Correlation with the year before"},
    "ratio_level": {
        "zh": "收入占 GDP 比重（各县中位数）",
        "en": "Revenue over GDP (median county)",
    },
    "ratio_spread": {
        "zh": "收入占 GDP 比重的离散度（对数）",
        "en": "Spread of revenue over GDP (logs)",
    },
}


def label(table: Mapping[str, Mapping[str, str]], key: str, lang: str) -> str:
    """Label of ``key``, or the key itself where the table has none."""
    check_language(lang)
    return table.get(key, {}).get(lang, key)


def information_label(information: str, lang: str) -> str:
    """Name of an information set: "latest" -> 现在 / now; "2020" -> 2020 年 / 2020."""
    if information == "latest":
        return "现在" if check_language(lang) == "zh" else "now"
    return f"{information} 年" if check_language(lang) == "zh" else str(information)


def with_variant(name: str, variant: str, lang: str) -> str:
    """Scenario label with its reading in brackets, if it has one."""
    if not variant:
        return name
    reading = label(VARIANTS, variant, lang)
    return f"{name}（{reading}）" if lang == "zh" else f"{name} ({reading})"
