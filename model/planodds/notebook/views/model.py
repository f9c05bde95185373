"""Views of the fits: did they converge, what did the data say, what is expected of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.report.content import Block, Paragraph, Table, say
from planodds.report.text import phrases
from planodds.report.text.formatting import format_number, format_percent
from planodds.report.text.labels import (
    ASSUMED_LEVELS,
    ASSUMPTIONS,
    BLOCKS,
    EVIDENCE,
    QUANTITIES,
    SERIES,
    information_label,
    label,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.notebook.session import Session

_OUTLOOK_QUANTILES = {"q10": 0.10, "q50": 0.50, "q90": 0.90}
_LAST_OUTLOOK_YEAR = 2030


def view_diagnostics(run: Session, diagnostics: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the convergence of every fit, block by block."""
    columns = (
        say(lang, zh="拟合", en="Fit"),
        say(lang, zh="部分", en="Block"),
        "R-hat",
        say(lang, zh="主体有效样本", en="Bulk ESS"),
        say(lang, zh="尾部有效样本", en="Tail ESS"),
        say(lang, zh="发散", en="Divergences"),
        say(lang, zh="重拟合", en="Refitted"),
        say(lang, zh="收敛检验", en="Gate"),
    )
    yes, no = say(lang, zh="是", en="yes"), say(lang, zh="否", en="no")
    passed, missed = say(lang, zh="通过", en="passed"), say(lang, zh="未通过", en="missed")
    rows = tuple(
        (
            _fit_name(row, lang),
            label(BLOCKS, row.block, lang),
            format_number(row.max_rhat, 3),
            format_number(row.min_ess_bulk),
            format_number(row.min_ess_tail),
            format_number(row.divergences),
            yes if row.refit else no,
            passed if row.passed else missed,
        )
        for row in diagnostics.itertuples()
    )
    count, good = len(diagnostics), int(diagnostics["passed"].sum())
    sentence = say(
        lang,
        zh=f"{count} 个部分中 {good} 个通过收敛检验。",
        en=f"{good} of {count} blocks passed the convergence gate.",
    )
    caption = say(lang, zh="收敛检验", en="Convergence")
    return [Paragraph(sentence), Table(caption, columns, rows, words=(0, 1, 6, 7))]


def _fit_name(row: object, lang: str) -> str:
    name = information_label(str(row.information), lang)
    if row.evidence == constants.POSTERIOR:
        return name
    kind = label(EVIDENCE, row.evidence, lang)
    return say(lang, zh=f"{name}（{kind}）", en=f"{name} ({kind})")


