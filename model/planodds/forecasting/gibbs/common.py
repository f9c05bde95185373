"""Common block of the Gibbs sampler: growth of the drivers and of the units' aggregate.

All chains of all panels are updated at once.

Given coefficients, scales and mixture weights the constant and the moving means are jointly
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
from planodds.inputs.priors import persistence_prior
from planodds.inputs.study import coefficient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Driver


_START_OF = {"constant": "mean", "moving": "start"}  # part of the name of a mean's prior


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
    drivers : sequence of Driver
        ``study.common``.
    """

    def __init__(
        self,
        panels: Sequence[Mapping[str, np.ndarray]],
        priors: Priors,
        chains: int,
        generator: np.random.Generator,
        drivers: Sequence[Driver],
    ) -> None:
        self.generator, self.drivers = generator, tuple(drivers)
        self.series = tuple(driver.symbol for driver in drivers)
        self.growth = np.repeat([p["growth"] for p in panels], chains, axis=0)
        mask = np.repeat([p["mask"] for p in panels], chains, axis=0)
        self.observed = mask[:, 1:] * mask[:, :-1]
        self.chains, self.years = self.growth.shape[:2]
        self.degrees = priors.value("common.degrees")
        self.innovation = priors.value("common.trend_innovation")
        self.scale_prior = {s: priors[f"common.{s}_scale"] for s in self.series}
        self.coefficient = {
            driver.symbol: np.array(
                [
                    normal_parameters(persistence_prior(priors, driver.symbol)),
                    *(
                        normal_parameters(
                            priors[f"common.{coefficient(other, driver.symbol, lag)}"]
                        )
                        for other, lag in driver.regressors
                    ),
                ]
            )
            for driver in drivers
        }
        self.start = {
            driver.symbol: normal_parameters(
                priors[f"common.{driver.symbol}_{_START_OF[driver.mean]}"]
            )
            for driver in drivers
        }
        # Positions of each mean in their joint vector: one entry, or one a year.
        self.width = {d.symbol: 1 if d.mean == "constant" else self.years for d in drivers}
        ends = np.cumsum(list(self.width.values()))
        self.first = dict(
            zip(self.series, (ends - list(self.width.values())).tolist(), strict=True)
        )
        self.size = int(ends[-1])
        self._mean_precision, self._mean_shift = self._build_mean_prior()
        self.beta = {
            series: generator.normal(p[:, 0], p[:, 1], (self.chains, len(p)))
            for series, p in self.coefficient.items()
        }
        self.scale = {s: p.draw(generator, self.chains) for s, p in self.scale_prior.items()}
        self.weight = np.ones((self.chains, self.years - 1, len(self.series)))

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
        for column, series in enumerate(self.series):
            self._draw_equation(column, series)

    def record(self) -> dict[str, np.ndarray]:
        """Return the state under the names of the common block, the chain as first axis."""
        out = {}
        for driver in self.drivers:
            symbol = driver.symbol
            moving = driver.mean == "moving"
            out[f"{symbol}_mean"] = self.mean[symbol] if moving else self.mean[symbol][:, 0]
            if moving:
                out[f"{symbol}_start"] = self.mean[symbol][:, 0]
        for driver in self.drivers:
            symbol = driver.symbol
            names = [f"{symbol}_persistence"]
            names += [coefficient(other, symbol, lag) for other, lag in driver.regressors]
            out[f"{symbol}_scale"] = self.scale[symbol]
            out |= {name: self.beta[symbol][:, j] for j, name in enumerate(names)}
        return out

    def _build_mean_prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Return prior precision, and precision times mean, of all means."""
        precision = np.zeros((self.size, self.size))
        shift = np.zeros(self.size)
        step = np.diff(np.eye(self.years), axis=0)
        walk = step.T @ step / self.innovation**2
        for driver in self.drivers:
            first, width = self.first[driver.symbol], self.width[driver.symbol]
            if driver.mean == "moving":
                precision[first : first + width, first : first + width] = walk
            mean, sd = self.start[driver.symbol]
            precision[first, first] += sd**-2
            shift[first] = mean * sd**-2
        return precision, shift

    def sweep_means(self) -> None:
        """Draw the constant and the moving means from their joint Gaussian."""
        design, response = self._mean_design()
        noise = np.stack([self.scale[s] for s in self.series], axis=1)[:, None, :]
        weight = self.weight * self.observed / noise**2
        weight = weight.transpose(0, 2, 1).reshape(self.chains, -1)
        scaled = design * weight[:, :, None]
        precision = self._mean_precision + np.swapaxes(scaled, 1, 2) @ design
        shift = self._mean_shift + np.einsum("cri,cr->ci", scaled, response)
        drawn = draw_gaussian(self.generator, precision, shift)
        self.mean = {
            symbol: drawn[:, first : first + self.width[symbol]]
            for symbol, first in self.first.items()
        }

    def _mean_design(self) -> tuple[np.ndarray, np.ndarray]:
        """Return design and response of the regression on the means, series after series.

        The response is growth less the coefficients times growth. The design contains the loadings
        of the means: one on the mean of the series, minus the coefficient on each mean subtracted.
        """
        steps, count = self.years - 1, len(self.series)
        design = np.zeros((self.chains, count, steps, self.size))
        response = self.growth[:, 1:].transpose(0, 2, 1).copy()
        t = np.arange(steps)
        for row, driver in enumerate(self.drivers):
            design[:, row, t, self._position(driver.symbol, 0)] += 1.0
            for j, (other, lag) in enumerate(_regressors(driver)):
                beta = self.beta[driver.symbol][:, j, None]
                column = self.series.index(other)
                response[:, row] -= beta * self._shifted(self.growth, lag)[:, :, column]
                design[:, row, t, self._position(other, lag)] -= beta
        return (
            design.reshape(self.chains, count * steps, -1),
            response.reshape(self.chains, count * steps),
        )

    def _position(self, symbol: str, lag: int) -> np.ndarray:
        """Return the position of the mean of each year but the first, or of the year before."""
        first = self.first[symbol]
        steps = self.years - 1
        if self.width[symbol] == 1:
            return np.full(steps, first)
        return first + np.arange(steps) + (0 if lag else 1)

    def _deviation(self) -> np.ndarray:
        """Return growth less its mean, (chain, year, series)."""
        shape = (self.chains, self.years)
        return self.growth - np.stack(
            [np.broadcast_to(self.mean[symbol], shape) for symbol in self.series], -1
        )

    @staticmethod
    def _shifted(array: np.ndarray, lag: int) -> np.ndarray:
        """Return values of the same year, or of the year before if ``lag`` is 1."""
        return array[:, :-1] if lag else array[:, 1:]

    def _draw_equation(self, column: int, series: str) -> None:
        """Draw coefficients, scale and weights of one equation given the means."""
        deviation = self._deviation()
        x = np.stack(
            [
                self._shifted(deviation, lag)[:, :, self.series.index(other)]
                for other, lag in _regressors(self.drivers[column])
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


def _regressors(driver: Driver) -> tuple[tuple[str, int], ...]:
    """Return symbol and lag of each regressor: the series itself, then earlier drivers."""
    return ((driver.symbol, 1), *driver.regressors)
