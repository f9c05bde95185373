"""Shocks by name: every stream has its own seed, so any part can be drawn again alone.

The stream of a unit hangs on its code, not its place: scenarios share all shocks (common random
numbers), a unit added or moved changes no other, and a unit's shocks can be regenerated without
drawing the other 116.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "anchor": 12,
}


def make_generator(seed: int, stream: str, key: str = "") -> np.random.Generator:
    """Generator of one named stream: the same seed, stream and key give the same draws."""
    spawn = (_STREAMS[stream], *key.encode("utf-8"))
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=spawn)))


def draw_mixture_scale(
    generator: np.random.Generator, shape: tuple[int, ...], degrees: float
) -> np.ndarray:
    """Square roots of the mixture weights of a Student-t, float32.

    ``x = z / root`` with z standard normal is Student-t with ``degrees``; for 4 degrees the
    weight is the mean of two exponentials, which is quicker to draw.
    """
    if degrees == 4:
        weight = generator.standard_exponential(shape, dtype=np.float32)
        weight += generator.standard_exponential(shape, dtype=np.float32)
        weight *= np.float32(0.5)
    else:
        weight = generator.standard_gamma(degrees / 2, shape).astype(np.float32)
        weight /= np.float32(degrees / 2)
    return np.sqrt(weight, out=weight)


def draw_common(seed: int, *, years: int, paths: int, degrees: float) -> dict[str, np.ndarray]:
    """Standardised shocks of the common block.

    Returns
    -------
    dict
        ``z`` (5, year, path): coal, national, provincial shock, national and provincial mean;
        ``root`` (3, year, path): roots of the mixture weights of the first three.
    """
    generator = make_generator(seed, "common")
    z = generator.standard_normal((5, years, paths))
    return {"z": z, "root": draw_mixture_scale(generator, (3, years, paths), degrees).astype(float)}


def draw_normal(seed: int, stream: str, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """Standard normals of one stream, float32."""
    return make_generator(seed, stream, key).standard_normal(shape, dtype=np.float32)


def draw_unit(
    seed: int, code: str, *, years: int, censuses: int, paths: int, degrees: float
) -> Mapping[str, np.ndarray]:
    """Standardised shocks of one unit's GDP, float32.

    Returns
    -------
    mapping
        ``slow``, ``shock``, ``root`` (year, path); ``step``, ``step_root`` (census, path).
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
    """Standardised shocks of one unit's revenue: ``shock``, ``root`` (year, path), float32."""
    generator = make_generator(seed, "unit_revenue", code)
    return {
        "shock": generator.standard_normal((years, paths), dtype=np.float32),
        "root": draw_mixture_scale(generator, (years, paths), degrees),
    }