def view_parameters(run: Session, summary: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the scalar parameters of the fit at the run's information set."""
    own = summary[
        (summary["information"] == run.information) & (summary["evidence"] == constants.POSTERIOR)
    ]
    columns = (
        say(lang, zh="参数", en="Parameter"),
        say(lang, zh="部分", en="Block"),
        say(lang, zh="均值", en="Mean"),
        say(lang, zh="标准差", en="SD"),
        "5%",
        "50%",
        "95%",
    )
    rows = tuple(
        (
            row.parameter,
            label(BLOCKS, row.block, lang),
            *(format_number(value, 3) for value in (row.mean, row.sd, row.q05, row.q50, row.q95)),
        )
        for row in own.itertuples()
    )
    caption = say(lang, zh="后验参数（每年对数点）", en="Posterior parameters (log points a year)")
    return [Table(caption, columns, rows, words=(0, 1))]


def tabulate_outlook(forecasts: Iterable[object]) -> pd.DataFrame:
    """Summarise what the forecasts hold in common: coal price, nation, province.

    Returns
    -------
    DataFrame
        information, evidence, series, year, q10, q50, q90 (growth, a fraction).
    """
    rows = []
    for forecast in forecasts:
        growth = np.expm1(np.quantile(forecast.common, list(_OUTLOOK_QUANTILES.values()), axis=0))
        for position, series in enumerate(constants.COMMON_SERIES):
            for step, year in enumerate(forecast.common_years):
                values = growth[:, position, step].tolist()
                rows.append(
                    {
                        "information": forecast.information.name,
                        "evidence": forecast.evidence,
                        "series": series,
                        "year": int(year),
                        **dict(zip(_OUTLOOK_QUANTILES, values, strict=True)),
                    }
                )
    return pd.DataFrame(rows)


def view_outlook(run: Session, outlook: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the growth expected of coal price, nation and province, with 80 % intervals."""
    own = outlook[
        (outlook["information"] == run.information) & (outlook["evidence"] == constants.POSTERIOR)
    ]
    own = own[own["year"] <= _LAST_OUTLOOK_YEAR]
    years = sorted(own["year"].unique())
    rows = tuple(
        (
            label(SERIES, series, lang),
            *(_interval(row) for _, row in rows.sort_values("year").iterrows()),
        )
        for series, rows in own.groupby("series", sort=False)
    )
    columns = (
        say(lang, zh="年增速", en="Growth a year"),
        *(say(lang, zh=f"{year} 年", en=str(year)) for year in years),
    )
    caption = say(
        lang, zh="共同路径：中位数与八成区间", en="The common path: median and 80% interval"
    )
    return [Table(caption, columns, rows)]


def _interval(row: pd.Series) -> str:
    low, middle, high = (
        format_percent(row[name], digits=1, signed=True) for name in ("q10", "q50", "q90")
    )
    return middle if low == high else f"{middle}\n{low} … {high}"  # a known year has no interval


_RANK_LEVELS = ("five_year_rank_change_sd",)
_SENSITIVE = (
    ("gdp_level", 2030),
    ("gdp_level", 2035),
    ("revenue_level", 2030),
    ("gdp_rank_30", 2030),
    ("gdp_rank_30", 2035),
)


def view_prior_predictive(run: Session, checks: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show what the priors alone say of growth and ranks, against limits declared beforehand."""
    if checks.empty:
        return [
            Paragraph(
                say(lang, zh="本期没有仅用先验的拟合。", en="This edition holds no prior-only fit.")
            )
        ]
    columns = (
        say(lang, zh="数量", en="Quantity"),
        say(lang, zh="先验", en="Prior"),
        say(lang, zh="下限", en="From"),
        say(lang, zh="上限", en="To"),
    )
    rows = tuple(
        (
            QUANTITIES[row.quantity][lang],
            *(_checked(value, row.quantity) for value in (row.value, row.lower, row.upper)),
        )
        for row in checks.itertuples()
    )
    inside = int(checks["inside"].sum())
    sentence = say(
        lang,
        zh=f"{len(checks)} 项中 {inside} 项在事先设定的范围内。",
        en=f"{inside} of {len(checks)} lie inside the limits set beforehand.",
    )
    caption = say(lang, zh="先验预测检验", en="Prior predictive check")
    return [Paragraph(sentence), Table(caption, columns, rows)]


def _checked(value: float, quantity: str) -> str:
    """Growth and shares in per cent, places as they are."""
    if quantity in _RANK_LEVELS:
        return format_number(value, 1)
    return format_percent(value, digits=1)


def view_posterior_predictive(run: Session, checks: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show whether replicated counties resemble the observed ones."""
    columns = (
        say(lang, zh="数量", en="Quantity"),
        say(lang, zh="年份", en="Year"),
        say(lang, zh="实际", en="Observed"),
        "5%",
        "50%",
        "95%",
    )
    rows = tuple(
        (
            QUANTITIES[row.quantity][lang],
            str(row.year),
            *(format_number(value, 3) for value in (row.observed, row.q05, row.q50, row.q95)),
        )
        for row in checks.itertuples()
    )
    within = int(
        ((checks["observed"] >= checks["q05"]) & (checks["observed"] <= checks["q95"])).sum()
    )
    sentence = say(
        lang,
        zh=f"{len(checks)} 项中 {within} 项落在模型九成区间内。",
        en=f"{within} of {len(checks)} lie inside the model's 90% band.",
    )
    caption = say(
        lang,
        zh="后验预测检验：相对增速、收入占 GDP 比重",
        en="Posterior predictive check: relative growth, revenue over GDP",
    )
    return [Paragraph(sentence), Table(caption, columns, rows, words=(0, 1))]


def view_sensitivity(run: Session, table: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show how far each headline probability hangs on each assumption."""
    from planodds.report.text.formatting import format_percent_odds

    columns = (
        say(lang, zh="假设", en="Assumption"),
        say(lang, zh="取值", en="Value"),
        *(
            f"{phrases.short_label(run.plan.target(target), lang)}\n"
            f"{say(lang, zh=f'{year} 年', en=str(year))}"
            for target, year in _SENSITIVE
        ),
    )
    rows = []
    for (name, level), odds in table.groupby(["assumption", "level"], sort=False, dropna=False):
        by_target = {(row.target, row.year): row for row in odds.itertuples()}
        shown = label(ASSUMED_LEVELS, str(level), lang)
        rows.append(
            (
                label(ASSUMPTIONS, name, lang),
                shown,
                *(
                    format_percent_odds(by_target[key].probability, mcse=by_target[key].mcse)
                    if key in by_target
                    else "—"
                    for key in _SENSITIVE
                ),
            )
        )
    note = say(
        lang,
        zh="每次只改一项假设，其余与冲击相同。去除各县的共同冲击，即把每个县的路径各自打乱，单个县的分布不变。",
        en="One assumption at a time on the same shocks. Without shared shocks each "
        "county's paths are shuffled on their own: what it may do alone stays the same.",
    )
    caption = say(lang, zh="可能性对假设的敏感度", en="How far the odds hang on each assumption")
    return [Table(caption, columns, tuple(rows), words=(0, 1), note=note)]
