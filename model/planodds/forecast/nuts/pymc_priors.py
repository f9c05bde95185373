"""Small pieces that the PyMC graphs of the three blocks share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

if TYPE_CHECKING:
    from planodds.inputs.priors import Prior, Priors


def prior_variable(priors: Priors, name: str, **kwargs: Any) -> Any:
    """Declare the random variable of a prior, named without its block.

    Parameters
    ----------
    priors : Priors
        Declared priors.
    name : str
        ``block.parameter``; the variable is called ``parameter``.
    **kwargs
        Passed on: ``shape`` and the like.

    Returns
    -------
    TensorVariable or float
        A float where the prior is fixed.
    """
    prior = priors[name]
    label = name.split(".")[1]
    p = prior.parameters
    match prior.dist:
        case "fixed":
            return p["value"]
        case "normal":
            return pm.Normal(label, p["mean"], p["sd"], **kwargs)
        case "half_normal":
            return pm.HalfNormal(label, p["sd"], **kwargs)
        case "beta":
            return pm.Beta(label, p["a"], p["b"], **kwargs)
        case "log_normal":
            return pm.LogNormal(label, np.log(p["median"]), p["log_sd"], **kwargs)
    return pm.TruncatedNormal(
        label, p["mean"], p["sd"], lower=p["lower"], upper=p["upper"], **kwargs
    )


def half_normal_via_abs(priors: Priors, name: str) -> Any:
    """Declare a half-normal scale as the modulus of a normal.

    Where the likelihood depends on the square of the scale and zero is plausible, the usual
    logarithm puts a long valley at zero (tail ESS 144); the modulus is smooth there (1 500).
    The sign of ``<name>_signed`` has no meaning and is left out of the gate.
    """
    label = name.split(".")[1]
    signed = pm.Normal(f"{label}_signed", 0.0, priors[name].sd)
    return pm.Deterministic(label, pt.abs(signed))


def use_prior_center_unless(learn: Any, free: Any, prior: Prior) -> Any:
    """Use the sampled value where the sample can teach it, else the prior's centre."""
    return learn * free + (1.0 - learn) * prior.center


def ar1_cholesky(persistence: Any, length: int) -> Any:
    """Cholesky factor of a stationary unit-variance AR(1), shape (length, length).

    Row t is the loading of x_t on independent standard normals,
    ``L[t, 0] = rho^t`` and ``L[t, s] = rho^(t-s) sqrt(1 - rho^2)`` for s = 1..t.
    """
    t = np.arange(length)
    lag = np.maximum(t[:, None] - t[None, :], 0)
    lower = np.tril(np.ones((length, length)))
    first = np.zeros((length, length))
    first[:, 0] = 1.0
    scale = first + (1.0 - first) * pt.sqrt(1.0 - persistence**2)
    return lower * persistence**lag * scale


def add_masked_t(
    name: str, observed: Any, location: Any, scale: Any, *, degrees: float, mask: Any
) -> None:
    """Add the Student-t log density of the cells whose mask is one; the others do not exist."""
    density = pm.logp(pm.StudentT.dist(nu=degrees, mu=location, sigma=scale), observed)
    pm.Potential(name, pt.sum(mask * density))
