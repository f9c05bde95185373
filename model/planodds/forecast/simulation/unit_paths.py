"""What one unit's growth is made of: loadings on shared and own shocks, all linear.

Arrays are (year, path); parameters (path,). The same functions build paths and carry a change
of the shocks through to every unit, so that a scenario is the baseline plus exact responses.
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
    """AR(1) with stationary sd ``scale`` from ``start``, (year, path).

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
    """Relative growth of a unit that it shares with others.

    ``(s_i - mean s) (l1 z_t + q_t) + p_kt``, log points, (year, path).
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
    """Log revenue of one unit, or with ``level=0`` its change, (year, path).

    ``dr_t = level alpha + e_c g_t + e_r x_t + e_z s z_t - kappa (r - y - theta)_{t-1}
    + year_t + u_t`` with y chained without census steps.

    Parameters
    ----------
    common, relative, coal, year_effect, shock : ndarray (year, path)
        Provincial growth, growth above it, coal price growth, policy year, own shock.
    target, start_gdp, start_revenue : ndarray (path,) or float
        theta_i; log levels at the information set; zero for a response.
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
