"""Common block of the Gibbs sampler: growth of the drivers and of the units' aggregate.

A sweep, compiled in ``gibbs.common.sweep``:

    1. processes of the means and their anchors, jointly Gaussian
    2. innovation of each moving process given its steps
    3. per equation: coefficients, a weighted regression given the means; scale of the shocks,
       mixture weights integrated out; mixture weights
    4. innovation of each moving process together with it, the steps in units of the innovation
       held fixed; mixture weights

An innovation is updated twice since either update alone mixes slowly in short samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.common.chain_types import CommonData, CommonState
from planodds.forecasting.gibbs.common.sweep import sweep_chain
from planodds.forecasting.gibbs.compiled_chains import CompiledChains
from planodds.forecasting.gibbs.encoded_priors import LOG_NORMAL, encode_priors, normal_parameters
from planodds.inputs.priors import persistence_prior
from planodds.inputs.study import coefficient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.priors import Prior, Priors
    from planodds.inputs.study import Driver

_START_OF = {"constant": "mean", "moving": "start"}  # part of the name of a mean's prior


class CommonSampler(CompiledChains[CommonState, CommonData]):
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
        self.drivers = tuple(drivers)
        data = [d for panel in panels for d in [_build_data(panel, priors, self.drivers)] * chains]
        state = _initial_states(data, priors, generator, self.drivers)
        super().__init__(state, data, sweep_chain, generator)

    def record(self) -> dict[str, np.ndarray]:
        """Return the state under the names of the common block, the chain as first axis."""
        state, data, out = self.state, self.data[0], {}
        for k, driver in enumerate(self.drivers):
            symbol, moving = driver.symbol, data.moving[k]
            mean = state.process[:, data.contains[k]].sum(axis=1)
            out[f"{symbol}_mean"] = mean if moving else mean[:, 0]
            if moving:
                out[f"{symbol}_start"] = state.process[:, k, 0]
                out[f"{symbol}_anchor"] = state.anchor[:, k]
                out[f"{symbol}_innovation"] = state.innovation[:, k]
        for k, driver in enumerate(self.drivers):
            symbol, first = driver.symbol, data.first_term[k]
            names = [f"{symbol}_persistence"]
            names += [coefficient(other, symbol, lag) for other, lag in driver.regressors]
            out[f"{symbol}_scale"] = state.scale[:, k]
            out |= {name: state.beta[:, first + j] for j, name in enumerate(names)}
        return out


def _initial_states(
    data: Sequence[CommonData],
    priors: Priors,
    generator: np.random.Generator,
    drivers: Sequence[Driver],
) -> CommonState:
    """Return coefficients, scales and innovations drawn from their priors, weights one."""
    chains, (years, series) = len(data), data[0].growth.shape
    terms = len(data[0].terms)
    innovation = np.zeros((chains, series))
    for k in np.flatnonzero(data[0].moving):
        median, log_sd = np.array([d.innovation_prior[k, 1:3] for d in data]).T
        innovation[:, k] = median * np.exp(log_sd * generator.standard_normal(chains))
    center, precision = data[0].coefficient.T
    scale = [priors[f"common.{d.symbol}_scale"].draw(generator, chains) for d in drivers]
    return CommonState(
        process=np.zeros((chains, series, years)),
        anchor=np.zeros((chains, series)),
        innovation=innovation,
        scale=np.stack(scale, axis=1),
        beta=generator.normal(center, precision**-0.5, (chains, terms)),
        weight=np.ones((chains, years - 1, series)),
    )


def _build_data(
    panel: Mapping[str, np.ndarray], priors: Priors, drivers: Sequence[Driver]
) -> CommonData:
    """Return data, structure and priors of the chains of one panel."""
    symbols = [driver.symbol for driver in drivers]
    moving = np.array([driver.mean == "moving" for driver in drivers])
    years, series = panel["growth"].shape
    regressors = [_regressors(driver) for driver in drivers]
    position, anchor_position, first = _positions(moving, years)
    anchor, innovation = np.zeros((series, 2)), np.zeros((series, 5))
    for row, (mean, sd), (log_median, log_sd) in zip(
        np.flatnonzero(moving), panel["anchor"], panel["innovation"], strict=True
    ):
        anchor[row] = mean, sd**-2
        innovation[row, :3] = LOG_NORMAL, np.exp(log_median), log_sd
    mask = np.array(panel["mask"], float, order="C")
    starts = [priors[f"common.{d.symbol}_{_START_OF[d.mean]}"] for d in drivers]
    return CommonData(
        growth=np.array(panel["growth"], float, order="C"),
        observed=mask[1:] * mask[:-1],
        terms=np.array([(symbols.index(s), lag) for terms in regressors for s, lag in terms]),
        first_term=np.cumsum([0, *map(len, regressors)]),
        contains=_contained_processes(drivers),
        moving=moving,
        position=position,
        anchor_position=anchor_position,
        first=first,
        start=np.array([_mean_and_precision(prior) for prior in starts]),
        anchor=anchor,
        innovation_prior=innovation,
        scale_prior=encode_priors([priors[f"common.{symbol}_scale"] for symbol in symbols]),
        coefficient=np.array(
            [
                _mean_and_precision(prior)
                for driver in drivers
                for prior in _coefficient_priors(driver, priors)
            ]
        ),
        reversion=float(panel["trend_reversion"]),
        degrees=float(panel["degrees"]),
    )


def _positions(moving: np.ndarray, years: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return positions of processes and anchors in their joint vector, and its envelope.

    Moving processes come year after year, then constant ones, then the anchors; a moving process
    is tied to its neighbours in time, a constant one and an anchor to every year.
    """
    series, count = len(moving), int(moving.sum())
    rank = np.cumsum(moving) - 1
    constants = count * years + np.cumsum(~moving) - 1
    position = np.where(
        moving[:, None], np.arange(years) * count + rank[:, None], constants[:, None]
    )
    anchors = count * years + (series - count) + rank
    anchor_position = np.where(moving, anchors, -1)
    tied = np.repeat(np.maximum(np.arange(years) - 1, 0) * count, count)
    return position, anchor_position, np.concatenate([tied, np.zeros(series, np.int64)])


def _contained_processes(drivers: Sequence[Driver]) -> np.ndarray:
    """Return whether the mean of each series contains each process, (series, process)."""
    symbols = [driver.symbol for driver in drivers]
    out = np.eye(len(drivers), dtype=bool)
    for row, driver in enumerate(drivers):
        if driver.relative_to:
            out[row] |= out[symbols.index(driver.relative_to)]
    return out


def _coefficient_priors(driver: Driver, priors: Priors) -> list[Prior]:
    """Return the priors of an equation's coefficients, in the order of its regressors."""
    names = [coefficient(other, driver.symbol, lag) for other, lag in driver.regressors]
    return [persistence_prior(priors, driver.symbol), *(priors[f"common.{n}"] for n in names)]


def _mean_and_precision(prior: Prior) -> tuple[float, float]:
    mean, sd = normal_parameters(prior)
    return mean, sd**-2


def _regressors(driver: Driver) -> tuple[tuple[str, int], ...]:
    """Return symbol and lag of each regressor: the series itself, then earlier drivers."""
    return ((driver.symbol, 1), *driver.regressors)
