"""What the sheets of a workbook are called, what their columns mean, how a value is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from model import names
from model.report import labels
from model.report.content import say
from model.report.edition import Edition
from model.report.labels import information_label, label
from model.report.phrases import scenario_label, short_label
from model.report.words import tidy_label

# number formats of Excel; an open event is never shown as 0 or 100 %
FORMATS = {
    "odds": '[<0.001]"<0.1%";[>0.999]">99.9%";0.0%', "share": "0.0%", "level": "#,##0.00",
    "whole": "0", "fine": "0.0000", "plain": "General", "tenth": "0.0",
}
SHEETS = {  # in their order; those of the edition that are not here come after them
    "results": {"zh": "目标可能性", "en": "Odds of targets"},
    "quantiles": {"zh": "水平与位次", "en": "Levels and ranks"},
    "mixture": {"zh": "加权混合", "en": "Scenarios weighed"},
    "thresholds": {"zh": "各水平可能性", "en": "Odds of levels"},
    "required": {"zh": "所需增速", "en": "Growth required"},
    "needed": {"zh": "给定把握所需", "en": "Growth for given odds"},
    "even_path": {"zh": "各半所需路径", "en": "Path to an even bet"},
    "base_rates": {"zh": "历史频率", "en": "Base rates"},
    "first_passage": {"zh": "首次达到年份", "en": "First year reached"},
    "comparison": {"zh": "情景比较", "en": "Scenarios compared"},
    "assumptions": {"zh": "情景假设", "en": "Assumptions"},
    "conditioning": {"zh": "情景可行性", "en": "Conditions"},
    "common_outlook": {"zh": "共同路径", "en": "Common path"},
    "moved": {"zh": "变动分解", "en": "What moved it"},
    "rank_distribution": {"zh": "位次分布", "en": "Rank distribution"},
    "neighbours": {"zh": "邻近各县", "en": "Neighbours"},
    "counties": {"zh": "各县位次", "en": "Every county"},
    "facts": {"zh": "公布数", "en": "Published figures"},
    "history": {"zh": "各县历年数", "en": "History of units"},
    "data_quality": {"zh": "数据质量", "en": "Data quality"},
    "record": {"zh": "历史检验", "en": "Track record"},
    "record_neff": {"zh": "历史检验汇总", "en": "Track record, joined"},
    "record_bars": {"zh": "检验标准", "en": "Bars of the record"},
    "record_skill": {"zh": "与对照之比", "en": "Skill over rivals"},
    "record_coverage": {"zh": "区间包含比例", "en": "Coverage"},
    "record_said": {"zh": "说过与发生", "en": "Said and happened"},
    "record_reliability": {"zh": "可靠性曲线", "en": "Reliability"},
    "diagnostics": {"zh": "收敛诊断", "en": "Convergence"},
    "posterior_summary": {"zh": "参数摘要", "en": "Parameters"},
    "sensitivity": {"zh": "敏感性", "en": "Sensitivity"},
    "prior_predictive": {"zh": "先验检查", "en": "Prior check"},
    "posterior_predictive": {"zh": "后验检查", "en": "Posterior check"},
    "sources_used": {"zh": "数据来源", "en": "Sources"},
}
COLUMNS = {
    "information": ("信息时点", "Data of"), "origin": ("起点年份", "Origin"),
    "scenario": ("情景", "Scenario"), "variant": ("读法", "Variant"),
    "unit": ("单位", "Unit"), "roster": ("排名范围", "Roster"), "target": ("目标", "Target"),
    "reading": ("口径", "Reading"), "evidence": ("依据", "Evidence"), "year": ("年份", "Year"),
    "threshold": ("目标值", "Threshold"), "probability": ("可能性", "Probability"),
    "mcse": ("模拟误差", "MC error"), "lower": ("下限", "Lower"), "upper": ("上限", "Upper"),
    "draws": ("抽样数", "Draws"), "ess": ("有效样本", "ESS"), "status": ("状态", "Status"),
    "variable": ("指标", "Variable"), "mean": ("均值", "Mean"), "kind": ("性质", "Kind"),
    "from_year": ("起始年", "From year"), "from_value": ("起始值", "From"),
    "to_year": ("目标年", "To year"), "to_value": ("目标值", "To"),
    "needed_growth_log": ("所需增速（对数）", "Growth needed, log"),
    "needed_growth_percent": ("所需年均增速 %", "Growth needed, % a year"),
    "span_years": ("年数", "Years"), "k": ("达到次数", "Reached"), "n": ("总数", "Of"),
    "k_span": ("整段达到次数", "Spans reached"), "n_span": ("整段总数", "Of spans"),
    "lower_span": ("整段下限", "Lower, spans"), "upper_span": ("整段上限", "Upper, spans"),
    "probability_in": ("当年首次达到", "First in the year"),
    "probability_by": ("至该年达到过", "Reached by the year"), "mcse_by": ("模拟误差", "MC error"),
    "baseline_q50": ("基准中位", "Baseline median"), "series": ("变量", "Series"),
    "measure": ("量度", "Measure"), "value": ("数值", "Value"), "sd": ("标准差", "SD"),
    "low": ("低值", "Low"), "high": ("高值", "High"), "source": ("依据出处", "Source"),
    "ess_share": ("有效样本占比", "ESS share"), "mahalanobis": ("偏离程度", "Distance"),
    "tail_probability": ("同向偏离占比", "Tail share"), "message_zh": ("说明", "Message (zh)"),
    "message_en": ("说明（英文）", "Message"), "then": ("编制时", "Then"), "now": ("现在", "Now"),
    "stage": ("阶段", "Stage"), "part": ("部分", "Part"), "rank": ("位次", "Rank"),
    "neighbour": ("邻县代码", "Neighbour's code"), "name_zh": ("县（市、区）", "Name (zh)"),
    "name_en": ("英文名", "Name"), "side": ("前后", "Side"), "last_rank": ("现位次", "Rank now"),
    "last_gdp": ("现 GDP", "GDP now"), "probability_above": ("本县居前", "County ahead"),
    "fact": ("事项", "Fact"), "basis": ("口径", "Basis"), "units": ("单位数", "Units"),
    "ok": ("无疑问", "Sound"), "corrected": ("更正", "Corrected"), "doubtful": ("存疑", "Doubtful"),
    "derived": ("推算", "Derived"), "excluded": ("剔除", "Left out"),
    "second_source": ("另有出处", "Second source"), "source_id": ("来源代号", "Source"),
    "title": ("标题", "Title"), "publisher": ("发布者", "Publisher"),
    "location": ("位置", "Location"), "licence": ("许可", "Licence"), "quality": ("说明", "Quality"),
    "published": ("发布日期", "Published"), "rows": ("数据行", "Rows"),
    "block": ("部分", "Block"), "parameter": ("参数", "Parameter"), "passed": ("通过", "Passed"),
    "rival": ("对照方法", "Rival"), "horizon": ("提前年数", "Horizon"), "skill": ("技巧分", "Skill"),
    "stratum": ("口径分组", "Stratum"), "origins": ("起点数", "Origins"),
    "weights": ("权重", "Weights"), "lowest": ("情景中最低", "Lowest scenario"),
    "highest": ("情景中最高", "Highest scenario"), "chance": ("把握", "Chance"),
    "forecast_growth_percent": ("预测年均增速 %", "Growth forecast, % a year"),
    "baseline_growth_percent": ("基准年均增速 %", "Growth in the baseline, % a year"),
    "window_years": ("连续年数", "Years in a row"), "order": ("序号", "Order"),
    "precedent": ("先例代码", "Precedent's code"), "precedent_zh": ("先例", "Precedent (zh)"),
    "precedent_en": ("先例（英文）", "Precedent"), "precedent_from": ("先例起始年", "From"),
    "precedent_to": ("先例结束年", "To"),
    "precedent_growth_percent": ("先例年均增速 %", "Its growth, % a year"),
    "path_year": ("路径年份", "Path year"), "distance": ("偏离程度", "Distance"),
    "probability_then": ("届时可能性", "Odds then"), "assumption": ("假设", "Assumption"),
    "level": ("取值", "Level"), "as_modelled": ("模型所用", "As modelled"),
    "change": ("变动", "Change"), "max_rhat": ("R-hat 最大", "Max R-hat"),
    "max_rhat_of": ("最大者", "Of"), "min_ess_bulk": ("主体有效样本", "Bulk ESS"),
    "min_ess_bulk_of": ("最小者", "Of"), "min_ess_tail": ("尾部有效样本", "Tail ESS"),
    "min_ess_tail_of": ("最小者", "Of"), "divergences": ("发散", "Divergences"),
    "chains": ("链数", "Chains"), "tune": ("预热", "Tuning"), "seconds": ("用时（秒）", "Seconds"),
    "crps_rival": ("对照 CRPS", "Rival's CRPS"), "coverage_50": ("五成区间包含", "50% coverage"),
    "coverage_80": ("八成区间包含", "80% coverage"), "coverage_90": ("九成区间包含", "90% coverage"),
    "mean_pit": ("平均 PIT", "Mean PIT"), "brier_rival": ("对照 Brier", "Rival's Brier"),
    "brier_skill": ("Brier 技巧分", "Brier skill"), "cells": ("格数", "Cells"),
    "tilt_kl": ("加权代价", "Cost of weighting"), "ledger_gross": ("项目总增量", "Projects, gross"),
    "ledger_excess": ("项目超常增量", "Projects, above the usual"), "home": ("本县", "County"),
    "n_eff": ("有效检验数", "Effective tests"), "events": ("事件数", "Events"),
}
_ODDS = {"lowest", "highest", "probability_then", "as_modelled", "probability", "probability_in",
         "probability_by", "probability_above", "lower", "upper"}
_SHARES = {"ess_share", "tail_probability", "coverage_50", "coverage_80", "coverage_90"}
_WHOLE = {"origin", "year", "from_year", "to_year", "draws", "ess", "k", "n", "k_span", "n_span",
          "rank", "last_rank", "span_years", "units", "rows", "horizon", "origins", "divergences",
          "ok", "corrected", "doubtful", "derived", "excluded", "second_source", "chains", "tune",
          "window_years", "order", "precedent_from", "precedent_to", "path_year", "cells"}
_LEVELS = {"from_value", "to_value", "last_gdp", "mean", "baseline_q50"}
_LEVEL_TABLES = {"quantiles", "comparison"}
HIDDEN = {"edition", "refit"}


def sheet_name(stem: str, lang: str) -> str:
    """Name of a table's sheet: at most 31 signs, none that a workbook forbids."""
    name = label(SHEETS, stem, lang)
    if stem not in SHEETS:
        told = label(labels.TABLES, stem, lang)
        name = told if lang == "zh" else stem.replace("_", " ").capitalize()
    return "".join("_" if sign in r"[]:*?/\'" else sign for sign in name)[:31]


