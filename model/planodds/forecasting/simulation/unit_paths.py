"""Linear building blocks of one unit's paths: AR(1), shared growth, revenue equation.

Arrays have shape (year, draw), parameters (draw,). The same functions build the baseline paths
and propagate a change of the shocks, so that a scenario is the baseline plus an exact response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping


def run_ar1(
    innovations: np.ndarray,
    persistence: np.ndarray,
    scale: np.ndarray,
    start: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Simulate an AR(1) process.

    Parameters
    ----------
    innovations : ndarray of float, shape (year, ..., draw)
        Standard normals z.
    persistence, scale : ndarray of float, shape (draw,)
        rho and the stationary standard deviation.
    start : ndarray of float or float
        Value before the first year.

    Returns
    -------
    ndarray of float, shape of ``innovations``

    Notes
    -----
    ``a_t = rho a_{t-1} + scale sqrt(1 - rho^2) z_t``
    """
    step = scale * np.sqrt(1.0 - persistence**2)
    out = np.empty(innovations.shape, dtype=np.result_type(innovations, np.float32))
    state = start
    for t in range(len(innovations)):
        state = persistence * state + step * innovations[t]
        out[t] = state
    return out


def shared_growth(
    p: Mapping[str, np.ndarray],
    share: float,
    coal: np.ndarray,
    industry: np.ndarray,
    prefecture: np.ndarray,
) -> np.ndarray:
    """Return the part of a unit's relative growth that it shares with other units.

    Parameters
    ----------
    p : mapping
        ``coal_slope``, shape (draw,).
    share : float
        Secondary share less its mean over units.
    coal, industry, prefecture : ndarray of float, shape (year, draw)
        Coal price growth z, industry-year shock q and prefecture factor p_k, log points.

    Returns
    -------
    ndarray of float, shape (year, draw)
        ``(s_i - mean s) (l1 z_t + q_t) + p_kt``, log points.
    """
    return share * (p["coal_slope"] * coal + industry) + prefecture


def run_revenue(
    p: Mapping[str, np.ndarray],
    *,
    common: np.ndarray,
    relative: np.ndarray,
    coal: np.ndarray,
    share: float,
    year_effect: np.ndarray,
    shock: np.ndarray,
    target: np.ndarray | float,
    start_gdp: np.ndarray | float,
    start_revenue: np.ndarray | float,
    level: float = 1.0,
) -> np.ndarray:
    """Simulate log revenue of one unit, or its change with ``level=0``.

    Parameters
    ----------
    p : mapping of str to ndarray, shape (draw,)
        Parameters of the revenue block.
    common, relative, coal, year_effect, shock : ndarray of float, shape (year, draw)
        Provincial growth g, growth above it x, coal price growth z, policy-year effect, shock u.
    share : float
        Secondary share s less its mean over units.
    target : ndarray of float, shape (draw,), or float
        theta_i, log ratio of revenue to GDP to which the unit reverts.
    start_gdp, start_revenue : ndarray of float, shape (draw,), or float
        Log levels at the information set; zero for a response.
    level : float
        1 for levels, 0 for the response to a change.

    Returns
    -------
    ndarray of float, shape (year, draw)
        Log of 亿元 (1e8 CNY).

    Notes
    -----
    ``r_t = r_{t-1} + level alpha + e_c g_t + e_r x_t + e_z s z_t
    - kappa (r - y - theta)_{t-1} + year_t + u_t`` with log GDP y chained without census steps.
    """
    log_gdp, log_revenue = start_gdp, start_revenue
    out = np.empty(np.broadcast_shapes(common.shape, shock.shape))
    for t in range(len(out)):
        gap = log_revenue - log_gdp - target
        log_revenue = (
            log_revenue
            + level * p["intercept"]
            + p["common_elasticity"] * common[t]
            + p["relative_elasticity"] * relative[t]
            + p["revenue_coal_slope"] * share * coal[t]
            - p["reversion"] * gap
            + year_effect[t]
            + shock[t]
        )
        log_gdp = log_gdp + common[t] + relative[t]
        out[t] = log_revenue
    return out
