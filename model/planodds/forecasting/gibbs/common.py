"""Common block of the Gibbs sampler: growth of the drivers and of the units' aggregate.

All chains of all panels are updated at once.

Given coefficients, scales, innovations and mixture weights the constant means, the moving means and
their anchors are jointly Gaussian and drawn together; given the means each equation is a weighted
regression. Scales are updated with the weights of the Student-t mixture integrated out. An
innovation is updated twice: given the moving mean, and together with it, the steps in units of the
innovation held fixed, since either alone mixes slowly in short samples.
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
    from collections.abc import Callable, Mapping, Sequence

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
        self.degrees = float(panels[0]["degrees"])
        self.reversion = float(panels[0]["trend_reversion"])
        self.moving = tuple(d.symbol for d in drivers if d.mean == "moving")
        anchor = np.repeat([p["anchor"] for p in panels], chains, axis=0)
        innovation = np.repeat([p["innovation"] for p in panels], chains, axis=0)
        self.anchor_prior = {s: anchor[:, k] for k, s in enumerate(self.moving)}
        self.innovation_prior = {s: innovation[:, k] for k, s in enumerate(self.moving)}
        self.processes = _processes(drivers)
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
        # Positions of each mean in their joint vector: one entry, or one a year and the anchor.
        self.width = {d.symbol: 1 if d.mean == "constant" else self.years + 1 for d in drivers}
        ends = np.cumsum(list(self.width.values()))
        self.first = dict(
            zip(self.series, (ends - list(self.width.values())).tolist(), strict=True)
        )
        self.size = int(ends[-1])
        self._mean_precision, self._mean_shift = self._build_mean_prior()
        self._step_precision = _step_precision(self.years, self.reversion)
        self.innovation = {
            s: np.exp(p[:, 0] + p[:, 1] * generator.standard_normal(self.chains))
            for s, p in self.innovation_prior.items()
        }
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
        self.sweep_innovations()
        self.sweep_equations()
        self.sweep_rescaled_means()

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
            mean = self._mean_of(symbol)
            out[f"{symbol}_mean"] = mean if moving else mean[:, 0]
            if moving:
                out[f"{symbol}_start"] = self.mean[symbol][:, 0]
                out[f"{symbol}_anchor"] = self.anchor[symbol]
                out[f"{symbol}_innovation"] = self.innovation[symbol]
        for driver in self.drivers:
            symbol = driver.symbol
            names = [f"{symbol}_persistence"]
            names += [coefficient(other, symbol, lag) for other, lag in driver.regressors]
            out[f"{symbol}_scale"] = self.scale[symbol]
            out |= {name: self.beta[symbol][:, j] for j, name in enumerate(names)}
        return out

    def _build_mean_prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Return precision, and precision times mean, of the priors of starts and anchors."""
        precision = np.zeros((self.chains, self.size, self.size))
        shift = np.zeros((self.chains, self.size))
        for driver in self.drivers:
            first = self.first[driver.symbol]
            mean, sd = self.start[driver.symbol]
            precision[:, first, first] = sd**-2
            shift[:, first] = mean * sd**-2
            if driver.mean == "moving":
                last = first + self.years
                anchor, sd_anchor = self.anchor_prior[driver.symbol].T
                precision[:, last, last] = sd_anchor**-2
                shift[:, last] = anchor * sd_anchor**-2
        return precision, shift

    def sweep_means(self) -> None:
        """Draw constant means, moving means and anchors from their joint Gaussian."""
        design, response = self._mean_design()
        noise = np.stack([self.scale[s] for s in self.series], axis=1)[:, None, :]
        weight = self.weight * self.observed / noise**2
        weight = weight.transpose(0, 2, 1).reshape(self.chains, -1)
        scaled = design * weight[:, :, None]
        precision = self._mean_precision + np.swapaxes(scaled, 1, 2) @ design
        for symbol in self.moving:
            part = slice(self.first[symbol], self.first[symbol] + self.width[symbol])
            precision[:, part, part] += (
                self._step_precision / self.innovation[symbol][:, None, None] ** 2
            )
        shift = self._mean_shift + np.einsum("cri,cr->ci", scaled, response)
        drawn = draw_gaussian(self.generator, precision, shift)
        self.mean, self.anchor = {}, {}
        for symbol, first in self.first.items():
            length = self.years if symbol in self.moving else 1
            self.mean[symbol] = drawn[:, first : first + length]
            if symbol in self.moving:
                self.anchor[symbol] = drawn[:, first + self.years]

    def sweep_innovations(self) -> None:
        """Draw the innovation of each moving mean given its steps."""
        for symbol in self.moving:
            total = (self._steps(symbol) ** 2).sum(axis=1)
            center, spread = self.innovation_prior[symbol].T

            def log_density(
                log_scale: np.ndarray,
                total: np.ndarray = total,
                center: np.ndarray = center,
                spread: np.ndarray = spread,
            ) -> np.ndarray:
                fit = -(self.years - 1) * log_scale - 0.5 * total * np.exp(-2.0 * log_scale)
                return fit - 0.5 * ((log_scale - center) / spread) ** 2

            start = np.log(self.innovation[symbol])
            self.innovation[symbol] = np.exp(
                slice_sample(start, log_density, self.generator, width=0.5)
            )

    def sweep_rescaled_means(self) -> None:
        """Draw each innovation with its standardised steps fixed, then all mixture weights."""
        for symbol in self.moving:
            old, before = self.innovation[symbol], self.mean[symbol]
            ahead = before - self._decay(symbol)
            center, spread = self.innovation_prior[symbol].T

            def rescaled(
                log_scale: np.ndarray,
                old: np.ndarray = old,
                before: np.ndarray = before,
                ahead: np.ndarray = ahead,
            ) -> np.ndarray:
                return before + (np.exp(log_scale) / old - 1.0)[:, None] * ahead

            def log_density(
                log_scale: np.ndarray,
                symbol: str = symbol,
                center: np.ndarray = center,
                spread: np.ndarray = spread,
                rescaled: Callable[[np.ndarray], np.ndarray] = rescaled,
            ) -> np.ndarray:
                self.mean[symbol] = rescaled(log_scale)
                return self._log_likelihood() - 0.5 * ((log_scale - center) / spread) ** 2

            drawn = slice_sample(np.log(old), log_density, self.generator, width=0.5)
            self.mean[symbol], self.innovation[symbol] = rescaled(drawn), np.exp(drawn)
        shocks = self._shocks()
        for column, series in enumerate(self.series):
            self.weight[:, :, column] = draw_mixture_weights(
                self.generator,
                shocks[:, :, column] / self.scale[series][:, None],
                self.observed[:, :, column],
                self.degrees,
            )

    def _decay(self, symbol: str) -> np.ndarray:
        """Return the path of a moving mean without steps, from its start to its anchor."""
        anchor = self.anchor[symbol][:, None]
        decay = self.reversion ** np.arange(self.years)
        return anchor + decay * (self.mean[symbol][:, :1] - anchor)

    def _steps(self, symbol: str) -> np.ndarray:
        """Return the steps of a moving mean, (chain, year - 1)."""
        away = self.mean[symbol] - self.anchor[symbol][:, None]
        return away[:, 1:] - self.reversion * away[:, :-1]

    def _shocks(self) -> np.ndarray:
        """Return the shocks of all equations, (chain, year - 1, series)."""
        deviation = self._deviation()
        out = deviation[:, 1:].copy()
        for column, driver in enumerate(self.drivers):
            for j, (other, lag) in enumerate(_regressors(driver)):
                beta = self.beta[driver.symbol][:, j, None]
                source = self._shifted(deviation, lag)[:, :, self.series.index(other)]
                out[:, :, column] -= beta * source
        return out

    def _log_likelihood(self) -> np.ndarray:
        """Return the log likelihood with the mixture weights integrated out, (chain,)."""
        scale = np.stack([self.scale[s] for s in self.series], axis=1)[:, None, :]
        density = log_student_t(self._shocks(), scale, self.degrees)
        total: np.ndarray = (self.observed * density).sum(axis=(1, 2))
        return total

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
            for process in self.processes[driver.symbol]:
                design[:, row, t, self._position(process, 0)] += 1.0
            for j, (other, lag) in enumerate(_regressors(driver)):
                beta = self.beta[driver.symbol][:, j, None]
                column = self.series.index(other)
                response[:, row] -= beta * self._shifted(self.growth, lag)[:, :, column]
                for process in self.processes[other]:
                    design[:, row, t, self._position(process, lag)] -= beta
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
            [np.broadcast_to(self._mean_of(symbol), shape) for symbol in self.series], -1
        )

    def _mean_of(self, symbol: str) -> np.ndarray:
        """Return the mean of a series: the sum of its processes."""
        first, *others = (self.mean[process] for process in self.processes[symbol])
        return sum(others, first)

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


def _processes(drivers: Sequence[Driver]) -> dict[str, tuple[str, ...]]:
    """Return, for each series, the processes whose sum is its mean."""
    out: dict[str, tuple[str, ...]] = {}
    for driver in drivers:
        base = out[driver.relative_to] if driver.relative_to else ()
        out[driver.symbol] = (*base, driver.symbol)
    return out


def _step_precision(years: int, reversion: float) -> np.ndarray:
    """Return the precision of a moving mean and its anchor for steps of variance one."""
    steps = np.zeros((years - 1, years + 1))
    t = np.arange(years - 1)
    steps[t, t + 1], steps[t, t], steps[:, years] = 1.0, -reversion, reversion - 1.0
    return steps.T @ steps


def _regressors(driver: Driver) -> tuple[tuple[str, int], ...]:
    """Return symbol and lag of each regressor: the series itself, then earlier drivers."""
    return ((driver.symbol, 1), *driver.regressors)
