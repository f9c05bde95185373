"""PyMC variables from declared priors, AR(1) Cholesky factor and masked Student-t likelihood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

if TYPE_CHECKING:
    from pytensor.tensor.variable import TensorVariable

    from planodds.inputs.priors import Prior, Priors


def prior_variable(priors: Priors, name: str, **kwargs: Any) -> TensorVariable | float:  # noqa: ANN401
    """Create the random variable of a prior.

    Parameters
    ----------
    priors : Priors
    name : str
        ``block.parameter``; the variable is called ``parameter``.
    **kwargs
        Passed to the PyMC distribution: ``shape`` and the like.

    Returns
    -------
    TensorVariable or float
        A float if the prior is fixed.
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


def half_normal_via_abs(priors: Priors, name: str) -> TensorVariable:
    """Create a half-normal scale as the absolute value of a normal.

    Where the likelihood depends on the square of the scale and zero is plausible, the usual log
    transform has a long flat region near zero (tail ESS 144); the absolute value is smooth there
    (1 500). The sign of ``<name>_signed`` has no meaning and is excluded from the convergence
    criteria.

    Parameters
    ----------
    priors : Priors
    name : str
        ``block.parameter``.

    Returns
    -------
    TensorVariable
    """
    label = name.split(".")[1]
    signed = pm.Normal(f"{label}_signed", 0.0, priors[name].sd)
    return pm.Deterministic(label, pt.abs(signed))


def use_prior_center_unless(
    learn: TensorVariable, free: TensorVariable | float, prior: Prior
) -> TensorVariable:
    """Return the sampled value if the sample identifies it (``learn`` 1), else the prior center.

    Parameters
    ----------
    learn : TensorVariable
        0 or 1.
    free : TensorVariable or float
    prior : Prior

    Returns
    -------
    TensorVariable
    """
    return learn * free + (1.0 - learn) * prior.center


def ar1_cholesky(persistence: TensorVariable, length: int) -> TensorVariable:
    """Return the Cholesky factor of a stationary AR(1) with unit variance.

    Parameters
    ----------
    persistence : TensorVariable
        rho, scalar.
    length : int

    Returns
    -------
    TensorVariable, shape (length, length)

    Notes
    -----
    Row t is the loading of x_t on independent standard normals: ``L[t, 0] = rho^t`` and
    ``L[t, s] = rho^(t-s) sqrt(1 - rho^2)`` for s = 1..t.
    """
    t = np.arange(length)
    lag = np.maximum(t[:, None] - t[None, :], 0)
    lower = np.tril(np.ones((length, length)))
    first = np.zeros((length, length))
    first[:, 0] = 1.0
    scale = first + (1.0 - first) * pt.sqrt(1.0 - persistence**2)
    return lower * persistence**lag * scale


def add_masked_t(
    name: str,
    observed: TensorVariable,
    location: TensorVariable,
    scale: TensorVariable | float,
    *,
    degrees: TensorVariable | float,
    mask: TensorVariable,
) -> None:
    """Add the Student-t log density of the observed cells to the model.

    Parameters
    ----------
    name : str
        Name of the potential.
    observed, location, scale : TensorVariable
    degrees : TensorVariable or float
        Degrees of freedom.
    mask : TensorVariable
        One where observed; other cells contribute nothing.
    """
    density = pm.logp(pm.StudentT.dist(nu=degrees, mu=location, sigma=scale), observed)
    pm.Potential(name, pt.sum(mask * density))
