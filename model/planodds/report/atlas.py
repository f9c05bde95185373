"""Atlas of a stored edition: its joint draws read once, tables and pages written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions import fit_cache
from planodds.editions.files import read_plan
from planodds.editions.reader import Edition
from planodds.errors import InputError, UsageError
from planodds.execution.atomic import write_bytes_atomic, write_text_atomic
from planodds.execution.content_keys import hash_panel
from planodds.inputs.panels.county_panel import load_panel
from planodds.inputs.panels.indicator_series import load_indicators
from planodds.inputs.plan import Plan, load_plan
from planodds.probability.questions.atlas import build_atlas, widen_atlas
from planodds.report.formats.atlas_workbook import build_atlas_workbook
from planodds.report.html.atlas_page import render_atlas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel


@dataclass(frozen=True)
class WrittenAtlas:
    """Files of an atlas, the number of units, and the seconds of its computation."""

    files: tuple[Path, ...]
    units: int
    draws: int
    seconds: float


def write_atlas(
    edition_dir: Path,
    out: Path,
    *,
    data_dir: Path,
    information: str = "latest",
    plan: str = "common-2030",
    languages: Sequence[str] = constants.LANGUAGES,
) -> WrittenAtlas:
    """Write the atlas of an edition from the joint draws that are stored with its fit.

    Parameters
    ----------
    edition_dir : Path
        Folder of a complete edition.
    out : Path
        Folder of the files; each is written in one step.
    data_dir : Path
        Folder of the study.
    information : str
        Name of an information set of the edition.
    plan : str
        Name of a plan without a unit.
    languages : sequence of {"zh", "en"}
        Of the pages.

    Returns
    -------
    WrittenAtlas

    Raises
    ------
    UsageError
        The edition has no stored draws of the information set, or the plan is of one unit.
    InputError
        The data have changed since the edition, or the stored fit is damaged.
    """
    edition = Edition(edition_dir, data_dir)
    panel = load_panel(data_dir, information)
    forecast = load_stored_forecast(edition_dir, panel, data_dir=data_dir)
    started = time.perf_counter()
    questions = _QuestionsOfUnits(data_dir, plan)
    indicators = load_indicators(data_dir, information)
    atlas = build_atlas(forecast, panel, questions.plan_for_unit, indicators)
    seconds = time.perf_counter() - started
    home = str(edition.table("results")["unit"].iloc[0]) if edition.has("results") else ""
    units = widen_atlas(atlas, home=home)
    files = [
        write_text_atomic(out / "atlas.csv", _as_csv(atlas)),
        write_text_atomic(out / "atlas_units.csv", _as_csv(units)),
        write_bytes_atomic(
            out / "atlas.xlsx",
            build_atlas_workbook(atlas, units, questions.example, manifest=edition.manifest),
        ),
    ]
    for lang in languages:
        page = render_atlas(
            atlas,
            questions.example,
            edition.study,
            lang=lang,
            home=home,
            manifest=edition.manifest,
            cache_dir=fit_cache.cache_dir(edition_dir.parent) / fit_cache.FONTS,
        )
        files.append(write_text_atomic(out / f"atlas.{lang}.html", page))
    return WrittenAtlas(tuple(files), len(units), forecast.draws, seconds)


def load_stored_forecast(edition_dir: Path, panel: Panel, *, data_dir: Path) -> Forecast:
    """Load the baseline draws that an edition's tables were computed from.

    Parameters
    ----------
    edition_dir : Path
        Folder of a complete edition.
    panel : Panel
        Of the information set; it must be the one that was fitted.
    data_dir : Path
        Folder of the study, for the baseline scenario.

    Returns
    -------
    Forecast
        Conditioned on early figures of single units, as in the edition.

    Raises
    ------
    UsageError
        The edition has no fit of the information set, or its fit is no longer stored.
    InputError
        The data have changed since the edition, or the stored fit is damaged.
    """
    from planodds.forecasting.store import load_forecast, load_posterior

    information = panel.information.name
    folder = find_stored_fit(edition_dir, information)
    content = read_plan(edition_dir)
    if hash_panel(panel) != content["panels"].get(information):
        raise InputError(
            f"the data changed since edition {content['edition']} was made",
            where=str(data_dir),
            expected="the data of that edition",
            remedy="run `planodds run`, then use LATEST",
        )
    forecast = load_forecast(folder / fit_cache.FORECAST)
    if not panel.has_early_figures:
        return forecast
    from planodds.forecasting.scenarios.apply import apply_scenario
    from planodds.inputs.scenarios.scenario_files import load_scenario

    posterior = load_posterior(folder / fit_cache.POSTERIOR)
    baseline = load_scenario(data_dir / "scenarios" / f"{constants.BASELINE}.yaml")
    return apply_scenario(forecast, posterior, panel, baseline, variant="")


def find_stored_fit(edition_dir: Path, information: str) -> Path:
    """Return the folder of the fit behind a forecast of an edition.

    Parameters
    ----------
    edition_dir : Path
        Folder of a complete edition.
    information : str
        Name of an information set.

    Returns
    -------
    Path
        With posterior draws and unconditioned paths.

    Raises
    ------
    UsageError
        The edition has no fit of the information set, or its fit is no longer stored.
    InputError
        The stored fit is damaged.
    """
    content = read_plan(edition_dir)
    fits = {
        fit["information"]: fit["key"]
        for fit in content["fits"]
        if fit["evidence"] == constants.POSTERIOR
    }
    if information not in fits:
        raise UsageError(
            f"edition {content['edition']} has no draws of information set {information!r}",
            where=str(edition_dir),
            expected=", ".join(fits) or "an edition with a fit",
            remedy=f"run `planodds run --information {information}` first",
        )
    return fit_cache.find_fit(fit_cache.cache_dir(edition_dir.parent), fits[information])


class _QuestionsOfUnits:
    """A plan without a unit, read for each unit."""

    def __init__(self, data_dir: Path, plan: str) -> None:
        self._data_dir, self._plan = data_dir, plan
        self.example = load_plan(data_dir, file=plan)

    def plan_for_unit(self, unit: str) -> Plan | None:
        """Return the plan of a unit; None where a base of its thresholds is not published."""
        try:
            return load_plan(self._data_dir, file=self._plan, unit=unit)
        except InputError:
            return None


def _as_csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")
