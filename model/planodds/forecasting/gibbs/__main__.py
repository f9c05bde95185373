"""Compile the loops of the Gibbs sampler, so that the first fit does not have to.

Run as ``python -m planodds.forecasting.gibbs``, as the installation does. The compiled code is
stored beside the sources, or in the user's cache where they cannot be written.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    sample_common,
    sample_county,
    sample_revenue,
)
from planodds.inputs import DATA_DIR, load_priors
from planodds.inputs.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Study

_UNITS, _YEARS = 12, 4
_SETTINGS = GibbsSettings(draws=1, tune=1, chains=2)


def _compile_common_and_revenue() -> None:
    priors, study, generator = _given()
    series = len(study.common)
    moving = [driver for driver in study.common if driver.mean == "moving"]
    common = {
        "growth": generator.normal(0.05, 0.02, (_YEARS, series)),
        "mask": np.ones((_YEARS, series)),
        "trend_reversion": np.array(0.95),
        "degrees": np.array(4.0),
        "anchor": np.tile([0.05, 0.02], (len(moving), 1)),
        "innovation": np.tile([np.log(0.01), 0.5], (len(moving), 1)),
    }
    sample_common([common], priors, settings=_SETTINGS, generator=generator, drivers=study.common)
    cells = generator.normal(0.0, 0.05, (4, _UNITS, _YEARS))
    revenue = dict(zip(("growth", "relative", "growth_scale", "ratio"), cells, strict=True))
    revenue |= {
        "mask": np.ones((_UNITS, _YEARS)),
        "common": np.full(_YEARS, 0.05),
        "coal": generator.normal(0.0, 0.3, _YEARS),
        "share": generator.normal(0.0, 0.2, _UNITS),
        "center": np.array(-2.5),
    }
    sample_revenue([revenue], priors, settings=_SETTINGS, generator=generator)


def _compile_county() -> None:
    priors, _, generator = _given()
    county = {
        "excess": generator.normal(0.0, 0.05, (_UNITS, _YEARS)),
        "mask": np.ones((_UNITS, _YEARS)),
        "coal": generator.normal(0.0, 0.3, _YEARS),
        "share": generator.normal(0.0, 0.2, _UNITS),
        "benchmark": np.eye(_YEARS)[-1],
        "prefecture": np.arange(_UNITS) % 3,
        "learn": np.array(1.0),
    }
    sample_county([county], priors, settings=_SETTINGS, generator=generator)


def _given() -> tuple[Priors, Study, np.random.Generator]:
    return load_priors(DATA_DIR, "latest"), load_study(), np.random.default_rng(1)


def compile_all() -> None:
    """Compile the blocks in two processes."""
    tasks: list[Callable[[], None]] = [_compile_county, _compile_common_and_revenue]
    with ProcessPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(task) for task in tasks]:
            done.result()


if __name__ == "__main__":
    compile_all()
