"""Evaluation designs: panels, origins and events, fixed before anything is scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.inputs.panels.unit_panel import UnitPanel, load_unit_panel
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

US_STATES, SHANXI = "us_states", "shanxi"
US_FILE = "record/us_states_income.csv"
US_COLUMNS = {"unit": "state", "group": "bea_region", "value": "income_per_head_usd"}
_US_ORIGINS = tuple(range(1960, 2009, 3))
_TUNED_TO = 1999  # the model may be mended on origins to this one; later ones are opened once
_SHANXI_ORIGINS = (2020, 2021, 2022, 2023)
_LONG_ORIGINS = (2006, 2010, 2011)
ACROSS_CENSUS, LONG_REVENUE = "gdp_across_census", "revenue_long"
WINDOW, HORIZON = 20, 5
FEWEST_LEVELS, FEWEST_AHEAD = 8, 3  # behind an origin; short panels keep so many years ahead
_FEWEST_SHARE = 0.5
FEWEST_UNITS, FEWEST_YEARS = 2, 2  # growth figures without which nothing can be learnt
_FEWEST_CHANGES = 3  # of a driver; the panel engine has no use for fewer


@dataclass(frozen=True)
class EvaluationDesign:
    """One variable of one panel with the origins from which it is forecast.

    Attributes
    ----------
    name, variable : str
        How its rows are called.
    panel : UnitPanel
        To the last year known today.
    origins : tuple of int
    horizon : int
        Years ahead; those without figures are not scored.
    window : int
        Levels before the origin that any model may use; the anchor alone uses all.
    place, near : int or None, int
        The rank event "rank <= place" for units that start within ``near`` places of it.
    product : bool
        Forecast by the fits an edition makes, not by the panel engine.
    first_scored_year : int or None
        Score no year before this one.
    rivals : bool
        Whether rivals have anything to say (a walk knows of no census).
    """

    name: str
    variable: str
    panel: UnitPanel
    origins: tuple[int, ...]
    horizon: int = HORIZON
    window: int = WINDOW
    place: int | None = None
    near: int = 6
    product: bool = False
    first_scored_year: int | None = None
    rivals: bool = True

    def known(self, origin: int) -> UnitPanel:
        """Return the data that a benchmark may use at an origin."""
        return self.panel.truncate(origin, self.window)

    def start(self, origin: int) -> np.ndarray:
        """Log levels at the origin, (unit,)."""
        return self.panel.truncate(origin).log_values[:, -1]

    def outcome(self, origin: int) -> np.ndarray:
        """Log levels that came, (unit, horizon); NaN where there is none or it is not scored.

        A year with figures for fewer than half of the origin's units is not scored.
        """
        out = self.panel.outcomes(origin, self.horizon)
        # A rank among a few units is no rank among all of them.
        known = np.isfinite(out) & np.isfinite(self.start(origin))[:, None]
        out[:, known.sum(axis=0) < _FEWEST_SHARE * np.isfinite(self.start(origin)).sum()] = np.nan
        if self.first_scored_year is not None:
            out[:, : max(0, self.first_scored_year - origin - 1)] = np.nan
        return out


def us_states_design(
    data_dir: Path = DATA_DIR, *, origins: Sequence[int] = _US_ORIGINS
) -> EvaluationDesign:
    """The long bed: income per head of the US states, on which the bars bind."""
    panel = load_unit_panel(data_dir / US_FILE, name=US_STATES, columns=US_COLUMNS)
    return EvaluationDesign(US_STATES, "income", panel, tuple(origins), place=12)


def shanxi_designs(data_dir: Path = DATA_DIR) -> list[EvaluationDesign]:
    """Shanxi, hold-out throughout: GDP within a basis and across, revenue near and far."""
    from planodds.inputs.panels.county_panel import load_panel

    panel = load_panel(data_dir)
    last = panel.year_index(2023) + 1
    groups = tuple(panel.prefectures[k] for k in panel.prefecture)

    def lay(variable: str, values: np.ndarray, years: Sequence[int]) -> UnitPanel:
        return UnitPanel(f"{SHANXI}_{variable}", panel.units, groups, tuple(years), values)

    near = {"product": True, "place": 30}
    across = _SHANXI_ORIGINS if len(panel.years) > last else ()
    beds = [
        EvaluationDesign(
            SHANXI,
            constants.GDP,
            lay(constants.GDP, panel.gdp[:, :last], panel.years[:last]),
            _SHANXI_ORIGINS[:-1],
            **near,
        ),
        EvaluationDesign(
            SHANXI,
            ACROSS_CENSUS,
            lay(constants.GDP, panel.gdp[:, : last + 1], panel.years[: last + 1]),
            across,
            first_scored_year=2024,
            rivals=False,
            **near,
        ),
        EvaluationDesign(
            SHANXI,
            constants.REVENUE,
            lay(constants.REVENUE, panel.revenue, panel.years),
            _SHANXI_ORIGINS,
            **near,
        ),
    ]
    return [*beds, _long_revenue(data_dir, beds[-1])]


def _long_revenue(data_dir: Path, near: EvaluationDesign) -> EvaluationDesign:
    """Revenue from 2002 with its gaps: the census of the units was taken in a few years only."""
    from planodds.inputs.panels.county_panel import REVENUE_INDICATOR, drop_excluded, pivot
    from planodds.inputs.tables.csv_tables import read_county_panel, read_exclusions

    cells = read_county_panel(data_dir)
    cells = drop_excluded(cells[cells["kind"] == "preferred"], read_exclusions(data_dir))
    last = near.panel.years[-1]
    years = tuple(range(2002, last + 1))
    values = pivot(cells, REVENUE_INDICATOR, near.panel.units, years)
    panel = replace(near.panel, name=f"{SHANXI}_{LONG_REVENUE}", years=years, values=values)
    return EvaluationDesign(
        SHANXI, LONG_REVENUE, panel, _LONG_ORIGINS, horizon=last - _LONG_ORIGINS[0], place=30
    )


def user_panel_design(
    panel: UnitPanel,
    *,
    origins: Sequence[int] = (),
    horizon: int = HORIZON,
    window: int = WINDOW,
    place: int | None = None,
) -> EvaluationDesign:
    """A bed on a reader's panel; without origins every third year that can be used.

    Raises
    ------
    UsageError
        If an origin leaves fewer than eight years behind it (in panels of eight to ten years, five
        to seven) or none ahead, if there is nothing to learn before it or nothing to score after
        it, or if the place is none of the panel's.
    InputError
        If a driver has too few figures to be used.
    """
    if place is not None and not 1 <= place < len(panel.units):
        raise UsageError(
            f"place {place}",
            where="--place",
            expected=f"1 to {len(panel.units) - 1}, of {len(panel.units)} units",
            remedy="name a place that some units reach and others do not",
        )
    behind = min(FEWEST_LEVELS, len(panel.years) - FEWEST_AHEAD)
    first, last = panel.years[behind - 1], panel.years[-1]
    chosen = tuple(sorted(set(origins))) or tuple(range(last - 1, first - 1, -3))[::-1]
    bad = [origin for origin in chosen if not first <= origin < last]
    if bad or not chosen:
        raise UsageError(
            f"origin {', '.join(map(str, bad)) or 'none'}",
            where="--origins",
            expected=f"years from {first} to {last - 1}",
            remedy=f"leave {behind} years behind an origin and one ahead",
        )
    bed = EvaluationDesign(
        panel.name, "value", panel, chosen, horizon=horizon, window=window, place=place
    )
    usable = tuple(origin for origin in chosen if _can_be_tried(bed, origin))
    empty = [origin for origin in chosen if origin not in usable]
    if empty and (origins or not usable):
        raise UsageError(
            f"too few figures about origin {', '.join(map(str, empty))}",
            where="--origins",
            expected=f"growth from one year to the next of {FEWEST_UNITS} units or more in "
            f"{FEWEST_YEARS} of the last {window} years, and figures of the origin and "
            "of a later year for half of the units",
            remedy="choose origins with figures about them, or fill the panel's gaps",
        )
    _require_drivers(panel.truncate(usable[-1], window))
    return replace(bed, origins=usable)


def _can_be_tried(bed: EvaluationDesign, origin: int) -> bool:
    """Whether there is growth to learn from before an origin, and a year to score after it."""
    grown = np.isfinite(bed.known(origin).growth).sum(axis=0)
    scored = np.isfinite(bed.outcome(origin)) & np.isfinite(bed.start(origin))[:, None]
    return bool(
        (grown >= FEWEST_UNITS).sum() >= FEWEST_YEARS and (scored.sum(axis=0) >= FEWEST_UNITS).any()
    )


def _require_drivers(known: UnitPanel) -> None:
    """Refuse a driver that no origin could use: it would be read and then passed over."""
    for name, series in known.drivers.items():
        changes = int(np.isfinite(np.diff(series)).sum())
        if changes < _FEWEST_CHANGES:
            raise InputError(
                f"driver {name!r} changes in {changes} of the years before the last origin",
                where="--drivers",
                expected=f"{_FEWEST_CHANGES} changes from one year to the next "
                f"or more within {known.years[0]} .. {known.years[-1]}",
                remedy="give its figures for these years, or leave the driver out",
            )
