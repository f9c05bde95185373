"""How far a scenario lies from the baseline, or why it is refused and what to loosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.report.content import say
from planodds.report.text.formatting import format_number, format_percent, format_percent_odds
from planodds.report.text.labels import MEASURES, SERIES, label

if TYPE_CHECKING:
    from planodds.errors import ConditioningError

_STATISTICS = {
    "mean": {"zh": "均值", "en": "the mean of "},
    "probability": {"zh": "事件概率", "en": "the probability of an event of "},
}


def describe_refusal(refusal: ConditioningError) -> dict[str, str]:
    """Words for one refusal: what stands in the way, and which assumption to loosen.

    Returns
    -------
    dict
        ``message_zh``, ``message_en``.
    """
    return {
        f"message_{lang}": _what(refusal, lang) + _remedy(refusal, lang)
        for lang in constants.LANGUAGES
    }


def _what(refusal: ConditioningError, lang: str) -> str:
    share = refusal.plausibility.get("ess_share", math.nan)
    divergence = refusal.plausibility.get("tilt_kl")
    percent = format_percent(share, digits=1)
    if not refusal.farthest.get("tilt"):
        return say(
            lang,
            zh=f"条件过远，不予计算：预测中几乎没有这样的路径，有效样本仅占 {percent}。",
            en="Too far from anything seen: almost no path of the forecast is like this, "
            f"only {percent} of the sample is effective. No odds are given.",
        )
    if divergence is None:
        return say(
            lang,
            zh="判断过远，不予计算：对现有路径无论怎样加权，都不能同时满足这些判断。",
            en="Too far from anything seen: no weighting of the paths meets these "
            "judgements together. No odds are given.",
        )
    distance = format_number(divergence, 2)
    return say(
        lang,
        zh=f"判断过远，不予计算：加权后有效样本仅占 {percent}（KL 散度 {distance}）。",
        en=f"Too far from anything seen: with these judgements only {percent} of the "
        f"sample is effective (KL {distance}). No odds are given.",
    )


def _remedy(refusal: ConditioningError, lang: str) -> str:
    far = refusal.farthest
    if not far:
        return ""
    series, measure = label(SERIES, far["series"], lang), label(MEASURES, far["measure"], lang)
    kind = _STATISTICS.get(far["tilt"], {"zh": "", "en": ""})[lang]
    distance = far["distance"]
    told = {
        "zh": f"，距基准 {format_number(distance, 1)} 个标准差" if math.isfinite(distance) else "",
        "en": f", {format_number(distance, 1)} standard deviations from the baseline"
        if math.isfinite(distance)
        else "",
    }[lang]
    how = {"zh": "可将其移近基准，或删去该项判断", "en": "move it nearer, or remove that judgement"}
    if not far["tilt"]:
        how = {
            "zh": "可放宽其标准差、移近基准，或减少固定的年份",
            "en": "allow it a standard deviation, move it nearer, or pin fewer years",
        }
    return say(
        lang,
        zh=f"其中最远的是 {far['year']} 年{series}{measure}{'的' if kind else ''}{kind}{told}："
        f"{how['zh']}。",
        en=f" Farthest out is {kind}{series}, {measure}, in {far['year']}{told}: {how['en']}.",
    )


def describe_distance(row: object, lang: str) -> str:
    """How far the conditions lie, what tilting cost, what the projects add.

    ``row`` is one of the table ``conditioning``, as ``itertuples`` gives it.
    """
    parts = [_tail(row, lang), _tilted(row, lang), _projects(row, lang)]
    told = [part for part in parts if part]
    return say(lang, zh="", en=" ").join(told) or say(
        lang, zh="不附加条件。", en="Nothing is conditioned on."
    )


def _tail(row: object, lang: str) -> str:
    if pd.isna(row.tail_probability):
        return ""
    tail, share = format_percent_odds(row.tail_probability), format_percent(row.ess_share)
    if pd.isna(row.ess_share) or not pd.isna(row.tilt_kl):
        return say(
            lang,
            zh=f"基准预测的路径中，朝同一方向偏离至少这么远的占 {tail}。",
            en=f"Of the baseline's paths {tail} go at least this far in the same direction.",
        )
    return say(
        lang,
        zh=f"基准预测的路径中，朝同一方向偏离至少这么远的占 {tail}；重新加权后有效样本占 {share}。",
        en=f"Of the baseline's paths {tail} go at least this far in the same direction; "
        f"after reweighting {share} of the sample is effective.",
    )


def _tilted(row: object, lang: str) -> str:
    if pd.isna(row.tilt_kl):
        return ""
    distance, share = format_number(row.tilt_kl, 2), format_percent(row.ess_share)
    return say(
        lang,
        zh=f"判断只改变各路径的权重：与原权重的 KL 散度为 {distance}，有效样本占 {share}。",
        en=f"The judgements only weight the paths anew: their divergence (KL) from the old "
        f"weights is {distance}, and {share} of the sample is effective.",
    )


def _projects(row: object, lang: str) -> str:
    if pd.isna(row.ledger_gross):
        return ""
    gross, excess = (
        format_percent(math.expm1(value), digits=1)
        for value in (row.ledger_gross, row.ledger_excess)
    )
    return say(
        lang,
        zh=f"台账项目到 {constants.FINAL_YEAR} 年平均使地区生产总值增加 {gross}，"
        f"其中超出常态的 {excess} 计入，其余已包含在常年增速之中。",
        en=f"By {constants.FINAL_YEAR} the projects of the ledger add {gross} to GDP on average; "
        f"{excess} is above the usual and counts, the rest is in the usual growth.",
    )
