"""Pydantic model of a plan, and the plan files of a study."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from planodds import constants
from planodds.errors import InputError, UsageError, suggest
from planodds.inputs.plans.parts import (
    GROUP_ROSTER,
    Interpretation,
    Reference,
    SeriesDefinition,
    StatusRule,
)
from planodds.inputs.plans.target import Target
from planodds.inputs.study import Symbol, Year, load_study
from planodds.inputs.tables.files import DATA_DIR, PLAN_FOLDER, TEMPLATE_FOLDER, list_yaml_files
from planodds.inputs.tables.yaml_models import BilingualText, Filled, StrictModel, check
from planodds.inputs.tables.yaml_reader import YamlLocation, check_file_name, read_document

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.inputs.study import Study

__all__ = [
    "Interpretation",
    "Plan",
    "Reference",
    "SeriesDefinition",
    "StatusRule",
    "Target",
    "load_plan",
    "load_plans",
    "plan_paths",
    "template_paths",
]


class Plan(StrictModel):
    """A development plan of one unit, or of whatever unit an edition is made for."""

    name: Filled
    """Name of the plan."""
    unit: str = ""
    """Code of the unit; empty: the unit that an edition is made for."""
    base_year: Year
    """The year before the plan."""
    target_year: Year
    """The last year of the plan."""
    label: BilingualText
    """Name for readers."""
    source: Filled
    """The document."""
    series: dict[Symbol, SeriesDefinition] = Field(default_factory=dict)
    """Series that its targets name, and where their figures are."""
    targets: tuple[Target, ...]
    """The targets in the order of the text."""

    def target(self, target_id: str) -> Target:
        """Return the target with this id.

        Parameters
        ----------
        target_id : str

        Returns
        -------
        Target

        Raises
        ------
        KeyError
            The plan has no such target.
        """
        return {target.id: target for target in self.targets}[target_id]

    def for_unit(self, unit: str) -> Plan:
        """Return the plan of one unit.

        Parameters
        ----------
        unit : str
            Code of the unit.

        Returns
        -------
        Plan

        Raises
        ------
        UsageError
            The plan names another unit.
        """
        if self.unit not in ("", unit):
            raise UsageError(
                f"plan {self.name!r} is of unit {self.unit}, not of {unit}",
                where="unit",
                expected=self.unit,
                remedy="choose a plan of this unit, or one without a unit",
            )
        return self.model_copy(update={"unit": unit})

    @property
    def headlines(self) -> tuple[str, ...]:
        """Ids of the first screen: the first level target of each variable, the first rank."""
        firsts: dict[str, str] = {}
        for target in self.targets:
            usable = target.from_panel and not target.stretch and target.threshold is not None
            if usable and target.kind in ("level", "rank"):
                firsts.setdefault(
                    "rank" if target.kind == "rank" else target.variable or "", target.id
                )
        return tuple(firsts.values())

    @property
    def rank_cut(self) -> int | None:
        """Last place that meets the first rank target; None without one."""
        found = (self.target(name) for name in self.headlines)
        cuts = [t.threshold for t in found if t.kind == "rank" and t.threshold is not None]
        return int(cuts[0]) if cuts else None

    @property
    def rank_given_level(self) -> str:
        """Name of the odds of the first rank target given the level: rank_30_given_gdp."""
        return f"rank_{self.rank_cut}_given_gdp"

    @model_validator(mode="after")
    def _check_ids(self) -> Self:
        ids = [target.id for target in self.targets]
        check(len(ids) == len(set(ids)), "each target id once")
        check(self.base_year < self.target_year, "base_year before target_year", key="base_year")
        return self


def plan_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the plan files of a study; templates are in a folder of their own.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    InputError
        As ``list_yaml_files``.
    """
    return list_yaml_files(data_dir / PLAN_FOLDER)


def common_plan_names(data_dir: Path = DATA_DIR) -> list[str]:
    """Return the names of the plans of no unit, whose targets every unit can be asked about.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of str
        Sorted.

    Raises
    ------
    InputError
        A plan is not YAML or breaks a rule.
    """
    return [path.stem for path in plan_paths(data_dir) if not read_document(Plan, path).unit]


