"""Run NUTS on a compiled PyMC graph and summarise its convergence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.forecasting.convergence import convergence_summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    import nutpie

    from planodds.forecasting.types import FitSettings

# Sampled and checked for convergence, but not needed by the simulation.
_AUXILIARY = ("_z", "_steps")
# The sign of a half-normal scale sampled as a normal has no meaning: neither checked nor stored.
SIGNED = "_signed"


def sample_graph(
    compiled: nutpie.CompiledModel, settings: FitSettings
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Run NUTS on a compiled graph.

    Parameters
    ----------
    compiled : nutpie.CompiledModel
    settings : FitSettings

    Returns
    -------
    arrays : dict of str to ndarray, shape (draw, ...)
        Parameters, chain after chain, without auxiliary variables and signed scales.
    row : dict
        As from ``convergence_summary``, over everything sampled, with ``draws`` per chain.

    Notes
    -----
    No-U-turn sampler: Hoffman and Gelman (2014), JMLR 15, 1593-1623; mass matrix by nutpie.
    """
    import nutpie

    tree = nutpie.sample(
        compiled,
        draws=settings.draws,
        tune=settings.tune,
        chains=settings.chains,
        cores=settings.cores,
        seed=settings.seed,
        target_accept=settings.target_accept,
        progress_bar=False,
    )
    posterior = tree["posterior"].to_dataset()
    divergences = int(tree["sample_stats"]["diverging"].sum())
    arrays = {
        str(name): np.asarray(posterior[name])
        for name in posterior.data_vars
        if not str(name).endswith(SIGNED)
    }
    row = convergence_summary(_drop_constant(arrays), divergences=divergences)
    row["draws"] = int(posterior.sizes["draw"])
    stacked = {
        name: x.reshape(-1, *x.shape[2:])
        for name, x in arrays.items()
        if not name.endswith(_AUXILIARY)
    }
    return stacked, row


def _drop_constant(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Drop elements that are constant by construction (the zero start of a walk has no R-hat)."""
    out = {}
    for name, x in arrays.items():
        flat = x.reshape(*x.shape[:2], -1)
        out[name] = flat[:, :, flat.std(axis=(0, 1)) > 0]
    return {name: x for name, x in out.items() if x.size}
