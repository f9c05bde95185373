"""Atlas of all units: tables, workbook and pages; and the joint draws of a stored edition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions import fit_cache
from planodds.editions.files import read_plan
from planodds.editions.same_data import require_same_data
from planodds.errors import InputError, UsageError
from planodds.execution.atomic import write_bytes_atomic, write_text_atomic
from planodds.inputs.plan import load_plan
from planodds.probability.questions.atlas import widen_atlas
from planodds.report.formats.atlas_workbook import build_atlas_workbook
from planodds.report.html.atlas_page import render_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study


@dataclass(frozen=True)
class AtlasContent:
    """Tables and settings of an atlas.

    Attributes
    ----------
    atlas : DataFrame
        From ``build_atlas``.
    study : Study
    plan : Plan or None
        The common targets as one unit has them; None: an atlas of levels and ranks alone.
    manifest : mapping
        Of the edition or of the fit.
    home : str
        Code of the unit that is marked; empty: none.
    briefs : mapping of str to mapping of str to str
        By language and code of a unit: its brief, relative to the folder of the atlas.
    """

    atlas: pd.DataFrame
    study: Study
    plan: Plan | None
    manifest: Mapping[str, Any]
    home: str = ""
    briefs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def write_atlas(
    content: AtlasContent, out: Path, *, languages: Sequence[str], cache_dir: Path
) -> Iterator[Path]:
    """Write tables, workbook and pages of an atlas, each in one step.

    Parameters
    ----------
    content : AtlasContent
    out : Path
        Folder of the files.
    languages : sequence of {"zh", "en"}
        Of the pages.
    cache_dir : Path
        Where the cut typefaces are cached.

    Yields
    ------
    Path
        Of each file.
    """
    units = widen_atlas(content.atlas, home=content.home)
    yield write_text_atomic(out / "atlas.csv", _as_csv(content.atlas))
    yield write_text_atomic(out / "atlas_units.csv", _as_csv(units))
    book = build_atlas_workbook(content.atlas, units, content.plan, manifest=content.manifest)
    yield write_bytes_atomic(out / "atlas.xlsx", book)
    for lang in languages:
        page = render_atlas(
            content.atlas,
            content.plan,
            content.study,
            lang=lang,
            home=content.home,
            manifest=content.manifest,
            briefs=content.briefs.get(lang, {}),
            cache_dir=cache_dir,
        )
        yield write_text_atomic(out / f"atlas.{lang}.html", page)


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
        Data or program have changed since the edition, or the stored fit is damaged.
    """
    from planodds.forecasting.store import load_forecast, load_posterior

    information = panel.information.name
    folder = find_stored_fit(edition_dir, information)
    content = read_plan(edition_dir)
    require_same_data(panel, content, edition_dir=edition_dir, data_dir=data_dir)
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


class CommonPlan:
    """A plan without a unit, read for each unit.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    name : str
        Of the plan.
    """

    def __init__(self, data_dir: Path, name: str) -> None:
        self._data_dir, self._name = data_dir, name

    def for_unit(self, unit: str) -> Plan | None:
        """Return the plan of a unit.

        Parameters
        ----------
        unit : str
            Code.

        Returns
        -------
        Plan or None
            None where a base of its thresholds is not published.
        """
        try:
            return load_plan(self._data_dir, file=self._name, unit=unit)
        except InputError:
            return None


def _as_csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")