def column_name(column: str, lang: str) -> str:
    """Header of a column; quantiles speak for themselves."""
    if column.startswith("q") and column[1:].isdigit():
        return say(lang, zh=f"{int(column[1:])}% 分位", en=f"{int(column[1:])}% quantile")
    found = COLUMNS.get(column)
    return say(lang, zh=found[0], en=found[1]) if found else column


def number_format(stem: str, column: str) -> str:
    """Key into ``FORMATS`` for the numbers of a column."""
    if column in _ODDS:
        return "odds"
    if column in _SHARES:
        return "share"
    if column in _WHOLE:
        return "whole"
    if column.startswith("mcse"):
        return "fine"
    quantile = column.startswith("q") and column[1:].isdigit()
    if (quantile and stem in _LEVEL_TABLES) or column in _LEVELS:
        return "level"
    return "tenth" if column.endswith("_percent") else "plain"


@dataclass(frozen=True, eq=False)
class Wording:
    """How the codes of a table are told to a reader of one language."""

    edition: Edition
    lang: str

    def word(self, column: str, code: str) -> str:
        """The label of a code; the code itself where there is none."""
        teller = self._tellers.get(column)
        return teller(code) if teller and code else code

    @cached_property
    def _tellers(self) -> dict[str, Callable[[str], str]]:
        tables = {"variable": labels.VARIABLES, "roster": labels.ROSTERS,
                  "reading": labels.READINGS, "evidence": labels.EVIDENCE,
                  "variant": labels.VARIANTS, "kind": labels.KINDS, "series": labels.SERIES,
                  "measure": labels.MEASURES, "part": labels.PARTS, "rival": labels.RIVALS,
                  "block": labels.BLOCKS, "status": STATUSES, "basis": BASES, "side": SIDES}
        known = {column: self._teller(table) for column, table in tables.items()}
        return {**known, "unit": self._unit, "target": self._target,
                "information": lambda code: information_label(code, self.lang),
                "scenario": lambda code: scenario_label(self.edition, code, self.lang)}

    def _teller(self, table) -> Callable[[str], str]:
        return lambda code: label(table, code, self.lang)

    def _unit(self, code: str) -> str:
        place, _, roster = code.partition(":")
        if place == PLACE:
            members = label(labels.ROSTERS_SHORT, roster, self.lang)
            return say(self.lang, zh=f"第 30 位（{members}）", en=f"30th place {members}")
        if code in MEASURED:
            return label(MEASURED, code, self.lang)
        return tidy_label(self._units.get(code, code))

    @cached_property
    def _units(self) -> dict[str, str]:
        table = self.edition.units
        return dict(zip(table["code"].astype(str), table[f"name_{self.lang}"], strict=True))

    def _target(self, code: str) -> str:
        found = {target.id: target for target in self.edition.plan.targets}
        if code in found:
            return tidy_label(short_label(found[code], self.lang))
        return label(JOINT, code, self.lang)


