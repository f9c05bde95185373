"""Evaluation designs of the backtest: panels, origins, horizons and rank events.

The designs of the track record were fixed before anything was scored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.evaluation.protocol import ONE_IN, ORIGINS, RANK_THRESHOLDS, SHANXI, is_sampled
from planodds.inputs.panels.unit_panel import UnitPanel
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_DIR, shared_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SHANXI_ORIGINS = (2020, 2021, 2022, 2023)
_SHANXI_RANK_THRESHOLD = 30
_LONG_ORIGINS = (2006, 2010, 2011)
_ACROSS_CENSUS, _LONG_REVENUE = "gdp_across_census", "revenue_long"
WINDOW, HORIZON = 20, 5
_RANK_MARGIN = 6
_MIN_LEVELS, _MIN_AHEAD = 8, 3  # years before an origin; short panels have 3 years after it
_MIN_SHARE = 0.5
_MIN_UNITS, _MIN_YEARS = 2, 2  # fewest units and years with growth before an origin
_MIN_CHANGES = 3  # of a driver; the Gibbs sampler for unit panels needs as many


@dataclass(frozen=True)
class EvaluationDesign:
    """One variable of one panel, with the origins from which it is forecast.

    Attributes
    ----------
    name, variable : str
        Names in the tables of scores.
    panel : UnitPanel
        All published years.
    origins : tuple of int
    horizon : int
        Years ahead; years without figures are not scored.
    window : int
        Number of levels up to the origin that a model may use; only the anchor uses all.
    rank_threshold, rank_margin : int or None, int
        The rank event "rank <= threshold", for units whose rank at the origin is within the margin
        of the threshold.
    uses_edition_fit : bool
        Whether it is forecast by the fits of an edition instead of the Gibbs sampler for unit
        panels.
    first_scored_year : int or None
        Earlier years are not scored.
    score_benchmarks : bool
        Whether benchmarks are scored; random walks cannot model a census revision.
    libraries : tuple of str
        Names of the libraries whose models are scored, of
        ``planodds.evaluation.benchmarks.external_libraries``.
    """

    name: str
    variable: str
    panel: UnitPanel
    origins: tuple[int, ...]
    horizon: int = HORIZON
    window: int = WINDOW
    rank_threshold: int | None = None
    rank_margin: int = _RANK_MARGIN
    uses_edition_fit: bool = False
    first_scored_year: int | None = None
    score_benchmarks: bool = True
    libraries: tuple[str, ...] = ()

    def data_at(self, origin: int) -> UnitPanel:
        """Return the data that benchmarks may use at an origin.

        Parameters
        ----------
        origin : int
            A year of the panel.

        Returns
        -------
        UnitPanel
            The last ``window`` years up to the origin.

        Raises
        ------
        UsageError
            The origin is not a year of the panel, or fewer than two years are left.
        """
        return self.panel.truncate(origin, self.window)

    def start_levels(self, origin: int) -> np.ndarray:
        """Return the log levels at an origin.

        Parameters
        ----------
        origin : int
            A year of the panel.

        Returns
        -------
        ndarray of float, shape (unit,)
            NaN where there is no figure.

        Raises
        ------
        UsageError
            The origin is not a year of the panel, or is its first.
        """
        return self.panel.truncate(origin).log_values[:, -1]

    def outcomes(self, origin: int) -> np.ndarray:
        """Return the log levels after an origin.

        Parameters
        ----------
        origin : int
            A year of the panel.

        Returns
        -------
        ndarray of float, shape (unit, horizon)
            NaN where there is no figure or the year is not scored: years before
            ``first_scored_year``, and years with figures for fewer than half of the origin's units.
        """
        outcomes = self.panel.outcomes(origin, self.horizon)
        # Ranks among a few units are not comparable with ranks among all of them.
        at_origin = np.isfinite(self.start_levels(origin))
        both = np.isfinite(outcomes) & at_origin[:, None]
        outcomes[:, both.sum(axis=0) < _MIN_SHARE * at_origin.sum()] = np.nan
        if self.first_scored_year is not None:
            outcomes[:, : max(0, self.first_scored_year - origin - 1)] = np.nan
        return outcomes


def read_study_panel(name: str, data_dir: Path = DATA_DIR, *, one_in: int = 1) -> UnitPanel:
    """Read the ranked variable of a study with one statistical basis, all years.

    Parameters
    ----------
    name : str
        Folder name of the study.
    data_dir : Path
        Folder of any study; the one that is read stands beside it or in the project.
    one_in : int
        One unit in so many is read, those of ``planodds.evaluation.protocol.is_sampled``.

    Returns
    -------
    UnitPanel
        Units by name, or by code where two units share a name; in the study's groups.

    Examples
    --------
    >>> states = read_study_panel("us_states")
    >>> len(states.units), states.years[0], states.years[-1]
    (48, 1929, 2009)
    """
    from planodds.inputs.panels.county_panel import pivot
    from planodds.inputs.tables.csv_tables import read_county_panel, read_units

    folder = shared_folder(data_dir, name)
    study, units = load_study(folder), read_units(folder).sort_values("code")
    units = units[[is_sampled(code, one_in) for code in units["code"]]]
    cells = read_county_panel(folder)
    years = tuple(range(int(cells["year"].min()), int(cells["year"].max()) + 1))
    indicator = study.variables[study.ranked].indicator
    values = pivot(cells, indicator, tuple(units["code"]), years)
    label = "name_en" if units["name_en"].is_unique else "code"
    return UnitPanel(name, tuple(units[label]), tuple(units["group_en"]), years, values)


def study_design(
    name: str, data_dir: Path = DATA_DIR, *, origins: Sequence[int] | None = None
) -> EvaluationDesign:
    """Return the design of a study of the protocol.

    Parameters
    ----------
    name : str
        Folder name of the study.
    data_dir : Path
    origins : sequence of int, optional
        By default those of the protocol.

    Returns
    -------
    EvaluationDesign
        Its rank event is the first quarter of the units. Of the panels in ``ONE_IN`` it holds the
        sample of the protocol.
    """
    panel = read_study_panel(name, data_dir, one_in=ONE_IN.get(name, 1))
    study = load_study(shared_folder(data_dir, name))
    return EvaluationDesign(
        name,
        study.variables[study.ranked].indicator,
        panel,
        ORIGINS[name] if origins is None else tuple(origins),
        rank_threshold=RANK_THRESHOLDS[name],
        rank_margin=len(panel.units) // 8,
    )


def shanxi_designs(data_dir: Path = DATA_DIR) -> list[EvaluationDesign]:
    """Return the designs of Shanxi, all hold-out.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of EvaluationDesign
        GDP within one census basis, GDP across the census, revenue, revenue from 2002.
    """
    from planodds.inputs.panels.county_panel import load_panel

    panel = load_panel(data_dir)
    last = panel.year_index(2023) + 1
    groups = tuple(panel.prefectures[k] for k in panel.prefecture)

    def unit_panel(variable: str, values: np.ndarray, years: Sequence[int]) -> UnitPanel:
        return UnitPanel(f"{SHANXI}_{variable}", panel.units, groups, tuple(years), values)

    gdp = unit_panel(constants.GDP, panel.gdp[:, :last], panel.years[:last])
    with_census = unit_panel(constants.GDP, panel.gdp[:, : last + 1], panel.years[: last + 1])
    revenue = unit_panel(constants.REVENUE, panel.revenue, panel.years)
    across_origins = _SHANXI_ORIGINS if len(panel.years) > last else ()
    across = _shanxi_design(_ACROSS_CENSUS, with_census, across_origins)
    return [
        _shanxi_design(constants.GDP, gdp, _SHANXI_ORIGINS[:-1]),
        replace(across, first_scored_year=2024, score_benchmarks=False),
        _shanxi_design(constants.REVENUE, revenue, _SHANXI_ORIGINS),
        _long_revenue_design(data_dir, revenue),
    ]


def _shanxi_design(variable: str, panel: UnitPanel, origins: tuple[int, ...]) -> EvaluationDesign:
    return EvaluationDesign(
        SHANXI,
        variable,
        panel,
        origins,
        rank_threshold=_SHANXI_RANK_THRESHOLD,
        uses_edition_fit=True,
    )


def _long_revenue_design(data_dir: Path, revenue: UnitPanel) -> EvaluationDesign:
    """Return revenue from 2002 with its gaps: figures of all units exist in a few years only."""
    from planodds.inputs.panels.county_panel import drop_excluded, pivot
    from planodds.inputs.tables.csv_tables import read_county_panel, read_exclusions

    cells = read_county_panel(data_dir)
    cells = drop_excluded(cells[cells["kind"] == "preferred"], read_exclusions(data_dir))
    last = revenue.years[-1]
    years = tuple(range(2002, last + 1))
    values = pivot(
        cells, load_study(data_dir).variables[constants.REVENUE].indicator, revenue.units, years
    )
    panel = replace(revenue, name=f"{SHANXI}_{_LONG_REVENUE}", years=years, values=values)
    return EvaluationDesign(
        SHANXI,
        _LONG_REVENUE,
        panel,
        _LONG_ORIGINS,
        horizon=last - _LONG_ORIGINS[0],
        rank_threshold=_SHANXI_RANK_THRESHOLD,
    )


def user_panel_design(
    panel: UnitPanel,
    *,
    origins: Sequence[int] = (),
    horizon: int = HORIZON,
    window: int = WINDOW,
    rank_threshold: int | None = None,
) -> EvaluationDesign:
    """Return the design of a user's panel.

    Parameters
    ----------
    panel : UnitPanel
    origins : sequence of int
        By default every third year that can be used.
    horizon : int
        Years ahead.
    window : int
        Number of levels up to an origin that a model may use.
    rank_threshold : int, optional
        Of the rank event "this rank or better".

    Returns
    -------
    EvaluationDesign

    Raises
    ------
    UsageError
        If an origin has fewer than eight years up to it (in panels of eight to ten years, five
        to seven) or none after it, if there is no growth before it or no outcome after it, or
        if the rank threshold is not below the number of units.
    InputError
        If a driver has too few figures to be used.
    """
    if rank_threshold is not None and not 1 <= rank_threshold < len(panel.units):
        raise UsageError(
            f"rank {rank_threshold}",
            where="--rank",
            expected=f"1 to {len(panel.units) - 1}, of {len(panel.units)} units",
            remedy="choose a rank that some units reach and others do not",
        )
    candidates = _candidate_origins(panel, origins)
    design = EvaluationDesign(
        panel.name,
        "value",
        panel,
        candidates,
        horizon=horizon,
        window=window,
        rank_threshold=rank_threshold,
    )
    usable = tuple(origin for origin in candidates if _is_usable(design, origin))
    unusable = [origin for origin in candidates if origin not in usable]
    if unusable and (origins or not usable):
        raise UsageError(
            f"too few figures about origin {', '.join(map(str, unusable))}",
            where="--origins",
            expected=f"growth from one year to the next of {_MIN_UNITS} units or more in "
            f"{_MIN_YEARS} of the last {window} years, and figures of the origin and "
            "of a later year for half of the units",
            remedy="choose origins with figures about them, or fill the panel's gaps",
        )
    _check_drivers(panel.truncate(usable[-1], window))
    return replace(design, origins=usable)


def _candidate_origins(panel: UnitPanel, origins: Sequence[int]) -> tuple[int, ...]:
    """Return the requested origins, by default every third year; raise for years out of range."""
    behind = min(_MIN_LEVELS, len(panel.years) - _MIN_AHEAD)
    first, last = panel.years[behind - 1], panel.years[-1]
    candidates = tuple(sorted(set(origins))) or tuple(range(last - 1, first - 1, -3))[::-1]
    outside = [origin for origin in candidates if not first <= origin < last]
    if outside or not candidates:
        raise UsageError(
            f"origin {', '.join(map(str, outside)) or 'none'}",
            where="--origins",
            expected=f"years from {first} to {last - 1}",
            remedy=f"choose origins with {behind} years up to them and one after them",
        )
    return candidates


def _is_usable(design: EvaluationDesign, origin: int) -> bool:
    """Return whether there is growth before an origin, and a year to score after it."""
    growth = np.isfinite(design.data_at(origin).growth).sum(axis=0)
    at_origin = np.isfinite(design.start_levels(origin))
    scored = np.isfinite(design.outcomes(origin)) & at_origin[:, None]
    return bool(
        (growth >= _MIN_UNITS).sum() >= _MIN_YEARS and (scored.sum(axis=0) >= _MIN_UNITS).any()
    )


def _check_drivers(panel: UnitPanel) -> None:
    """Raise for a driver with too few changes: no model could use it."""
    for name, series in panel.drivers.items():
        changes = int(np.isfinite(np.diff(series)).sum())
        if changes < _MIN_CHANGES:
            raise InputError(
                f"driver {name!r} changes in {changes} of the years before the last origin",
                where="--drivers",
                expected=f"{_MIN_CHANGES} changes from one year to the next "
                f"or more within {panel.years[0]} .. {panel.years[-1]}",
                remedy="add its figures for these years, or omit the driver",
            )
