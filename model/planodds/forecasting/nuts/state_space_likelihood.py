"""Log likelihood of a county's growth with its slow states integrated out, and its gradient.

    x_t = alpha + a_t + e_t,   alpha ~ N(0, drift^2),   a stationary AR(1),   e_t ~ N(0, noise_t)

One compiled forward pass (Kalman filter) and one backward pass (its adjoint) compute the density
and all its derivatives: a scan over years takes longer to compile than to run
(docs/decisions/0006).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numba
import numpy as np
import pytensor.tensor as pt
from pytensor.gradient import DisconnectedType, disconnected_type
from pytensor.graph.basic import Apply
from pytensor.graph.op import Op
from pytensor.link.numba.dispatch.basic import register_funcify_default_op_cache_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytensor.graph.basic import Variable
    from pytensor.tensor.variable import TensorVariable

    CompiledPass = Callable[..., tuple[np.ndarray, ...]]

# Part of the key of the compiled cache: raise it whenever the functions below change.
_CACHE_VERSION = 2


def log_likelihood_slow(
    residual: TensorVariable,
    noise: TensorVariable,
    mask: TensorVariable,
    drift: TensorVariable,
    slow: TensorVariable,
    persistence: TensorVariable,
) -> Variable:
    """Return the log likelihood of residuals with drift and slow deviation integrated out.

    Parameters
    ----------
    residual, noise, mask : TensorVariable, shape (unit, year)
        Log points; variances, log points squared; one where observed.
    drift, slow, persistence : TensorVariable
        Scalars: sd of the drift, sd and persistence of the slow deviation.

    Returns
    -------
    Variable
        Scalar, the sum over units and years without the constant ``-n/2 log 2 pi``.

    Notes
    -----
    Per unit ``x_t = alpha + a_t + e_t`` with ``alpha ~ N(0, drift^2)``, ``a`` a stationary AR(1)
    with sd ``slow`` and ``e_t ~ N(0, noise_t)``; masked years are skipped. The density is the
    product of the Kalman filter's predictive densities ``N(x_t; m_t, v_t)``.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> density = log_likelihood_slow(0.3 * one, 0.04 * one, one, 0.0, 0.3, 0.5)
    >>> round(float(density.eval()), 4)
    0.674
    """
    inputs = (residual, noise, mask, drift, slow, persistence)
    outputs = (
        SlowStateLogLikelihood()
        .make_node(*(pt.as_tensor(value, dtype="float64") for value in inputs))
        .outputs
    )
    return outputs[0]


class SlowStateLogLikelihood(Op):
    """Log likelihood and its derivatives by residual, noise, drift, slow and persistence."""

    __props__ = ()

    def make_node(self, *inputs: Variable) -> Apply:
        """Build the node: the density, then its derivative by each input but the mask."""
        residual, noise, _, *scalars = inputs
        return Apply(
            self,
            list(inputs),
            [pt.dscalar(), residual.type(), noise.type(), *(value.type() for value in scalars)],
        )

    def perform(
        self,
        node: Apply,
        inputs: Sequence[np.ndarray],
        output_storage: list[list[np.ndarray | None]],
    ) -> None:
        """Run the compiled pass outside the Numba backend.

        Parameters
        ----------
        node : Apply
        inputs : sequence of ndarray
            Residual, noise, mask, drift, slow, persistence, as for ``log_likelihood_slow``.
        output_storage : list of list
            One cell per output; each receives its value in place.
        """
        results = _compiled_pass()(*(np.asarray(value) for value in inputs))
        for storage, result in zip(output_storage, results, strict=True):
            storage[0] = result

    def pullback(
        self,
        inputs: Sequence[Variable],
        outputs: Sequence[Variable],
        cotangents: Sequence[Variable],
    ) -> list[Variable]:
        """Multiply by the derivatives among the outputs, which have no derivatives themselves.

        Parameters
        ----------
        inputs, outputs : sequence of Variable
            Of a node from ``make_node``.
        cotangents : sequence of Variable
            Derivative of the cost by each output; only that by the density may be connected.

        Returns
        -------
        list of Variable
            Derivative of the cost by each input; disconnected for the mask.

        Raises
        ------
        NotImplementedError
            A second derivative is requested.
        """
        if any(not isinstance(g.type, DisconnectedType) for g in cotangents[1:]):
            raise NotImplementedError("second derivatives of the slow-state likelihood")
        factor = pt.as_tensor_variable(cotangents[0])
        first, second, *scalars = (factor * output for output in outputs[1:])
        return [first, second, disconnected_type(), *scalars]

    def connection_pattern(self, node: Apply) -> list[list[bool]]:
        """Return which outputs depend on which inputs; none depends smoothly on the mask.

        Parameters
        ----------
        node : Apply

        Returns
        -------
        list of list of bool
            By input, then by output.
        """
        return [[index != 2] * len(node.outputs) for index in range(len(node.inputs))]

    def infer_shape(
        self, node: Apply, shapes: Sequence[tuple[Variable, ...]]
    ) -> list[tuple[Variable, ...]]:
        """Return the output shapes: derivatives have the shape of their input.

        Parameters
        ----------
        node : Apply
        shapes : sequence of tuple of Variable
            Shape of each input.

        Returns
        -------
        list of tuple of Variable
            Shape of each output, empty for scalars.
        """
        return [(), shapes[0], shapes[1], (), (), ()]


def _forward(
    x: np.ndarray,
    noise: np.ndarray,
    observed: np.ndarray,
    drift: float,
    slow: float,
    persistence: float,
    trace: np.ndarray,
) -> float:
    """Filter one unit; store what the backward pass needs in ``trace`` (year, 7)."""
    mean_d = mean_a = v_da = density = 0.0
    v_d, v_a = drift**2, slow**2
    innovation = slow**2 * (1.0 - persistence**2)
    for t in range(len(x)):
        if observed[t] > 0:
            cov_d, cov_a = v_d + v_da, v_da + v_a
            inverse = 1.0 / (cov_d + cov_a + noise[t])
            error = x[t] - mean_d - mean_a
            density += 0.5 * (np.log(inverse) - error**2 * inverse)
            mean_d += cov_d * error * inverse
            mean_a += cov_a * error * inverse
            v_d -= cov_d**2 * inverse
            v_da -= cov_d * cov_a * inverse
            v_a -= cov_a**2 * inverse
            trace[t, 0], trace[t, 1], trace[t, 2], trace[t, 3] = cov_d, cov_a, inverse, error
        trace[t, 4], trace[t, 5], trace[t, 6] = mean_a, v_da, v_a
        mean_a *= persistence
        v_da *= persistence
        v_a = persistence**2 * v_a + innovation
    return density


def _backward(
    observed: np.ndarray,
    drift: float,
    slow: float,
    persistence: float,
    trace: np.ndarray,
    by_x: np.ndarray,
    by_noise: np.ndarray,
) -> tuple[float, float, float]:
    """Run the adjoint of ``_forward``: fill ``by_x`` and ``by_noise``, return scalar derivatives.

    Here ``mean_d`` and the others are derivatives of the density by the state of that name.
    """
    mean_d = mean_a = v_d = v_da = v_a = by_persistence = by_variance = 0.0
    for t in range(len(observed) - 1, -1, -1):
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
        if observed[t] > 0:
            cov_d, cov_a, inverse, error = trace[t, 0], trace[t, 1], trace[t, 2], trace[t, 3]
            pull = (mean_d * cov_d + mean_a * cov_a) * inverse
            shrink = (v_d * cov_d**2 + v_da * cov_d * cov_a + v_a * cov_a**2) * inverse**2
            by_x[t] = pull - error * inverse
            by_noise[t] = shrink + (0.5 * (error**2 * inverse - 1.0) - pull * error) * inverse
            by_d = (mean_d * error - 2.0 * v_d * cov_d - v_da * cov_a) * inverse + by_noise[t]
            by_a = (mean_a * error - v_da * cov_d - 2.0 * v_a * cov_a) * inverse + by_noise[t]
            mean_d -= by_x[t]
            mean_a -= by_x[t]
            v_d += by_d
            v_da += by_d + by_a
            v_a += by_a
    return 2.0 * drift * v_d, 2.0 * slow * (v_a + by_variance), by_persistence


@register_funcify_default_op_cache_key(SlowStateLogLikelihood)
def _funcify(
    op: SlowStateLogLikelihood, node: Apply | None = None, **kwargs: object
) -> tuple[CompiledPass, int]:
    """Return the compiled pass and the cache version to PyTensor's Numba backend."""
    return _build_pass(), _CACHE_VERSION


def _build_pass() -> CompiledPass:
    """Compile the forward and backward pass over all units."""
    forward, backward = numba.njit(_forward), numba.njit(_backward)

    @numba.njit
    def run(
        residual: np.ndarray,
        noise: np.ndarray,
        mask: np.ndarray,
        drift: np.ndarray,
        slow: np.ndarray,
        persistence: np.ndarray,
    ) -> tuple[np.ndarray, ...]:
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


@cache
def _compiled_pass() -> CompiledPass:
    """Return the compiled pass, built once per process."""
    return _build_pass()
