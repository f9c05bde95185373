"""`planodds atlas`: the same targets for every unit, and a brief of each unit asked for."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, Draws, check_question, load_draws
from planodds.cli.planning.files import font_cache, languages_of, unit_names, write_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.plan import Plan
    from planodds.report.atlas import CommonPlan

ALL_UNITS = "all"
BRIEFS_FOLDER = "briefs"
_NEIGHBOURS = 2  # on either side: more do not fit the page


def list_atlas(
    request: DrawRequest, *, plan: str, briefs: Sequence[str], lang: str, out: Path | None
) -> Iterator[str]:
    """Compute the atlas from one set of draws; write tables, workbook, pages and briefs.

    Parameters
    ----------
    request : DrawRequest
    plan : str
        Name of a plan of no unit; empty: the study's only one, or none.
    briefs : sequence of str
        Units by code or name, or ``all``.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``atlas/<edition>`` in the outputs folder, for draws of no
        edition ``atlas/<study>-<information>``.

    Yields
    ------
    str
        The number of units and draws, then each file of the atlas and the folder of the briefs.

    Raises
    ------
    UsageError
        A name is unknown, the study has several such plans, or the edition has no stored draws.
    InputError
        Data or program have changed since the edition, or the stored fit is damaged.
    """
    from planodds.probability.questions.atlas import build_atlas
    from planodds.report.atlas import AtlasContent, CommonPlan, write_atlas

    check_question(request)
    languages = languages_of(request.data_dir, lang)
    name = _choose_common_plan(request.data_dir, plan)
    units = find_units(request.data_dir, briefs)
    draws = load_draws(request)
    study, started = draws.panel.study, time.perf_counter()
    common = CommonPlan(request.data_dir, name) if name else None
    atlas = build_atlas(
        draws.forecast, draws.panel, common.for_unit if common else None, draws.indicators
    )
    seconds = time.perf_counter() - started
    folder = out or request.outputs / "atlas" / str(
        draws.manifest.get("edition") or f"{study.name}-{request.information}"
    )
    made = UnitBriefs(request, draws, atlas, common, folder / BRIEFS_FOLDER)
    linked = {
        each: {unit: f"{BRIEFS_FOLDER}/{unit}.{each}.html" for unit in units} for each in languages
    }
    yield (
        f"{len(draws.panel.units)} units from {draws.forecast.draws} joint draws of "
        f"{draws.described} in {seconds:.1f} s"
    )
    for unit in units:
        made.write(unit, languages)
    content = AtlasContent(
        atlas, study, _example(common, draws), draws.manifest, study.home.unit, linked
    )
    files = write_atlas(content, folder, languages=languages, cache_dir=font_cache(request))
    yield from map(str, files)
    if units:
        yield str(folder / BRIEFS_FOLDER)


def _choose_common_plan(data_dir: Path, plan: str) -> str:
    """Return the name of the plan of no unit; empty if the study has none."""
    from planodds.cli.validation import check_choice
    from planodds.errors import UsageError
    from planodds.inputs.plan import common_plan_names, load_plan, plan_paths

    if plan:
        check_choice("plan", [plan], [path.stem for path in plan_paths(data_dir)])
    known = common_plan_names(data_dir)
    if plan and plan not in known:
        unit = load_plan(data_dir, file=plan).unit
        raise UsageError(
            f"plan {plan!r} is of unit {unit}",
            expected=", ".join(known) or "a plan without the key unit",
            remedy="name a plan of no unit with --plan, or write one",
        )
    if not plan and len(known) > 1:
        raise UsageError(
            f"the study has {len(known)} plans of no unit",
            where=str(data_dir / "plans"),
            expected=", ".join(known),
            remedy="name one of them with --plan",
        )
    return plan or (known[0] if known else "")


def find_units(data_dir: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of the units that get a brief, each once.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    names : sequence of str
        Units by code or name, or ``all``.

    Returns
    -------
    tuple of str
        In the order of the names; for ``all`` in that of units.csv.

    Raises
    ------
    UsageError
        There is no such unit.
    """
    from planodds.inputs.tables.csv_tables import read_units
    from planodds.inputs.tables.former_units import find_study_unit

    if ALL_UNITS in names:
        return tuple(read_units(data_dir)["code"])
    return tuple(dict.fromkeys(find_study_unit(data_dir, name) for name in names))


def _example(common: CommonPlan | None, draws: Draws) -> Plan | None:
    """Return the plan as the first unit has it whose figures its thresholds need."""
    if common is None:
        return None
    units = (draws.panel.study.home.unit, *draws.panel.units)
    return next(plan for unit in units if unit and (plan := common.for_unit(unit)) is not None)


class UnitBriefs:
    """The briefs of single units, from the atlas and the draws behind it.

    Parameters
    ----------
    request : DrawRequest
    draws : Draws
    atlas : DataFrame
        From ``build_atlas`` of the same draws.
    common : CommonPlan or None
        None: no chances of common targets are shown.
    folder : Path
        Of the files.
    """

    def __init__(
        self,
        request: DrawRequest,
        draws: Draws,
        atlas: pd.DataFrame,
        common: CommonPlan | None,
        folder: Path,
    ) -> None:
        self._request, self._draws, self._common, self._folder = request, draws, common, folder
        self._rows = dict(iter(atlas.groupby("unit", sort=False)))

    @cached_property
    def _history(self) -> pd.DataFrame:
        """Published figures of all units."""
        from planodds.notebook.tables import tabulate_history

        return tabulate_history(self._draws.panel)

    def write(self, unit: str, languages: Sequence[str]) -> None:
        """Write page and memo of a unit in each language.

        Parameters
        ----------
        unit : str
            Code.
        languages : sequence of {"zh", "en"}
        """
        from planodds.probability.questions.distributions import summarise_quantiles
        from planodds.report.planning.unit_brief import UnitBriefText, write_unit_brief

        draws, study = self._draws, self._draws.panel.study
        year = min(study.last_headline_year, draws.forecast.years[-1])
        plan = self._common.for_unit(unit) if self._common else None
        quantiles = summarise_quantiles(draws.forecast, draws.panel, unit=unit, units=[unit])
        fan, order = self._fan(unit, year, quantiles), self._order(unit, year)
        names, cache = unit_names(draws.panel, unit), font_cache(self._request)
        self._folder.mkdir(parents=True, exist_ok=True)
        for lang in languages:
            text = UnitBriefText(
                study, names[lang], lang, self._rows[unit], quantiles, fan, order, plan, year
            )
            document = write_unit_brief(text, draws.manifest, text.draw(self._folder, cache))
            for _ in write_document(self._folder, unit, document, cache):
                pass

    def _fan(self, unit: str, year: int, quantiles: pd.DataFrame) -> pd.DataFrame:
        """Return the tidy table of the figure."""
        from planodds import constants
        from planodds.report.figures.fan import build_fan

        return build_fan(
            self._history,
            quantiles,
            variable=constants.GDP,
            threshold=None,
            target_year=None,
            unit=unit,
            final_year=year,
        )

    def _order(self, unit: str, year: int) -> pd.DataFrame:
        """Return the neighbours in the ranking; none for a unit that is not ranked."""
        from planodds.probability.events.ranks import unit_rosters
        from planodds.probability.questions.neighbours import neighbours

        draws = self._draws
        roster = draws.panel.study.headline_roster
        if roster not in unit_rosters(draws.panel, draws.panel.unit_index(unit)):
            return self._history.head(0)
        return neighbours(
            draws.forecast, draws.panel, unit=unit, years=[year], k=_NEIGHBOURS, roster=roster
        )