STATUSES = {
    names.OPEN: {"zh": "未定", "en": "open"},
    names.DECIDED_MET: {"zh": "已实现", "en": "met"},
    names.DECIDED_MISSED: {"zh": "已落空", "en": "missed"},
    names.NOT_COMPUTABLE: {"zh": "不可计算", "en": "not computable"},
    names.NO_DATA: {"zh": "无数据", "en": "no data"},
    names.REFUSED: {"zh": "条件过远，不予计算", "en": "refused: too far"},
    "accepted": {"zh": "可计算", "en": "accepted"},
}
PLACE = "rank_30"
MEASURED = {"cny_1e8": {"zh": "亿元", "en": "100m yuan"}, "log": {"zh": "对数", "en": "log"},
            "rank": {"zh": "位次", "en": "rank"}, "percent": {"zh": "%", "en": "%"},
            "log_growth": {"zh": "对数增速", "en": "log growth"}}
BASES = {"census3": {"zh": "三经普口径", "en": "3rd census"},
         "census4": {"zh": "四经普口径", "en": "4th census"},
         "census5": {"zh": "五经普口径", "en": "5th census"}}
SIDES = {"ahead": {"zh": "在前", "en": "ahead"}, "behind": {"zh": "在后", "en": "behind"}}
JOINT = {"joint_gdp_revenue": {"zh": "GDP 与收入同时达到", "en": "GDP and revenue together"},
         "joint_all_three": {"zh": "三项同时达到", "en": "All three together"},
         "rank_30_given_gdp": {"zh": "GDP 达到时进入前 30 位", "en": "Top 30, given GDP"}}
