"""Common block of the Gibbs sampler: coal price, national and provincial growth.

All chains of all panels are updated at once.

Given coefficients, scales and mixture weights the coal mean and the two moving means are jointly
Gaussian and drawn together; given the means each equation is a weighted regression. Scales are
updated with the weights of the Student-t mixture integrated out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.mcmc_kernels import (
    draw_gaussian,
    draw_mixture_weights,
    log_prior,
    log_student_t,
    normal_parameters,
    slice_sample,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.priors import Priors

_SERIES = ("coal", "national", "provincial")
# Equation -> its coefficients and the prior of each, in the order of the regressors.
_EQUATIONS = {
    "coal": (("coal_persistence", "coal_persistence"),),
    "national": (
        ("national_persistence", "own_lag"),
        ("coal_to_national", "coal_to_national"),
        ("coal_lag_to_national", "coal_lag_to_national"),
    ),
    "provincial": (
        ("provincial_persistence", "own_lag"),
        ("coal_to_provincial", "coal_to_provincial"),
        ("coal_lag_to_provincial", "coal_lag_to_provincial"),
        ("national_to_provincial", "national_to_provincial"),
    ),
}


class CommonSampler:
    """Gibbs sampler of the common block for all chains.

    Parameters
    ----------
    panels : sequence of mapping
        As from ``common_data``, all of one shape.
    priors : Priors
    chains : int
        Chains per panel.
    generator : numpy.random.Generator
    """

    def __init__(
        self,
        panels: Sequence[Mapping[str, np.ndarray]],
        priors: Priors,
        chains: int,
        generator: np.random.Generator,
    ) -> None:
        self.generator = generator
        self.growth = np.repeat([p["growth"] for p in panels], chains, axis=0)
        mask = np.repeat([p["mask"] for p in panels], chains, axis=0)
        self.observed = mask[:, 1:] * mask[:, :-1]
        self.chains, self.years = self.growth.shape[:2]
        self.degrees = priors.value("common.degrees")
        self.innovation = priors.value("common.trend_innovation")
        self.scale_prior = {s: priors[f"common.{s}_scale"] for s in _SERIES}
        self.coefficient = {
            s: np.array([normal_parameters(priors[f"common.{prior}"]) for _, prior in names])
            for s, names in _EQUATIONS.items()
        }
        self.start = {
            s: normal_parameters(priors[f"common.{s}_{part}"])
            for s, part in zip(_SERIES, ("mean", "start", "start"), strict=True)
        }
        self._mean_precision, self._mean_shift = self._build_mean_prior()
        self.beta = {
            series: generator.normal(p[:, 0], p[:, 1], (self.chains, len(p)))
            for series, p in self.coefficient.items()
        }
        self.scale = {s: p.draw(generator, self.chains) for s, p in self.scale_prior.items()}
        self.weight = np.ones((self.chains, self.years - 1, 3))

    def sweep(self, *, adapt: bool) -> None:
        """Run one sweep.

        Parameters
        ----------
        adapt : bool
            Without effect: there are no proposals to adapt.
        """
        self.sweep_means()
        self.sweep_equations()

    def sweep_equations(self) -> None:
        """Draw each equation's coefficients, then its scale, then its mixture weights."""
        for column, series in enumerate(_SERIES):
            self._draw_equation(column, series)

    def record(self) -> dict[str, np.ndarray]:
        """Return the state under the names of the common block, the chain as first axis."""
        out = {"coal_mean": self.coal_mean}
        for series in _SERIES[1:]:
            out[f"{series}_mean"] = self.mean[series]
            out[f"{series}_start"] = self.mean[series][:, 0]
        for series, names in _EQUATIONS.items():
            out[f"{series}_scale"] = self.scale[series]
            out |= {name: self.beta[series][:, j] for j, (name, _) in enumerate(names)}
        return out

    def _build_mean_prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Return prior precision, and precision times mean, of coal, national, provincial means."""
        years = self.years
        precision = np.zeros((2 * years + 1, 2 * years + 1))
        shift = np.zeros(2 * years + 1)
        step = np.diff(np.eye(years), axis=0)
        walk = step.T @ step / self.innovation**2
        for position, series in ((0, "coal"), (1, "national"), (1 + years, "provincial")):
            if series != "coal":
                precision[position : position + years, position : position + years] = walk
            mean, sd = self.start[series]
            precision[position, position] += sd**-2
            shift[position] = mean * sd**-2
        return precision, shift

    def sweep_means(self) -> None:
        """Draw the coal mean and both moving means from their joint Gaussian."""
        design, response = self._mean_design()
        noise = np.stack([self.scale[s] for s in _SERIES], axis=1)[:, None, :]
        weight = self.weight * self.observed / noise**2
        weight = weight.transpose(0, 2, 1).reshape(self.chains, -1)
        scaled = design * weight[:, :, None]
        precision = self._mean_precision + np.swapaxes(scaled, 1, 2) @ design
        shift = self._mean_shift + np.einsum("cri,cr->ci", scaled, response)
        drawn = draw_gaussian(self.generator, precision, shift)
        self.coal_mean = drawn[:, 0]
        self.mean = {
            "national": drawn[:, 1 : 1 + self.years],
            "provincial": drawn[:, 1 + self.years :],
        }

    def _mean_design(self) -> tuple[np.ndarray, np.ndarray]:
        """Return design and response of the regression on the means, series after series.

        The response is growth less the coefficients times growth. The design contains the loadings
        of the means: one on the mean of the series, minus the coefficient on each mean subtracted.
        """
        steps, years = self.years - 1, self.years
        design = np.zeros((self.chains, 3, steps, 2 * years + 1))
        response = self.growth[:, 1:].transpose(0, 2, 1).copy()
        t = np.arange(steps)
        first = {"coal": np.zeros(steps, int), "national": 1 + t, "provincial": 1 + years + t}
        offset = {"coal": 0, "national": 1, "provincial": 1}
        for row, series in enumerate(_SERIES):
            design[:, row, t, first[series] + offset[series]] += 1.0
            for j, (other, lag) in enumerate(_regressors(series)):
                beta = self.beta[series][:, j, None]
                column = _SERIES.index(other)
                response[:, row] -= beta * self._shifted(self.growth, lag)[:, :, column]
                position = first[other] + (0 if lag else offset[other])
                design[:, row, t, position] -= beta
        return (
            design.reshape(self.chains, 3 * steps, -1),
            response.reshape(self.chains, 3 * steps),
        )

    def _deviation(self) -> np.ndarray:
        """Return growth less its mean, (chain, year, series)."""
        coal = np.broadcast_to(self.coal_mean[:, None], (self.chains, self.years))
        return self.growth - np.stack([coal, self.mean["national"], self.mean["provincial"]], -1)

    @staticmethod
    def _shifted(array: np.ndarray, lag: int) -> np.ndarray:
        """Return values of the same year, or of the year before if ``lag`` is 1."""
        return array[:, :-1] if lag else array[:, 1:]

    def _draw_equation(self, column: int, series: str) -> None:
        """Draw coefficients, scale and weights of one equation given the means."""
        deviation = self._deviation()
        x = np.stack(
            [
                self._shifted(deviation, lag)[:, :, _SERIES.index(other)]
                for other, lag in _regressors(series)
            ],
            axis=-1,
        )
        y, observed = deviation[:, 1:, column], self.observed[:, :, column]
        weight = self.weight[:, :, column] * observed / self.scale[series][:, None] ** 2
        scaled = x * weight[..., None]
        mean, sd = self.coefficient[series].T
        precision = np.swapaxes(scaled, 1, 2) @ x + np.diag(sd**-2)
        shift = np.einsum("ctj,ct->cj", scaled, y) + mean * sd**-2
        self.beta[series] = draw_gaussian(self.generator, precision, shift)
        shock = y - np.einsum("ctj,cj->ct", x, self.beta[series])

        def log_density(log_scale: np.ndarray) -> np.ndarray:
            scale = np.exp(log_scale)
            density = (observed * log_student_t(shock, scale[:, None], self.degrees)).sum(axis=1)
            return density + log_prior(self.scale_prior[series], scale) + log_scale

        self.scale[series] = np.exp(
            slice_sample(np.log(self.scale[series]), log_density, self.generator, width=0.5)
        )
        self.weight[:, :, column] = draw_mixture_weights(
            self.generator, shock / self.scale[series][:, None], observed, self.degrees
        )


def _regressors(series: str) -> tuple[tuple[str, int], ...]:
    """Return series and lag of each regressor, in the order of ``_EQUATIONS``."""
    return {
        "coal": (("coal", 1),),
        "national": (("national", 1), ("coal", 0), ("coal", 1)),
        "provincial": (("provincial", 1), ("coal", 0), ("coal", 1), ("national", 0)),
    }[series]