def template_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the templates of plans, which are copied and never run.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    InputError
        As ``list_yaml_files``.
    """
    return list_yaml_files(data_dir / TEMPLATE_FOLDER)


def load_plans(data_dir: Path = DATA_DIR) -> list[Plan]:
    """Load all plans of a study.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of Plan
        Sorted by name; a plan without a unit is that of the home unit.

    Raises
    ------
    InputError
        As ``load_plan``.
    """
    return [
        load_plan(data_dir, file=path.relative_to(data_dir).as_posix())
        for path in plan_paths(data_dir)
    ]


def load_plan(
    data_dir: Path = DATA_DIR, *, file: str | None = None, unit: str | None = None
) -> Plan:
    """Load a plan.

    Parameters
    ----------
    data_dir : Path
    file : str, optional
        Path of the YAML file below ``data_dir``, or the name of a plan; by default the home plan
        of the study.
    unit : str, optional
        Code of the unit that the plan is read for; by default the plan's, else the home unit.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        The file is not YAML, a target breaks a rule, or the study has no plan.
    UsageError
        The plan is of another unit.

    Examples
    --------
    >>> load_plan().target("gdp_level").threshold
    200.0
    """
    study = load_study(data_dir)
    file = file or _home_plan(study)
    path = data_dir / (file if "/" in file else f"{PLAN_FOLDER}/{file}.yaml")
    plan = read_document(Plan, path)
    check_file_name(plan.name, path)
    _check_rosters(plan, study, path)
    _check_against_study(plan, study, path, data_dir)
    plan = plan.for_unit(unit or plan.unit or study.home.unit)
    if not any(target.growth_to_threshold is not None for target in plan.targets):
        return plan
    return _resolve_levels(plan, data_dir, path)


def _check_against_study(plan: Plan, study: Study, path: Path, data_dir: Path) -> None:
    """Check targets against units and variables, which are read only here."""
    from planodds.inputs.plans.plausible import check_targets
    from planodds.inputs.tables.csv_tables import read_units

    check_targets(plan, study, read_units(data_dir), path)


def _resolve_levels(plan: Plan, data_dir: Path, file: Path) -> Plan:
    """Compute the levels that are given by growth from the unit's published base."""
    from planodds.inputs.panels.county_panel import load_panel

    panel = load_panel(data_dir)
    position = panel.unit_index(plan.unit)
    targets = []
    for row, target in enumerate(plan.targets):
        if target.growth_to_threshold is None:
            targets.append(target)
            continue
        values = panel.gdp if target.variable == constants.GDP else panel.revenue
        known = dict(zip(panel.years, values[position], strict=True))
        base = known.get(target.base_year, math.nan)
        if not math.isfinite(base):
            raise InputError(
                f"{target.variable} of {plan.unit} has no figure for {target.base_year}",
                where=str(YamlLocation(file, ("targets", row, "growth_to_threshold"))),
                expected="a published figure of the base year",
                remedy="add the figure to the panel, or write threshold",
            )
        level = base * (1 + target.growth_to_threshold) ** (target.year - target.base_year)
        targets.append(target.model_copy(update={"threshold": _rounded(level)}))
    return plan.model_copy(update={"targets": tuple(targets)})


def _rounded(level: float) -> float:
    """Round a level to hundredths; a small one to four digits.

    Examples
    --------
    >>> _rounded(152.3456), _rounded(0.0123456)
    (152.35, 0.01235)
    """
    return round(level, max(2, 3 - math.floor(math.log10(level))))


def _home_plan(study: Study) -> str:
    """Return the name of the plan of an edition where none is named."""
    if study.home.plan is None:
        raise InputError(
            "the study has no plan",
            where="study.yaml key home",
            expected="home: {plan: NAME}, the stem of a file in the folder plans",
            remedy="name a plan",
        )
    return study.home.plan


def _check_rosters(plan: Plan, study: Study, path: Path) -> None:
    """Check that each reading names a roster of the study."""
    allowed = (*study.rosters, GROUP_ROSTER)
    for row, target in enumerate(plan.targets):
        for column, reading in enumerate(target.readings):
            if reading.roster not in (None, *allowed):
                raise InputError(
                    f"roster = {reading.roster!r}",
                    where=str(YamlLocation(path, ("targets", row, "readings", column, "roster"))),
                    expected=", ".join(allowed),
                    remedy=suggest(str(reading.roster), allowed, otherwise="correct the name"),
                )
