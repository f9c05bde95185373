"""Joint draws behind a planning command: those of a stored edition, else of a fit of the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.probability.events.events import UnitForecast

_SURE = 0.001  # the smallest chance that some thousand joint draws can tell from none
_CURVES = 9


@dataclass(frozen=True)
class DrawRequest:
    """Whose draws are asked for.

    Attributes
    ----------
    data_dir, outputs : Path
        Folders of the study and of the outputs.
    information : str
        Name of an information set.
    edition : str
        Edition by name, its folder or LATEST; empty: LATEST if its data are those of the study,
        else a fit.
    quick : bool
        A short fit, never for decisions, where there is no edition.
    """

    data_dir: Path
    outputs: Path
    information: str
    edition: str = ""
    quick: bool = False


@dataclass(frozen=True)
class Draws:
    """Joint draws with their panel and their provenance.

    Attributes
    ----------
    forecast : Forecast
    panel : Panel
    indicators : IndicatorTable
    manifest : mapping
        Of the edition, or of the fit; ``paths`` is the number of these draws.
    described : str
        Where the draws come from, for the terminal.
    """

    forecast: Forecast
    panel: Panel
    indicators: IndicatorTable
    manifest: Mapping[str, Any]
    described: str


def check_question(
    request: DrawRequest,
    *,
    year: int | None = None,
    published: bool = False,
    probabilities: Sequence[float] = (),
) -> None:
    """Check what a command was asked, before any draw is read and any fit begins.

    Parameters
    ----------
    request : DrawRequest
    year : int, optional
    published : bool
        True if the year must be one of the panel, False if one of the forecast.
    probabilities : sequence of float

    Raises
    ------
    UsageError
        There is no such information set, the year is outside the panel or the forecast, a
        probability is nearer to 0 or 1 than the draws can tell, or there are too many of them.
    """
    from planodds.cli.validation import check_choice
    from planodds.inputs.panels.information import get_information, information_names
    from planodds.inputs.study import load_study

    check_choice("information set", [request.information], information_names(request.data_dir))
    for probability in probabilities:
        if not _SURE <= probability <= 1 - _SURE:  # nan too
            raise UsageError(
                f"probability {probability!r}",
                where="--probability",
                expected=f"a number between 0 and 1, from {_SURE} to {1 - _SURE}, such as 0.7: "
                "some thousand draws tell no more",
                remedy="write 70 % as 0.7",
            )
    if len(probabilities) > _CURVES:
        raise UsageError(
            f"{len(probabilities)} probabilities",
            where="--probability",
            expected=f"at most {_CURVES}, each a curve of the figure",
            remedy="leave some out, or ask again for the others",
        )
    if year is None:
        return
    study = load_study(request.data_dir)
    last = get_information(request.information, request.data_dir).county_to
    first, end = (study.first_year, last) if published else (last + 1, study.horizon)
    if not first <= year <= end:
        raise UsageError(
            f"year {year}",
            where="--year",
            expected=f"a year from {first} to {end}",
            remedy="choose a published year"
            if published
            else "choose a year inside the horizon of the forecast",
        )


def load_draws(request: DrawRequest) -> Draws:
    """Load the joint draws of a stored edition; fit the study where there is none.

    Parameters
    ----------
    request : DrawRequest

    Returns
    -------
    Draws

    Raises
    ------
    UsageError
        The study has no such information set, or the named edition no such draws.
    InputError
        Data or program have changed since the named edition was made.
    """
    from planodds.cli.validation import check_choice
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.panels.indicator_series import load_indicators
    from planodds.inputs.panels.information import information_names

    known = information_names(request.data_dir)
    check_choice("information set", [request.information], known)
    panel = load_panel(request.data_dir, request.information)
    indicators = load_indicators(request.data_dir, request.information)
    try:
        forecast, manifest, described = _from_edition(request, panel)
    except (UsageError, InputError):
        if request.edition:
            raise
        forecast, manifest, described = _from_fit(request, panel)
    manifest = {**manifest, "paths": forecast.draws}
    return Draws(forecast, panel, indicators, manifest, described)


def load_unit_draws(request: DrawRequest, unit: str) -> tuple[Draws, UnitForecast]:
    """Load the joint draws, and those of one unit.

    Parameters
    ----------
    request : DrawRequest
    unit : str
        Code or name; empty: the home unit.

    Returns
    -------
    draws : Draws
    home : UnitForecast

    Raises
    ------
    UsageError
        As `load_draws`; or there is no such unit, which is found before any draw is read.
    """
    from planodds.inputs.tables.former_units import find_study_unit
    from planodds.probability.events.events import build_unit_forecast

    code = find_study_unit(request.data_dir, unit) if unit else None
    draws = load_draws(request)
    return draws, build_unit_forecast(draws.forecast, draws.panel, code)


def _from_edition(request: DrawRequest, panel: Panel) -> tuple[Forecast, Mapping[str, Any], str]:
    from planodds.editions.layout import LATEST_FILE, find_edition
    from planodds.editions.reader import Edition
    from planodds.report.atlas import load_stored_forecast

    folder = find_edition(request.outputs, request.edition or LATEST_FILE)
    forecast = load_stored_forecast(folder, panel, data_dir=request.data_dir)
    manifest = Edition(folder, request.data_dir).manifest
    return forecast, manifest, f"edition {folder.name}"


def _from_fit(request: DrawRequest, panel: Panel) -> tuple[Forecast, Mapping[str, Any], str]:
    import os

    from planodds.api import forecasts
    from planodds.api.data import data_folder

    os.environ.setdefault("PLANODDS_OUT", str(request.outputs))
    data_folder(str(request.data_dir))  # so that the fit finds a study outside the project
    posterior = forecasts.fit(panel, quick=request.quick)
    forecast = forecasts.forecast(panel, posterior).paths
    manifest = {
        "for_decisions": posterior.passed and not request.quick,
        "quick": request.quick,
        "complete": True,
        "gate": {"passed": posterior.passed, "missed": []},
        "data_hashes": dict(panel.hashes),
        "seed": posterior.settings.seed,
    }
    return forecast, manifest, f"a fit of {panel.study.name} at {request.information}"
