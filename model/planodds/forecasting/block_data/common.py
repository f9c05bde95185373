"""Data arrays of the common block: growth of the drivers, and priors that change as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.simulation.common_paths import first_effect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


def common_data(panel: Panel, *, last_year: int, priors: Priors) -> dict[str, np.ndarray]:
    """Return the data arrays of the common block, with unobserved cells masked.

    Parameters
    ----------
    panel : Panel
    last_year : int
        Years are those of the drivers to ``last_year`` whatever the information set.
    priors : Priors

    Returns
    -------
    dict of str to ndarray
        ``growth`` and ``mask``, shape (year, series), in the order of ``study.common``, log
        points. Priors that differ between information sets or in the sensitivity analysis,
        replaceable without compiling another graph: ``anchor`` (mean, sd) and ``innovation``
        (log median, log sd), shape (moving mean, 2), ``trend_reversion``, ``degrees`` and, if
        there is one, ``first_effect`` (mean, sd).
    """
    years = range(panel.driver_years[0], last_year + 1)
    by_year = [dict(zip(panel.driver_years, values, strict=True)) for values in panel.driver_growth]
    growth = np.array([[values.get(year, np.nan) for values in by_year] for year in years])
    mask = np.isfinite(growth).astype(float)
    first = first_effect(panel.study.common)
    return {
        "growth": np.where(mask, growth, 0.0),
        "mask": mask,
        "trend_reversion": np.array(priors.value("common.trend_reversion")),
        "degrees": np.array(priors.value("common.degrees")),
        **_mean_priors(priors, [d.symbol for d in panel.study.common if d.mean == "moving"]),
    } | ({"first_effect": _mean_and_sd(priors, first)} if first else {})


def _mean_priors(priors: Priors, moving: Iterable[str]) -> dict[str, np.ndarray]:
    """Return the priors of anchor (mean, sd) and innovation (log median, log sd) of each mean."""
    innovations = [priors[f"common.{symbol}_innovation"] for symbol in moving]
    anchors = [_mean_and_sd(priors, f"{symbol}_anchor") for symbol in moving]
    return {
        "anchor": np.array(anchors).reshape(-1, 2),
        "innovation": np.array([[np.log(p.median), p.log_sd] for p in innovations]).reshape(-1, 2),
    }


def _mean_and_sd(priors: Priors, name: str) -> np.ndarray:
    prior = priors[f"common.{name}"]
    return np.array([prior.mean, prior.sd])
