"""Log density of a county's growth with its slow parts integrated out, and its gradient.

    x_t = alpha + a_t + e_t,   alpha ~ N(0, drift^2),   a stationary AR(1),   e_t ~ N(0, noise_t)

One compiled pass forward (Kalman filter) and one back (its adjoint) give the density and all its
derivatives: a scan over years takes longer to compile than to run (docs/decisions/0006).
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytensor.tensor as pt
from pytensor.gradient import DisconnectedType, disconnected_type
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

# Part of the key of the compiled cache: raise it whenever the functions below change.
_CACHE_VERSION = 1


def log_likelihood_slow(
    residual: Any, noise: Any, mask: Any, drift: Any, slow: Any, persistence: Any
) -> Any:
    """Log density of residuals with drift and slow deviation integrated out.

    Per unit, ``x_t = alpha + a_t + e_t`` with ``alpha ~ N(0, drift^2)``, ``a`` a stationary
    AR(1) with sd ``slow`` and ``e_t ~ N(0, noise_t)``; masked years are skipped. The constant
    ``-n/2 log 2 pi`` is left out.

    Parameters
    ----------
    residual, noise, mask : TensorVariable (unit, year)
        Log points; log points squared; one where observed.
    drift, slow, persistence : TensorVariable
        Scalars.

    Returns
    -------
    TensorVariable
        Scalar sum over units and years.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> density = log_likelihood_slow(0.3 * one, 0.04 * one, one, 0.0, 0.3, 0.5)
    >>> round(float(density.eval()), 4)
    0.674
    """
    inputs = (residual, noise, mask, drift, slow, persistence)
    return SlowStateLogLikelihood()(*(pt.as_tensor(value, dtype="float64") for value in inputs))[0]


class SlowStateLogLikelihood(Op):
    """Density and its derivatives by residual, noise, drift, slow and persistence."""

    __props__ = ()

    def make_node(self, *inputs: Any) -> Apply:
        """Outputs: the density, then a derivative the shape of each input but the mask."""
        residual, noise, _, *scalars = inputs
        return Apply(
            self,
            list(inputs),
            [pt.dscalar(), residual.type(), noise.type(), *(value.type() for value in scalars)],
        )

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        """Run the same compiled pass outside the Numba backend."""
        results = _compiled_pass()(*(np.asarray(value) for value in inputs))
        for storage, result in zip(output_storage, results, strict=True):
            storage[0] = result

    def pullback(self, inputs: list[Any], outputs: list[Any], cotangents: list[Any]) -> list[Any]:
        """Multiply by the derivatives already there; they have no derivatives of their own."""
        if any(not isinstance(g.type, DisconnectedType) for g in cotangents[1:]):
            raise NotImplementedError("second derivatives of the slow density")
        first, second, *scalars = (cotangents[0] * output for output in outputs[1:])
        return [first, second, disconnected_type(), *scalars]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """The mask is data: nothing depends on it smoothly."""
        return [[index != 2] * len(node.outputs) for index in range(len(node.inputs))]

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        """Derivatives have the shape of what they are taken by."""
        return [(), shapes[0], shapes[1], (), (), ()]


def _forward(x, noise, seen, drift, slow, persistence, trace):
    """Filter one unit; ``trace`` (year, 7) keeps what the way back needs."""
    mean_d = mean_a = v_da = density = 0.0
    v_d, v_a = drift**2, slow**2
    fresh = slow**2 * (1.0 - persistence**2)
    for t in range(len(x)):
        if seen[t] > 0:
            lean_d, lean_a = v_d + v_da, v_da + v_a
            inverse = 1.0 / (lean_d + lean_a + noise[t])
            error = x[t] - mean_d - mean_a
            density += 0.5 * (np.log(inverse) - error**2 * inverse)
            mean_d += lean_d * error * inverse
            mean_a += lean_a * error * inverse
            v_d -= lean_d**2 * inverse
            v_da -= lean_d * lean_a * inverse
            v_a -= lean_a**2 * inverse
            trace[t, 0], trace[t, 1], trace[t, 2], trace[t, 3] = lean_d, lean_a, inverse, error
        trace[t, 4], trace[t, 5], trace[t, 6] = mean_a, v_da, v_a
        mean_a *= persistence
        v_da *= persistence
        v_a = persistence**2 * v_a + fresh
    return density


def _backward(seen, drift, slow, persistence, trace, by_x, by_noise):
    """Adjoint of ``_forward``: fills ``by_x`` and ``by_noise``; returns the scalars' derivatives.

    ``mean_d`` and the others now hold the derivative of the density by the state of that name.
    """
    mean_d = mean_a = v_d = v_da = v_a = by_persistence = by_variance = 0.0
    for t in range(len(seen) - 1, -1, -1):
        by_persistence += (
            mean_a * trace[t, 4]
            + v_da * trace[t, 5]
            + 2.0 * persistence * v_a * (trace[t, 6] - slow**2)
        )
        by_variance += v_a * (1.0 - persistence**2)
        mean_a *= persistence
        v_da *= persistence
        v_a *= persistence**2
        by_x[t] = by_noise[t] = 0.0
        if seen[t] > 0:
            lean_d, lean_a, inverse, error = trace[t, 0], trace[t, 1], trace[t, 2], trace[t, 3]
            pull = (mean_d * lean_d + mean_a * lean_a) * inverse
            shrink = (v_d * lean_d**2 + v_da * lean_d * lean_a + v_a * lean_a**2) * inverse**2
            by_x[t] = pull - error * inverse
            by_noise[t] = shrink + (0.5 * (error**2 * inverse - 1.0) - pull * error) * inverse
            by_d = (mean_d * error - 2.0 * v_d * lean_d - v_da * lean_a) * inverse + by_noise[t]
            by_a = (mean_a * error - v_da * lean_d - 2.0 * v_a * lean_a) * inverse + by_noise[t]
            mean_d -= by_x[t]
            mean_a -= by_x[t]
            v_d += by_d
            v_da += by_d + by_a
            v_a += by_a
    return 2.0 * drift * v_d, 2.0 * slow * (v_a + by_variance), by_persistence


@register_funcify_default_op_cache_key(SlowStateLogLikelihood)
def _compile_pass(op: Any, node: Any = None, **kwargs: Any) -> tuple[Any, int]:
    return _build_pass(), _CACHE_VERSION


def _build_pass() -> Any:
    forward, backward = numba.njit(_forward), numba.njit(_backward)

    @numba.njit
    def run(residual, noise, mask, drift, slow, persistence):
        scales = drift.item(), slow.item(), persistence.item()
        trace = np.empty((residual.shape[1], 7))
        by_x, by_noise = np.empty(residual.shape), np.empty(residual.shape)
        density = by_drift = by_slow = by_persistence = 0.0
        for unit in range(len(residual)):
            density += forward(residual[unit], noise[unit], mask[unit], *scales, trace)
            d, s, p = backward(mask[unit], *scales, trace, by_x[unit], by_noise[unit])
            by_drift, by_slow, by_persistence = by_drift + d, by_slow + s, by_persistence + p
        return (
            np.asarray(density),
            by_x,
            by_noise,
            np.asarray(by_drift),
            np.asarray(by_slow),
            np.asarray(by_persistence),
        )

    return run


def _compiled_pass() -> Any:
    if not _PASS:
        _PASS.append(_build_pass())
    return _PASS[0]


_PASS: list[Any] = []
