"""Comparison of the fit of an edition with a second one by another sampler of the same model.

Two right samplers differ by Monte Carlo error alone. Compared are mean and standard deviation of
every scalar parameter, and the chances of the home unit's GDP, revenue and rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.constants import REVENUE
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.probability.events.probability import Probability, prob_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planodds.forecasting.types import Forecast, Posterior
    from planodds.inputs.panels.county_panel import Panel

MEAN = 0.1  # difference of two means, in posterior standard deviations
SPREAD = 0.1  # difference of two log standard deviations
PROBABILITY = 0.01  # difference of two chances
ERRORS = 4.0  # Monte Carlo standard errors that are allowed beyond each limit
_LEVELS = (0.1, 0.5, 0.9)  # quantiles of the edition's forecast at which chances are compared
_YEARS_AHEAD = (0, 4, 9)  # positions of forecast years


@dataclass(frozen=True)
class Agreement:
    """Differences between two fits of one information set.

    Attributes
    ----------
    differences : tuple of tuple
        ``quantity``, ``measure`` (mean, sd or probability), ``fit``, ``reference``,
        ``difference`` (in posterior sd, in log sd, or of chances) and ``allowed``.
    """

    differences: tuple[tuple[str, str, float, float, float, float], ...]

    @property
    def passed(self) -> bool:
        """True if no difference exceeds what is allowed; a difference that is no number does."""
        return all(abs(row[4]) <= row[5] for row in self.differences)

    def table(self) -> pd.DataFrame:
        """Return the differences, the largest in terms of what is allowed first.

        Returns
        -------
        DataFrame
            Columns as ``differences``.
        """
        columns = ["quantity", "measure", "fit", "reference", "difference", "allowed"]
        table = pd.DataFrame(list(self.differences), columns=columns)
        order = (table["difference"].abs() / table["allowed"]).sort_values(ascending=False).index
        return table.loc[order].reset_index(drop=True)

    def summary(self) -> dict[str, Any]:
        """Return the number of comparisons, those that disagree, and the largest difference.

        Returns
        -------
        dict
            JSON values.
        """
        first = self.table().iloc[0]
        return {
            "compared": len(self.differences),
            "disagree": [
                f"{row[0]} ({row[1]})" for row in self.differences if not abs(row[4]) <= row[5]
            ],
            "largest": f"{first['quantity']} ({first['measure']})",
            "largest_difference": float(first["difference"]),
            "allowed": float(first["allowed"]),
        }


def compare_samplers(
    posterior: Posterior,
    reference: Posterior,
    panel: Panel,
    *,
    paths: int,
    forecast: Forecast | None = None,
) -> Agreement:
    """Compare two fits of one information set.

    Parameters
    ----------
    posterior : Posterior
        The fit that is checked.
    reference : Posterior
        By another sampler.
    panel : Panel
    paths : int
        Least number of joint predictive paths of each.
    forecast : Forecast, optional
        That of the fit, if it was drawn before; else it is drawn here. The other fit's has the
        same shocks.

    Returns
    -------
    Agreement

    Notes
    -----
    A mean may differ by 0.1 posterior standard deviations, a standard deviation by 10 % and a
    chance by one percentage point, each plus four Monte Carlo standard errors of the difference.
    """
    ours, theirs = (
        forecast_paths(p, panel, seed=posterior.settings.seed, paths=p.draws * -(-paths // p.draws))
        if drawn is None
        else drawn
        for p, drawn in ((posterior, forecast), (reference, None))
    )
    return Agreement(
        (*_compare_parameters(posterior, reference), *_compare_chances(ours, theirs, panel))
    )


def _compare_parameters(
    posterior: Posterior, reference: Posterior
) -> Iterator[tuple[str, str, float, float, float, float]]:
    for block, arrays in posterior.blocks.items():
        for name, x in arrays.items():
            y = np.asarray(reference.blocks[block][name])
            if x.ndim > 1 or not (x.std() > 0 or y.std() > 0):
                continue
            inverse = sum(
                1.0 / _effective_draws(z, p.chains) for z, p in ((x, posterior), (y, reference))
            )
            sd, label = y.std(), f"{block}.{name}"
            kurtosis = (((y - y.mean()) / sd) ** 4).mean()
            allowed = MEAN + ERRORS * np.sqrt(inverse)
            yield label, "mean", x.mean(), y.mean(), (x.mean() - y.mean()) / sd, allowed
            allowed = SPREAD + ERRORS * np.sqrt((kurtosis - 1.0) / 4.0 * inverse)
            yield label, "sd", x.std(), sd, np.log(x.std() / sd), allowed


def _effective_draws(x: np.ndarray, chains: int) -> float:
    """Return the number of independent draws with the same error of the mean."""
    from arviz_stats.base import array_stats

    by_chain = x.reshape(chains, -1)
    ess: Any = array_stats.ess
    return float(ess(by_chain, chain_axis=0, draw_axis=1, method="mean"))


def _compare_chances(
    forecast: Forecast, reference: Forecast, panel: Panel
) -> Iterator[tuple[str, str, float, float, float, float]]:
    home, everyone = panel.study.home.unit, np.ones(len(panel.units), dtype=bool)
    both = (forecast, reference)
    values = {"gdp": [f.gdp(home) for f in both], "rank": [f.rank(home, everyone) for f in both]}
    if panel.study.variable(REVENUE) is not None:
        values["revenue"] = [f.revenue(home) for f in both]
    for name, (ours, theirs) in values.items():
        for column in (k for k in _YEARS_AHEAD if k < len(forecast.years)):
            for level in np.unique(np.quantile(ours[:, column], _LEVELS, method="inverted_cdf")):
                one, two = _chances([ours[:, column], theirs[:, column]], level, both)
                difference = one.probability - two.probability
                allowed = PROBABILITY + ERRORS * float(np.hypot(one.mcse, two.mcse))
                label = f"{name} of {home} up to {level:.4g} in {forecast.years[column]}"
                yield label, "probability", one.probability, two.probability, difference, allowed


def _chances(
    values: Sequence[np.ndarray], level: float, forecasts: Sequence[Forecast]
) -> list[Probability]:
    return [
        prob_event(x <= level, cluster=f.posterior_draw_index)
        for x, f in zip(values, forecasts, strict=True)
    ]
