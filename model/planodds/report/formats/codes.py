"""What the codes in a workbook's cells are called, column by column, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from planodds.report.text import labels

Words = Mapping[str, Mapping[str, str]]
_YES_NO = {"True": {"zh": "是", "en": "yes"}, "False": {"zh": "否", "en": "no"}}
_PANELS = {
    "counties": {"zh": "山西各县", "en": "Shanxi's counties"},
    "shanxi": {"zh": "山西各县", "en": "Shanxi's counties"},
    "us_states": {"zh": "美国各州", "en": "US states"},
}
_VARIABLES = {
    **labels.VARIABLES,
    "gdp_across_census": {"zh": "地区生产总值（跨普查）", "en": "GDP across a census"},
    "revenue_long": {"zh": "一般公共预算收入（长序列）", "en": "Public budget revenue, long"},
    "income": {"zh": "人均收入", "en": "Income per head"},
}
_KINDS = {
    **labels.KINDS,
    "level": {"zh": "水平", "en": "level"},
    "place_held_still": {"zh": "位次（他县不动）", "en": "place, the others held still"},
    "growth": {"zh": "增速", "en": "growth"},
    "rise": {"zh": "位次上升", "en": "rise in rank"},
}
_PARTS = {
    **labels.PARTS,
    "level": {"zh": "水平", "en": "level"},
    "relative": {"zh": "相对部分", "en": "relative part"},
    "rank": {"zh": "位次", "en": "rank"},
    "event": {"zh": "位次事件", "en": "rank event"},
}
_REGIMES = {
    "all": {"zh": "全部", "en": "all"},
    "coal_up": {"zh": "煤价上行", "en": "coal dearer"},
    "coal_down": {"zh": "煤价下行", "en": "coal cheaper"},
}
_SAMPLES = {
    "all": {"zh": "全部起点", "en": "all origins"},
    "opened": {"zh": "未用于调整的起点", "en": "origins that no tuning saw"},
    "tuning": {"zh": "用于调整的起点", "en": "origins used for tuning"},
}
_STAGES = {
    "realised": {"zh": "已实现", "en": "realised"},
    "outlook": {"zh": "展望", "en": "outlook"},
}
_STRATA = {
    "one_basis": {"zh": "同一口径", "en": "one basis"},
    "across_census": {"zh": "跨普查口径", "en": "across a census"},
}
_READINGS = {**labels.READINGS, "as_written": {"zh": "按原文", "en": "as written"}}
_CRITERIA = {
    "relative_coverage": {"zh": "相对部分，九成区间包含", "en": "Relative part: 90% coverage"},
    "rank_coverage": {"zh": "位次，九成区间包含", "en": "Rank: 90% coverage"},
    "level_coverage": {"zh": "水平，九成区间包含", "en": "Level: 90% coverage"},
    "drift_skill": {"zh": "水平，比自身趋势的误差减幅", "en": "Level: error below own drift's"},
    "best_rival": {"zh": "水平，比最好对照的误差减幅", "en": "Level: error below the best rival's"},
    "units_better": {"zh": "优于自身趋势的单位", "en": "Units better than own drift"},
    "brier_skill": {
        "zh": "位次事件，比原地不动的误差减幅",
        "en": "Rank events: error below staying",
    },
    "calibration": {"zh": "模拟校准", "en": "Calibration on simulated worlds"},
}
_VERDICTS = {
    "excellent": {"zh": "优秀", "en": "excellent"},
    "minimum": {"zh": "达到下限", "en": "minimum"},
    "missed": {"zh": "未达到", "en": "missed"},
}
_FACTS = {
    "gdp": {"zh": "地区生产总值", "en": "GDP"},
    "gdp_growth": {"zh": "地区生产总值增速", "en": "GDP growth"},
    "revenue": {"zh": "一般公共预算收入", "en": "Public budget revenue"},
    "revenue_growth": {"zh": "一般公共预算收入增速", "en": "Revenue growth"},
    "rank": {"zh": "位次", "en": "Rank"},
    "units_ranked": {"zh": "参加排名单位", "en": "Units ranked"},
    "place_20_gdp": {"zh": "第 20 位的 GDP", "en": "GDP of the 20th place"},
    "place_30_gdp": {"zh": "第 30 位的 GDP", "en": "GDP of the 30th place"},
    "place_of_gdp_level": {
        "zh": "GDP 目标水平当年的位次",
        "en": "Place that the GDP target would hold",
    },
    "needed_gdp_level": {"zh": "达到 GDP 目标须年均增速", "en": "Growth that the GDP target needs"},
    "needed_revenue_level": {
        "zh": "达到收入目标须年均增速",
        "en": "Growth that the revenue target needs",
    },
    "level_of_gdp_growth": {
        "zh": "增速目标对应的 GDP",
        "en": "GDP that the growth target leads to",
    },
    "level_of_revenue_growth": {
        "zh": "增速目标对应的收入",
        "en": "Revenue that the growth target leads to",
    },
    "implied_deflator": {
        "zh": "水平与增速目标一致时的平减指数",
        "en": "Deflator at which the two agree",
    },
}
_QUALITIES = {
    "good": {"zh": "好", "en": "good"},
    "fair": {"zh": "一般", "en": "fair"},
    "weak": {"zh": "较弱", "en": "weak"},
    "mirror": {"zh": "转载", "en": "mirror"},
}
_LICENCES = {
    "unknown": {"zh": "不明", "en": "unknown"},
    "government": {"zh": "政府公开", "en": "government"},
}

TELLERS: Mapping[str, Words] = {
    "variable": _VARIABLES,
    "roster": labels.ROSTERS,
    "reading": _READINGS,
    "evidence": labels.EVIDENCE,
    "variant": labels.VARIANTS,
    "kind": _KINDS,
    "series": labels.SERIES,
    "measure": labels.MEASURES,
    "part": _PARTS,
    "rival": labels.BENCHMARKS,
    "model": labels.BENCHMARKS,
    "engine": labels.BENCHMARKS,
    "block": labels.BLOCKS,
    "panel": _PANELS,
    "regime": _REGIMES,
    "sample": _SAMPLES,
    "stage": _STAGES,
    "stratum": _STRATA,
    "bar": _CRITERIA,
    "verdict": _VERDICTS,
    "fact": _FACTS,
    "assumption": labels.ASSUMPTIONS,
    "level": labels.ASSUMED_LEVELS,
    "quantity": labels.QUANTITIES,
    "passed": _YES_NO,
    "inside": _YES_NO,
    "home": _YES_NO,
    "quality": _QUALITIES,
    "licence": _LICENCES,
}
