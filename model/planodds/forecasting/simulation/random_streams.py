"""Named random streams: each stream has its own seed and can be regenerated on its own.

The stream of a unit depends on the unit's code and not on its position. Scenarios therefore share
all shocks (common random numbers), adding or moving a unit changes no other unit, and the shocks
of one unit can be regenerated without drawing those of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

# Names and numbers enter the seeds: changing one changes every draw of that stream.
_STREAMS = {
    "common": 1,
    "prefecture": 2,
    "industry": 3,
    "census": 4,
    "revenue_year": 5,
    "unit": 6,
    "unit_revenue": 7,
    "gap": 8,
    "scenario": 9,
    "resample": 10,
    "states": 11,
    "indicator": 13,
    "sections": 14,
    "deflator": 15,
    "revision": 16,
    "volatility": 17,
}


def make_generator(seed: int, stream: str, key: str = "") -> np.random.Generator:
    """Return the random generator of a named stream.

    Parameters
    ----------
    seed : int
    stream : str
        A name of ``_STREAMS``.
    key : str, optional
        Distinguishes generators within a stream, such as the code of a unit.

    Returns
    -------
    numpy.random.Generator
        The same seed, stream and key always produce the same draws.
    """
    spawn = (_STREAMS[stream], *key.encode("utf-8"))
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=spawn)))


def draw_mixture_scale(
    generator: np.random.Generator, shape: tuple[int, ...], degrees: float
) -> np.ndarray:
    """Draw square roots of the mixture weights of a Student-t distribution.

    Parameters
    ----------
    generator : numpy.random.Generator
    shape : tuple of int
    degrees : float
        Degrees of freedom nu.

    Returns
    -------
    ndarray of float32, shape ``shape``
        ``sqrt(w)``, dimensionless.

    Notes
    -----
    Scale mixture of normals: with ``w ~ Gamma(nu/2, rate nu/2)`` and z standard normal,
    ``z / sqrt(w)`` is Student-t with nu degrees of freedom. For nu = 4 the weight is the mean of
    two standard exponentials, which is faster to draw.
    """
    if degrees == 4:
        weight = generator.standard_exponential(shape, dtype=np.float32)
        weight += generator.standard_exponential(shape, dtype=np.float32)
        weight *= np.float32(0.5)
    else:
        weight = generator.standard_gamma(degrees / 2, shape).astype(np.float32)
        weight /= np.float32(degrees / 2)
    return np.sqrt(weight, out=weight)


def draw_common(
    seed: int, *, series: int, moving: int, years: int, paths: int, degrees: float
) -> dict[str, np.ndarray]:
    """Draw the standardised shocks of the common block.

    Parameters
    ----------
    seed : int
    series, moving : int
        Numbers of series and of moving means.
    years, paths : int
    degrees : float
        Degrees of freedom of the shocks of the series.

    Returns
    -------
    dict
        ``z``, shape (series + moving, year, draw): one shock of each series, one innovation of
        each moving mean; ``root``, shape (series, year, draw): square roots of the mixture weights
        of the series.
    """
    generator = make_generator(seed, "common")
    z = generator.standard_normal((series + moving, years, paths))
    root = draw_mixture_scale(generator, (series, years, paths), degrees)
    return {"z": z, "root": root.astype(float)}


def draw_normal(seed: int, stream: str, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """Draw standard normals of one stream.

    Parameters
    ----------
    seed : int
    stream : str
        A name of ``_STREAMS``.
    key : str
        Distinguishes generators within a stream, such as the code of a unit.
    shape : tuple of int

    Returns
    -------
    ndarray of float32, shape ``shape``
    """
    return make_generator(seed, stream, key).standard_normal(shape, dtype=np.float32)


def draw_unit(
    seed: int, code: str, *, years: int, censuses: int, paths: int, degrees: float
) -> Mapping[str, np.ndarray]:
    """Draw the standardised shocks of one unit's GDP.

    Parameters
    ----------
    seed : int
    code : str
        Code of the unit.
    years, censuses, paths : int
        Forecast years, coming benchmark years and draws.
    degrees : float
        Degrees of freedom of the growth shock and of the census step.

    Returns
    -------
    mapping of str to ndarray of float32
        ``slow``, ``shock``, ``root``, shape (year, draw); ``step``, ``step_root``, shape
        (census, draw).
    """
    generator = make_generator(seed, "unit", code)
    shape = (years, paths)
    return {
        "slow": generator.standard_normal(shape, dtype=np.float32),
        "shock": generator.standard_normal(shape, dtype=np.float32),
        "root": draw_mixture_scale(generator, shape, degrees),
        "step": generator.standard_normal((censuses, paths), dtype=np.float32),
        "step_root": draw_mixture_scale(generator, (censuses, paths), degrees),
    }


def draw_unit_revenue(
    seed: int, code: str, *, years: int, paths: int, degrees: float
) -> Mapping[str, np.ndarray]:
    """Draw the standardised shocks of one unit's revenue.

    Parameters
    ----------
    seed : int
    code : str
        Code of the unit.
    years, paths : int
    degrees : float
        Degrees of freedom.

    Returns
    -------
    mapping of str to ndarray of float32
        ``shock`` and ``root``, shape (year, draw).
    """
    generator = make_generator(seed, "unit_revenue", code)
    return {
        "shock": generator.standard_normal((years, paths), dtype=np.float32),
        "root": draw_mixture_scale(generator, (years, paths), degrees),
    }
