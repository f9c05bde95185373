"""Where a notebook finds its edition, its cache and its own folder, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.batch.notebook_run import EDITION_ENV, FOLDER_ENV
from planodds.editions import fit_cache
from planodds.editions.layout import LATEST_FILE, OUTPUTS_DIR, PARTIAL, find_edition
from planodds.errors import InputError, UsageError
from planodds.execution import content_keys
from planodds.inputs.scenarios.scenario import RUN_SEPARATOR, Scenario
from planodds.inputs.scenarios.scenario_files import load_scenario_by_name, scenario_paths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel

_OUT_ENV = "PLANODDS_OUT"
_BY_HAND = ".byhand"


def find_folder(name: str) -> Path:
    """Find the edition: the one being built, or a finished one by its name."""
    building = os.environ.get(EDITION_ENV)
    if building and name in (Path(building).name, LATEST_FILE):
        return Path(building)
    return find_edition(Path(os.environ.get(_OUT_ENV, OUTPUTS_DIR)), name)


def find_scenario(name: str, data_dir: Path) -> Scenario:
    """Read the one scenario that is asked for, not all that are on file."""
    if RUN_SEPARATOR not in name:
        check_in("scenario", name, [path.stem for path in scenario_paths(data_dir)])
    return load_scenario_by_name(name, data_dir)


def run_folder(folder: Path, information: str, scenario: str) -> Path:
    """Choose where to write: the runner's folder, or one apart when the reader runs by hand."""
    given = os.environ.get(FOLDER_ENV)
    if given:
        return Path(given)
    return folder.parent / _BY_HAND / folder.name / information / (scenario or "notebooks")


def cache_dir_of(folder: Path) -> Path:
    """Find the cache from an edition's folder, finished or being built."""
    building = folder.parent.name == PARTIAL
    return fit_cache.cache_dir(folder.parents[1] if building else folder.parent)


def check_in(what: str, name: str, known: object) -> None:
    """Refuse a parameter that the edition does not know."""
    if name not in known:
        raise UsageError(
            f"{what} = {name!r}",
            where="the parameters cell",
            expected=", ".join(known),
            remedy="use one of these",
        )


def check_same_data(panel: Panel, laid_out: Mapping[str, object]) -> None:
    """Refuse data that have changed since the edition was made: they and it disagree."""
    information = panel.information.name
    if content_keys.hash_panel(panel) != laid_out["panels"][information]:
        raise InputError(
            f"the data changed since edition {laid_out['edition']} was made",
            where="data/",
            expected="the data of that edition",
            remedy="run `planodds run`, then use LATEST",
        )
