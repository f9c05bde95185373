"""Small outputs folders with the layout of the runner; odds come from the package odds."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from planodds import constants
from planodds.probability import compute_odds
from tests import shanxi
from tests.probability.simulated_forecasts import (
    build_forecast,
    make_forecast,
    make_panel,
    make_plan,
)

KEYS = tuple(f"{number:016x}" for number in range(8))
DATA_HASHES = {"panel.csv": "a" * 64, "priors.yaml": "b" * 64}


@cache
def small_odds(*, faster: float = 0.0, draws: int = 400) -> pd.DataFrame:
    """Odds of a small synthetic forecast; `faster` is added to the home unit's yearly growth."""
    panel = make_panel()
    plain = make_forecast(panel, draws=draws)
    levels = plain.log_gdp.astype(float)
    home = panel.units.index(shanxi.HOME_UNIT)
    levels[home] += faster * np.arange(1, levels.shape[-1] + 1)
    forecast = build_forecast(panel, levels, plain.log_revenue, cluster=plain.posterior_draw_index)
    return compute_odds(forecast, panel, make_plan())


def put_edition(
    out: Path,
    name: str,
    *,
    day: int = 1,
    keys: tuple[str, ...] = (),
    odds: pd.DataFrame | None = None,
    **manifest: object,
) -> Path:
    """Write a complete edition into `out`, dated on that day of the month."""
    folder = out / name
    _fill(folder, name, keys)
    content = {
        "edition": name,
        "made_at": f"2026-11-{day:02d}T08:00:00+00:00",
        "for_decisions": True,
        "quick": False,
        "complete": True,
        "gate": {"passed": True, "missed": []},
        "information": ["2022"],
        "scenarios": [constants.BASELINE],
        "seed": 1,
        "paths": 400,
        "commit": "c" * 40,
        "dirty": False,
        "source_hash": "d" * 64,
        "settings": {"draws": 400},
        "versions": {"numpy": "2.1"},
        "data_hashes": DATA_HASHES,
        "fits": [],
        "runs": [],
        "stages": {},
        **manifest,
    }
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    if odds is not None:
        odds.assign(edition=name)[["edition", *odds.columns]].to_csv(
            folder / "results.csv", index=False, lineterminator="\n"
        )
    return folder


def put_partial(out: Path, name: str, *, keys: tuple[str, ...] = ()) -> Path:
    """Write an unfinished edition into `out`."""
    folder = out / ".partial" / name
    _fill(folder, name, keys)
    return folder


def put_fits(out: Path, *keys: str) -> None:
    """Write stored fits into the cache, and files that belong to no edition."""
    for key in (*keys, "fonts", "record"):
        folder = out / ".cache" / key
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "fit.json").write_text("{}", encoding="utf-8")
        (folder / "draws.bin").write_bytes(b"0" * 100_000)


def name_latest(out: Path, name: str) -> None:
    (out / "LATEST").write_text(name + "\n", encoding="utf-8")


def _fill(folder: Path, name: str, keys: tuple[str, ...]) -> None:
    folder.mkdir(parents=True)
    plan = {"edition": name, "fits": [{"name": f"fit/{key}", "key": key} for key in keys]}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
