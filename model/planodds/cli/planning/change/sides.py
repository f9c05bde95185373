"""The two sides of a bridge: a run of an edition, what it rests on, and its chances."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.headlines import edition_headlines, select_headlines
from planodds.editions.layout import LATEST_FILE, find_edition
from planodds.editions.origins import EditionRecord, Origin, describe_origin, read_record
from planodds.editions.reader import Edition
from planodds.errors import InputError, UsageError
from planodds.inputs.panels.early_figures import no_early_figures

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.information import InformationSet

_SIDE = re.compile(r"(?P<edition>[^@]*)(?:@(?P<information>[^/]*)(?:/(?P<scenario>.*))?)?")


@dataclass(frozen=True, eq=False)
class Side:
    """One run of an edition.

    Attributes
    ----------
    edition : Edition
    information, scenario, variant : str
    """

    edition: Edition
    information: str
    scenario: str = constants.BASELINE
    variant: str = ""

    @property
    def name(self) -> str:
        """Edition, information set and scenario as on the command line."""
        text = f"{self.edition.folder.name}@{self.information}"
        return text if self.scenario == constants.BASELINE else f"{text}/{self.scenario}"

    @cached_property
    def record(self) -> EditionRecord:
        """Statements of the edition on subject, model and origins."""
        return read_record(self.edition.folder)

    @property
    def origin(self) -> Origin | None:
        """Data behind the run; None in an edition that does not state them."""
        return self.record.origins.get(self.information)

    @property
    def created_at(self) -> str:
        """ISO time at which the edition was made."""
        return str(self.edition.manifest.get("made_at", ""))

    @cached_property
    def odds(self) -> pd.DataFrame:
        """Chances of the headline targets in this run."""
        return edition_headlines(
            self.edition, self.information, scenario=self.scenario, variant=self.variant
        )

    @cached_property
    def fitted_odds(self) -> pd.DataFrame | None:
        """Chances without scenario and early figures; None if the draws are no longer stored."""
        if self.origin is not None and not self.origin.evidence:
            return edition_headlines(self.edition, self.information)
        try:
            return odds_of_paths(self.edition, _stored_paths(self))
        except (UsageError, InputError):
            return None


def find_side(text: str, out: Path, data_dir: Path) -> Side:
    """Find the run that a text names.

    Parameters
    ----------
    text : str
        ``EDITION[@INFORMATION[/SCENARIO]]``; LATEST, the newest information set and the baseline
        where a part is empty.
    out, data_dir : Path
        Folders of the outputs and of the study.

    Returns
    -------
    Side

    Raises
    ------
    UsageError
        There is no such edition, or it has no such run of this unit's targets.

    Examples
    --------
    >>> sorted(_SIDE.fullmatch("LATEST@2020/coal_slump").groupdict().values())
    ['2020', 'LATEST', 'coal_slump']
    """
    from planodds.cli.validation import check_choice

    found = _SIDE.fullmatch(text)
    parts = found.groupdict() if found else {}
    edition = Edition(find_edition(out, parts.get("edition") or LATEST_FILE), data_dir)
    information = parts.get("information") or edition.now
    where = f"edition {edition.folder.name}"
    check_choice("information set", [information], edition.manifest["information"], where=where)
    scenario = parts.get("scenario") or constants.BASELINE
    rows = edition.table("results")
    own = rows[(rows["information"] == information) & (rows["scenario"] == scenario)]
    run = rows[rows["information"] == information]
    check_choice("scenario", [scenario], list(run["scenario"].unique()), where=where)
    side = Side(edition, information, scenario, str(own["variant"].iloc[0]))
    if side.odds.empty:
        raise UsageError(
            f"{where} has no chances for the headline targets of plan {edition.plan.name}",
            where=text,
            expected="an edition of the same study, unit and plan",
            remedy="see `planodds editions`",
        )
    return side


def odds_of_paths(edition: Edition, paths: Forecast) -> pd.DataFrame:
    """Count the chances of the headline targets in joint paths.

    Parameters
    ----------
    edition : Edition
        Supplies the plan and the data folder.
    paths : Forecast
        Without early figures.

    Returns
    -------
    DataFrame
        As ``select_headlines``.

    Raises
    ------
    InputError
        The data at hand do not reach the information set of the paths.
    """
    from planodds.probability.questions.targets import compute_odds

    panel = panel_of_extent(edition.data_dir, paths.information)
    plan = edition.plan.model_copy(
        update={"targets": tuple(edition.plan.target(name) for name in edition.plan.headlines)}
    )
    return select_headlines(compute_odds(paths, panel, plan), plan, edition.odds_years)


def panel_of_extent(
    data_dir: Path, information: InformationSet, as_of: date | None = None
) -> Panel:
    """Load the data at hand to the last years of an information set, without early figures.

    Parameters
    ----------
    data_dir : Path
    information : InformationSet
    as_of : date, optional
        Without figures recorded after this day.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        The data do not reach these years, or reach two years further.
    """
    from planodds.inputs.panels.county_panel import load_panel

    panel = load_panel(data_dir, information, as_of)
    return replace(panel, ragged_edge=panel.ragged_edge.iloc[:0], early_figures=no_early_figures())


def _stored_paths(side: Side) -> Forecast:
    from planodds.editions.fit_cache import FORECAST
    from planodds.forecasting.store import load_forecast
    from planodds.report.atlas import find_stored_fit

    return load_forecast(find_stored_fit(side.edition.folder, side.information) / FORECAST)


def origin_of_extent(side: Side, information: InformationSet, as_of: date | None) -> Origin | None:
    """Describe the data at hand to the last years of an information set.

    Parameters
    ----------
    side : Side
        Supplies the data folder.
    information : InformationSet
    as_of : date or None

    Returns
    -------
    Origin or None
        None if the data do not reach these years.
    """
    from planodds.inputs.priors import load_priors
    from planodds.inputs.scenarios.scenario_files import load_scenario

    data_dir = side.edition.data_dir
    try:
        panel = panel_of_extent(data_dir, information, as_of)
        priors = load_priors(data_dir, information.name)
        baseline = load_scenario(data_dir / "scenarios" / f"{constants.BASELINE}.yaml")
        return describe_origin(panel, priors, baseline)
    except (InputError, UsageError):
        return None
