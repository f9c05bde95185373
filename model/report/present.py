"""A saved table laid out for readers: known columns named, known words told, numbers set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import pandas as pd

from model import names
from model.inputs import load_plan, load_scenarios
from model.report import labels
from model.report.content import Table, say
from model.report.words import (
    DASH,
    format_number,
    format_percent,
    format_percent_odds,
    is_missing,
    space_han,
)

COLUMNS = {
    "information": ("信息时点", "information"), "origin": ("起点", "origin"),
    "scenario": ("情景", "scenario"), "variant": ("读法", "variant"),
    "target": ("目标", "target"), "reading": ("口径", "reading"), "roster": ("排名范围", "roster"),
    "evidence": ("依据", "evidence"), "year": ("年份", "year"), "threshold": ("目标值", "threshold"),
    "probability": ("可能性", "odds"), "mcse": ("模拟误差", "MC error"),
    "lower": ("下界", "lower"), "upper": ("上界", "upper"), "status": ("状态", "status"),
    "variable": ("指标", "variable"), "value": ("数值", "value"), "unit": ("单位", "unit"),
    "fact": ("事项", "fact"), "basis": ("口径", "basis"), "rank": ("位次", "rank"),
    "mean": ("均值", "mean"), "sd": ("标准差", "sd"), "kind": ("性质", "kind"),
    "source": ("依据来源", "source"), "series": ("变量", "series"), "measure": ("方式", "measure"),
    "part": ("部分", "part"), "stage": ("阶段", "stage"), "then": ("编制时", "then"),
    "now": ("现在", "now"), "horizon": ("提前年数", "horizon"), "origins": ("起点数", "origins"),
    "n_eff": ("有效检验数", "n_eff"), "cells": ("数据格", "cells"), "rival": ("对照", "rival"),
    "crps": ("误差 CRPS", "CRPS"), "crps_rival": ("对照误差", "rival CRPS"),
    "skill": ("技巧", "skill"), "coverage_50": ("五成区间", "50%"),
    "coverage_80": ("八成区间", "80%"), "coverage_90": ("九成区间", "90%"),
    "mean_pit": ("PIT 均值", "mean PIT"), "stratum": ("口径段", "stratum"),
    "from_year": ("起始年", "from"), "to_year": ("目标年", "to"),
    "from_value": ("起始值", "from value"), "to_value": ("目标值", "to value"),
    "needed_growth_percent": ("年均增速（%）", "growth a year (%)"),
    "span_years": ("年数", "years"), "k": ("达到", "did"), "n": ("总数", "of"),
    "k_span": ("整段达到", "spans did"), "n_span": ("整段总数", "of spans"),
    "name_zh": ("名称", "name (zh)"), "name_en": ("英文名", "name"), "side": ("方位", "side"),
    "last_rank": ("最近位次", "last rank"), "last_gdp": ("最近 GDP", "last GDP"),
    "probability_above": ("居前可能性", "odds of being above"),
    "probability_in": ("当年达到", "holds in"), "probability_by": ("此前达到过", "reached by"),
    "reach_probability": ("把握", "confidence"), "ess_share": ("有效样本占比", "ESS share"),
    "mahalanobis": ("偏离距离", "distance"), "tail_probability": ("尾部概率", "tail probability"),
    "message_zh": ("说明", "message (zh)"), "message_en": ("英文说明", "message"),
    "block": ("部分", "block"), "max_rhat": ("R-hat 最大", "max R-hat"),
    "min_ess_bulk": ("主体有效样本", "bulk ESS"), "min_ess_tail": ("尾部有效样本", "tail ESS"),
    "divergences": ("发散", "divergences"), "draws": ("抽样数", "draws"),
    "chains": ("链数", "chains"), "passed": ("通过", "passed"), "refit": ("重拟合", "refit"),
    "seconds": ("秒", "seconds"), "parameter": ("参数", "parameter"), "units": ("单位数", "units"),
    "ok": ("正常", "ok"), "corrected": ("更正", "corrected"), "doubtful": ("存疑", "doubtful"),
    "derived": ("推算", "derived"), "excluded": ("剔除", "left out"),
    "second_source": ("另有出处", "second prints"), "title": ("来源", "source"),
    "publisher": ("发布者", "publisher"), "rows": ("行数", "rows"), "low": ("低", "low"),
    "high": ("高", "high"), "baseline_q50": ("基准中位", "baseline median"),
}
HIDDEN = ("edition", "origin", "ess", "information", "source_id", "location", "licence")
SAME = ("scenario", "variant", "unit", "evidence", "roster")  # shown where they differ
STATUSES = {
    names.OPEN: {"zh": "未定", "en": "open"}, names.DECIDED_MET: {"zh": "已实现", "en": "met"},
    names.DECIDED_MISSED: {"zh": "已落空", "en": "missed"},
    names.NOT_COMPUTABLE: {"zh": "不可计算", "en": "not computable"},
    names.NO_DATA: {"zh": "无数据", "en": "no data"},
    names.REFUSED: {"zh": "条件过远", "en": "refused"}, "accepted": {"zh": "可行", "en": "accepted"},
}
TRUTH = {"True": {"zh": "是", "en": "yes"}, "False": {"zh": "否", "en": "no"}}
VALUES: Mapping[str, Mapping] = {
    "variable": labels.VARIABLES, "roster": labels.ROSTERS_SHORT, "reading": labels.READINGS,
    "variant": labels.VARIANTS, "evidence": labels.EVIDENCE, "kind": labels.KINDS,
    "series": labels.SERIES, "measure": labels.MEASURES, "part": labels.PARTS,
    "rival": labels.RIVALS, "block": labels.BLOCKS, "status": STATUSES, "passed": TRUTH,
    "refit": TRUTH, "basis": labels.BASES, "fact": labels.FACTS, "stage": labels.STAGES,
    "stratum": labels.STRATA, "unit": labels.UNITS, "side": labels.SIDES,
}
PERCENTS = ("coverage_50", "coverage_80", "coverage_90", "ess_share", "tail_probability",
            "reach_probability", "skill", "brier_skill")
CHANCES = ("probability", "probability_above", "probability_in", "probability_by")
WHOLE = ("year", "origin", "horizon", "from_year", "to_year", "span_years", "rank", "last_rank",
         "k", "n", "k_span", "n_span", "units", "draws", "rows", "min_ess_bulk", "min_ess_tail")


@lru_cache(maxsize=1)
def named_by_files() -> dict[str, dict[str, dict[str, str]]]:
    """Names of targets and scenarios, as the plan's file and the scenarios' have them."""
    found = {"target": load_plan().targets, "scenario": load_scenarios()}
    return {
        column: {getattr(item, "id", None) or item.name: {
            lang: getattr(getattr(item, "short_label", item.label), lang)
            for lang in names.LANGUAGES} for item in items}
        for column, items in found.items()}


def present_table(table: pd.DataFrame, lang: str, *, caption: str = "",
                  columns: Sequence[str] | None = None,
                  rename: Mapping[str, str] | None = None,
                  values: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
                  rows: int | None = None, note: str = "") -> Table:
    """Lay a frame out as finished text.

    Parameters
    ----------
    table : pandas.DataFrame
        Of the edition's columns or any other.
    lang : str
        "zh" or "en".
    columns : sequence of str, optional
        Which, in which order; by default all but those that name the run.
    rename : mapping of column to header, optional
        Headers of this language for columns that are not known here.
    values : mapping of column to mapping of key to label, optional
        Further words, such as the names of targets and scenarios.
    rows : int, optional
        Show only the first of them; the note then says how many there are.
    """
    known = {**VALUES, **named_by_files(), **(values or {})}
    chosen = list(columns or [c for c in table.columns if _is_worth(table, c)])
    shown = table if rows is None else table.head(rows)
    cells = [[_cell_maker(c, known, lang)(row) for c in chosen] for _, row in shown.iterrows()]
    words = tuple(i for i, c in enumerate(chosen) if c in known or _is_text(table[c]))
    if len(shown) < len(table):
        note = say(lang, zh=f"共 {len(table)} 行，此处列前 {len(shown)} 行。{note}",
                   en=f"The first {len(shown)} of {len(table)} rows. {note}")
    heads = tuple((rename or {}).get(c) or _head(c, lang) for c in chosen)
    return Table(caption, heads, tuple(map(tuple, cells)), words=words or (0,), note=note)


def _is_worth(table: pd.DataFrame, column: str) -> bool:
    """Whether a column says something: not empty, and not the same name on every row."""
    values = table[column]
    if column in HIDDEN or (values.isna() | (values.astype(str) == "")).all():
        return False
    return column not in SAME or len(table) < 2 or values.nunique() > 1


def _head(column: str, lang: str) -> str:
    pair = COLUMNS.get(column)
    return pair[0 if lang == "zh" else 1] if pair else column.replace("_", " ")


def _is_text(values: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(values)


def _cell_maker(column: str, known: Mapping, lang: str) -> Callable[[pd.Series], str]:
    """How a column's cells are told."""
    if column in known:
        return lambda row: _word(known[column], str(row[column]), lang)
    if column in CHANCES:
        return lambda row: _chance(row, column)
    if column in PERCENTS:
        return lambda row: format_percent(row[column])
    if column in WHOLE:
        return lambda row: format_number(row[column])
    return lambda row: _plain(row[column])


def _word(table: Mapping[str, Mapping[str, str]], key: str, lang: str) -> str:
    text = table[key][lang] if key in table else key
    return space_han(text) if lang == "zh" else text


def _chance(row: pd.Series, column: str) -> str:
    if is_missing(row[column]) or pd.isna(row[column]):
        return DASH
    error = row.get("mcse", row.get("mcse_by", 0.0))
    return format_percent_odds(row[column], mcse=float(error), upper=row.get("upper"))


def _plain(value: object) -> str:
    """A number with three figures after its size, or a word as it is."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return DASH
    if isinstance(value, bool | str) or not isinstance(value, int | float):
        return str(value)
    if float(value).is_integer() and abs(value) < 1e15:
        return format_number(value)
    size = abs(float(value))
    return format_number(value, 1 if size >= 100 else 2 if size >= 1 else 3)
