"""Revision of a figure from its first to its final print, learnt from pairs of publications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from planodds.inputs.tables.schemas import RECORDED
from planodds.inputs.tables.yaml_models import Filled, StrictModel
from planodds.inputs.tables.yaml_reader import read_document

if TYPE_CHECKING:
    from datetime import date

    from planodds.inputs.study import Study

_FILE = Path(__file__).with_suffix(".yaml")
_CELL = ["code", "year", "indicator", "basis"]
_DOUBTFUL = "doubtful"


class RevisionPrior(StrictModel):
    """Distribution of a revision before any pair of figures is seen."""

    log_sd: Annotated[float, Field(gt=0)]
    """Standard deviation of the difference, log points."""
    degrees: Annotated[float, Field(gt=0)]
    """Weight of the statement, in pairs of figures."""
    smallest: Annotated[float, Field(ge=0)]
    """Least difference that counts as a revision, log points."""
    final_after: Annotated[int, Field(ge=1)]
    """Years of later data after which a figure is final."""
    reason: Filled
    """Where the numbers come from."""


@dataclass(frozen=True)
class Revisions:
    """Predictive distribution of log(final) - log(first print): Student t around 0.

    Attributes
    ----------
    scale : float
        Log points.
    degrees : float
        Degrees of freedom.
    pairs : int
        Pairs of publications behind it, beyond the prior.
    final_after : int
        Years of later data after which a figure is final.
    """

    scale: float
    degrees: float
    pairs: int
    final_after: int


def load_revision_prior() -> RevisionPrior:
    """Load the prior of revisions.

    Returns
    -------
    RevisionPrior
    """
    return read_document(RevisionPrior, _FILE)


def fit_revisions(differences: np.ndarray, prior: RevisionPrior) -> Revisions:
    """Return the predictive distribution of a revision.

    Differences d_1 .. d_n are normal around 0 with a variance whose prior is scaled inverse
    chi-squared with nu_0 degrees and scale s_0^2. The next difference is then Student t with
    nu = nu_0 + n degrees and squared scale (nu_0 s_0^2 + sum d_i^2) / nu (Gelman et al., Bayesian
    Data Analysis, 3rd edition, section 2.6).

    Parameters
    ----------
    differences : ndarray of float, shape (pair,)
        log(final) - log(first print), log points.
    prior : RevisionPrior

    Returns
    -------
    Revisions

    Examples
    --------
    >>> prior = RevisionPrior(
    ...     log_sd=0.003, degrees=4, smallest=0.0, final_after=1, reason="example"
    ... )
    >>> fit_revisions(np.array([0.003, -0.003]), prior)
    Revisions(scale=0.003, degrees=6.0, pairs=2, final_after=1)
    """
    degrees = prior.degrees + len(differences)
    total = prior.degrees * prior.log_sd**2 + float((np.asarray(differences) ** 2).sum())
    scale = float(np.sqrt(total / degrees))
    return Revisions(round(scale, 12), degrees, len(differences), prior.final_after)


def revisions_of(
    cells: pd.DataFrame, study: Study, *, to: int, as_of: date | None = None
) -> dict[str, Revisions]:
    """Learn the revisions of each variable from the pairs of publications in a panel file.

    Parameters
    ----------
    cells : DataFrame
        As from ``read_panel_vintages``.
    study : Study
    to : int
        Last year whose figures may be used.
    as_of : date, optional
        Without figures recorded after this day.

    Returns
    -------
    dict of str to Revisions
        By role of the variable: gdp, revenue.
    """
    prior = load_revision_prior()
    known = cells[cells["year"] <= to]
    if as_of is not None and RECORDED in known.columns:
        known = known[known[RECORDED] <= as_of.isoformat()]
    return {
        role: fit_revisions(_differences(known, item.indicator, prior), prior)
        for role, item in zip(study.roles, study.variables.values(), strict=True)
    }


def _differences(cells: pd.DataFrame, indicator: str, prior: RevisionPrior) -> np.ndarray:
    """Return the differences that are large enough for a revision."""
    found = revision_pairs(cells, indicator)["difference"].to_numpy()
    return np.asarray(found[np.abs(found) >= prior.smallest])


def revision_pairs(cells: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the figures that were published twice with different values.

    Another publication of the same unit, year and statistical basis, or an earlier recording of
    the preferred figure. Doubtful figures do not count, nor do two that agree within the rounding
    of the coarser one: they are the same print.

    Parameters
    ----------
    cells : DataFrame
        As from ``read_panel_vintages``.
    indicator : str

    Returns
    -------
    DataFrame
        code, year, indicator, basis, first, final (unit of the indicator), difference (log points).
    """
    rows = cells[(cells["indicator"] == indicator) & (cells["flag"] != _DOUBTFUL)]
    recorded = RECORDED if RECORDED in rows.columns else "year"
    preferred = rows[rows["kind"] == "preferred"].sort_values(recorded, kind="stable")
    final = preferred.drop_duplicates(_CELL, keep="last")
    other = pd.concat([preferred.drop(final.index), rows[rows["kind"] == "second_source"]])
    pairs = other.merge(final, on=_CELL, suffixes=("_first", "_final"))
    pairs = pairs.rename(columns={"value_first": "first", "value_final": "final"})
    steps = pairs[["first", "final"]].map(_last_digit).max(axis=1)
    pairs = pairs[(pairs["first"] - pairs["final"]).abs() > 0.5 * steps * (1 + 1e-9)]
    pairs = pairs.assign(difference=np.log(pairs["final"] / pairs["first"]))
    return pairs[[*_CELL, "first", "final", "difference"]].reset_index(drop=True)


def _last_digit(value: float) -> float:
    """Return the value of one unit in the last decimal of a published figure."""
    text = f"{value:.10g}"
    return float(10.0 ** -len(text.partition(".")[2]))
