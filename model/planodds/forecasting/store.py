"""Save and load posteriors and forecasts: .npy arrays and one JSON file, memory-mapped."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import InputError
from planodds.forecasting.types import FitSettings, Forecast, Posterior

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.inputs.panels.information import InformationSet

_ARRAYS = ("log_gdp", "log_revenue", "benchmark", "common", "posterior_draw_index")


def save_posterior(posterior: Posterior, folder: Path) -> None:
    """Write a posterior into a folder.

    Parameters
    ----------
    posterior : Posterior
    folder : Path
        Created if it does not exist; the caller renames it into place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for block, arrays in posterior.blocks.items():
        _save_arrays(folder / f"{block}.npz", arrays)
    _write_json(
        folder / "posterior.json",
        {
            "information": dataclasses.asdict(posterior.information),
            "evidence": posterior.evidence,
            "chains": posterior.chains,
            "diagnostics": [dict(row) for row in posterior.diagnostics],
            "settings": dataclasses.asdict(posterior.settings),
            "constants": dict(posterior.constants),
        },
    )


def load_posterior(folder: Path) -> Posterior:
    """Load a posterior.

    Parameters
    ----------
    folder : Path
        Written by ``save_posterior``.

    Returns
    -------
    Posterior

    Raises
    ------
    InputError
        If the folder is incomplete.
    """
    meta = _read_json(folder / "posterior.json")
    blocks = {}
    for block in ("common", "county", "revenue"):
        with np.load(folder / f"{block}.npz") as arrays:
            blocks[block] = {name: arrays[name] for name in arrays.files}
    return Posterior(
        _information(meta),
        meta["evidence"],
        blocks,
        meta["chains"],
        tuple(meta["diagnostics"]),
        FitSettings(**meta["settings"]),
        meta["constants"],
    )


def save_forecast(forecast: Forecast, folder: Path) -> None:
    """Write a forecast into a folder.

    Parameters
    ----------
    forecast : Forecast
    folder : Path
        Created if it does not exist; the caller renames it into place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in _ARRAYS:
        # Order (unit, year, draw): the draws of one unit and year are contiguous on disk.
        array = np.asarray(getattr(forecast, name))
        if array.size and not any(array.strides):  # one value: no linked variable in the study
            array = array[:1, :1, :1]
        order = (0, 2, 1) if array.ndim == 3 and name.startswith("log") else None
        np.save(
            folder / f"{name}.npy", np.ascontiguousarray(array.transpose(order) if order else array)
        )
    plain = {
        key: getattr(forecast, key)
        for key in (
            "units",
            "years",
            "ess",
            "seed",
            "evidence",
            "scenario",
            "variant",
            "benchmark_years",
            "series",
        )
    }
    _write_json(
        folder / "forecast.json",
        plain
        | {
            "information": dataclasses.asdict(forecast.information),
            "diagnostics": dict(forecast.diagnostics),
        },
    )


def load_forecast(folder: Path) -> Forecast:
    """Load a forecast, memory-mapped.

    Parameters
    ----------
    folder : Path
        Written by ``save_forecast``.

    Returns
    -------
    Forecast

    Raises
    ------
    InputError
        If the folder is incomplete.
    """
    meta = _read_json(folder / "forecast.json")
    arrays: dict[str, Any] = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS
    }
    for name in ("log_gdp", "log_revenue"):
        arrays[name] = arrays[name].transpose(0, 2, 1)
    if arrays["log_revenue"].size == 1:
        arrays["log_revenue"] = np.broadcast_to(arrays["log_revenue"], arrays["log_gdp"].shape)
    meta["information"] = _information(meta)
    for key in ("units", "years", "benchmark_years", "series"):
        meta[key] = tuple(meta[key])
    return Forecast(**meta, **arrays)


def _save_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    named: dict[str, Any] = dict(arrays)
    np.savez(path, **named)


def _information(meta: dict[str, Any]) -> InformationSet:
    from planodds.inputs.panels.information import InformationSet

    return InformationSet(**meta["information"])


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise InputError(
            f"{path.name} cannot be read: {error}",
            where=path.parent.name,
            expected="a folder written by Planodds",
            remedy="remove outputs/.cache and run again",
        ) from error
