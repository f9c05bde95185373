"""The compiled filter: its density against dense normals, its adjoint against differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

SCALES = (0.02, 0.03, 0.7)


@pytest.fixture(scope="module")
def case():
    """Three units, five years, gaps of every sort: none, within, at the end."""
    generator = np.random.default_rng(4)
    mask = np.array([[1, 1, 1, 1, 1], [0, 1, 1, 0, 1], [1, 1, 0, 0, 0]], float)
    return (0.05 * generator.standard_normal((3, 5)), generator.gamma(2, 5e-4, (3, 5)), mask)


def _dense(residual, noise, mask, drift, slow, persistence):
    """The same density from one normal per unit, without -n/2 log 2 pi."""
    lag = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
    total = 0.5 * np.log(2 * np.pi) * mask.sum()
    for x, variance, seen in zip(residual, noise, mask.astype(bool), strict=True):
        covariance = drift**2 + slow**2 * persistence**lag + np.diag(variance)
        total += stats.multivariate_normal(cov=covariance[np.ix_(seen, seen)]).logpdf(x[seen])
    return total


def _differences(arguments, place):
    """Central differences of the dense density by one argument, element by element."""
    x = np.asarray(arguments[place], float)
    step = 1e-8 if place == 1 else 1e-6
    out = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        ends = []
        for sign in (1, -1):
            moved = x.copy()
            moved[index] += sign * step
            ends.append(_dense(*arguments[:place], moved, *arguments[place + 1 :]))
        out[index] = (ends[0] - ends[1]) / (2 * step)
    return out


@pytest.mark.parametrize("mode", ["NUMBA", "FAST_COMPILE"])
def test_density_and_adjoint_agree_with_the_dense_normal(case, mode):
    """Differences err by about 1e-9 of the largest derivative; the limit is 1 000 times that."""
    import pytensor
    import pytensor.tensor as pt

    from planodds.forecasting.nuts.state_space_likelihood import log_likelihood_slow

    inputs = [pt.dmatrix(), pt.dmatrix(), pt.dmatrix(), *(pt.dscalar() for _ in range(3))]
    density = log_likelihood_slow(*inputs)
    # A factor that is not one, since the chain rule has to pass it on.
    by = pytensor.grad(3.0 * density, [v for k, v in enumerate(inputs) if k != 2])
    value, *derivatives = pytensor.function(inputs, [density, *by], mode=mode)(*case, *SCALES)
    arguments = (*case, *SCALES)
    assert value == pytest.approx(_dense(*arguments), abs=1e-9)
    for place, got in zip((0, 1, 3, 4, 5), derivatives, strict=True):
        expected = 3.0 * _differences(arguments, place)
        np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-6 * np.abs(expected).max())


def test_second_derivatives_are_refused(case):
    import pytensor
    import pytensor.tensor as pt

    from planodds.forecasting.nuts.state_space_likelihood import log_likelihood_slow

    drift = pt.dscalar()
    density = log_likelihood_slow(*case, drift, *SCALES[1:])
    first = pytensor.grad(density, drift)
    with pytest.raises(NotImplementedError, match="second derivatives"):
        pytensor.grad(first, drift)
