"""Views of the fits: did they converge, what did the data say, what is expected of all."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from model import names
from model.batch.session import Session
from model.report.content import Block, Paragraph, Table, say
from model.report.labels import BLOCKS, EVIDENCE, SERIES, information_label, label
from model.report.words import format_number, format_percent

OUTLOOK_QUANTILES = {"q10": 0.10, "q50": 0.50, "q90": 0.90}
LAST_OUTLOOK_YEAR = 2030


def view_diagnostics(run: Session, diagnostics: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the convergence of every fit, block by block."""
    columns = (say(lang, zh="拟合", en="Fit"), say(lang, zh="部分", en="Block"), "R-hat",
               say(lang, zh="主体有效样本", en="Bulk ESS"), say(lang, zh="尾部有效样本", en="Tail ESS"),
               say(lang, zh="发散", en="Divergences"), say(lang, zh="重拟合", en="Refitted"),
               say(lang, zh="收敛检验", en="Gate"))
    yes, no = say(lang, zh="是", en="yes"), say(lang, zh="否", en="no")
    passed, missed = say(lang, zh="通过", en="passed"), say(lang, zh="未通过", en="missed")
    rows = tuple((_fit_name(row, lang), label(BLOCKS, row.block, lang),
                  format_number(row.max_rhat, 3), format_number(row.min_ess_bulk),
                  format_number(row.min_ess_tail), format_number(row.divergences),
                  yes if row.refit else no, passed if row.passed else missed)
                 for row in diagnostics.itertuples())
    count, good = len(diagnostics), int(diagnostics["passed"].sum())
    sentence = say(lang, zh=f"{count} 个部分中 {good} 个通过收敛检验。",
                   en=f"{good} of {count} blocks passed the convergence gate.")
    caption = say(lang, zh="收敛检验", en="Convergence")
    return [Paragraph(sentence), Table(caption, columns, rows, words=(0, 1, 6, 7))]


def _fit_name(row: object, lang: str) -> str:
    name = information_label(str(row.information), lang)
    if row.evidence == names.POSTERIOR:
        return name
    kind = label(EVIDENCE, row.evidence, lang)
    return say(lang, zh=f"{name}（{kind}）", en=f"{name} ({kind})")


def view_parameters(run: Session, summary: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the scalar parameters of the fit at the run's information set."""
    own = summary[(summary["information"] == run.information)
                  & (summary["evidence"] == names.POSTERIOR)]
    columns = (say(lang, zh="参数", en="Parameter"), say(lang, zh="部分", en="Block"),
               say(lang, zh="均值", en="Mean"), say(lang, zh="标准差", en="SD"), "5%", "50%", "95%")
    rows = tuple((row.parameter, label(BLOCKS, row.block, lang),
                  *(format_number(value, 3) for value in (row.mean, row.sd, row.q05, row.q50,
                                                          row.q95)))
                 for row in own.itertuples())
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
        growth = np.expm1(np.quantile(forecast.common, list(OUTLOOK_QUANTILES.values()), axis=0))
        for position, series in enumerate(names.COMMON_SERIES):
            for step, year in enumerate(forecast.common_years):
                values = growth[:, position, step].tolist()
                rows.append({"information": forecast.information.name,
                             "evidence": forecast.evidence, "series": series, "year": int(year),
                             **dict(zip(OUTLOOK_QUANTILES, values, strict=True))})
    return pd.DataFrame(rows)


def view_outlook(run: Session, outlook: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the growth expected of coal price, nation and province, with 80 % intervals."""
    own = outlook[(outlook["information"] == run.information)
                  & (outlook["evidence"] == names.POSTERIOR)]
    own = own[own["year"] <= LAST_OUTLOOK_YEAR]
    years = sorted(own["year"].unique())
    rows = tuple((label(SERIES, series, lang), *(_interval(row) for _, row in
                                                 rows.sort_values("year").iterrows()))
                 for series, rows in own.groupby("series", sort=False))
    columns = (say(lang, zh="年增速", en="Growth a year"),
               *(say(lang, zh=f"{year} 年", en=str(year)) for year in years))
    caption = say(lang, zh="共同路径：中位数与八成区间", en="The common path: median and 80% interval")
    return [Table(caption, columns, rows)]


def _interval(row: pd.Series) -> str:
    low, middle, high = (format_percent(row[name], digits=1, signed=True)
                         for name in ("q10", "q50", "q90"))
    return f"{middle} ({low} … {high})"
