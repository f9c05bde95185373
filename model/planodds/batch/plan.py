"""Plan of a batch: which fits and notebook runs, as pure data, before anything is run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.layout import scenario_folder
from planodds.inputs.panels.information import LATEST
from planodds.inputs.plan import load_plan
from planodds.inputs.study import load_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PLAN_YEAR_SCENARIOS = (constants.BASELINE, "plan_path")

_DATA_NOTEBOOK = "01_data"
_MODEL_NOTEBOOK = "02_model"
_RECORD_NOTEBOOK = "03_track_record"
SCENARIO_NOTEBOOK = "04_scenario"
COMPARE_NOTEBOOK = "05_compare"
NOTEBOOKS = (_DATA_NOTEBOOK, _MODEL_NOTEBOOK, _RECORD_NOTEBOOK, SCENARIO_NOTEBOOK, COMPARE_NOTEBOOK)


@dataclass(frozen=True)
class FitRun:
    """One fit and its baseline forecast, for one information set."""

    information: str
    evidence: str = constants.POSTERIOR

    @property
    def name(self) -> str:
        """The name by which runs refer to this fit."""
        return f"fit/{self.information}/{self.evidence}"


@dataclass(frozen=True)
class SamplerCheck:
    """A second fit of one information set, by NUTS, held against the fit of the edition."""

    fit: FitRun

    @property
    def name(self) -> str:
        """The name of the check."""
        return f"check/{self.fit.information}/{self.fit.evidence}"

    @property
    def needs(self) -> tuple[str, ...]:
        """The fit that is checked."""
        return (self.fit.name,)


@dataclass(frozen=True)
class NotebookRun:
    """One execution of one notebook.

    Attributes
    ----------
    notebook : str
        Stem of the file in `notebooks/`.
    folder : str
        Where its results go, inside the edition; also the run's name.
    parameters : mapping of str to str
        Values for the notebook's `parameters` cell, without `edition`.
    needs : tuple of str
        Fits that must have ended well.
    after : tuple of str
        Notebook runs that must have ended, well or not: a comparison lists what is missing.
    """

    notebook: str
    folder: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the run."""
        return self.folder


@dataclass(frozen=True)
class BatchPlan:
    """All runs of one edition, in the order in which they are shown."""

    fits: tuple[FitRun, ...]
    notebooks: tuple[NotebookRun, ...]
    information: tuple[str, ...]
    scenarios: tuple[str, ...]
    full: bool
    quick: bool
    checks: tuple[SamplerCheck, ...] = ()

    @property
    def fit_names(self) -> tuple[str, ...]:
        """The names of all that is stored in the cache of fits: the fits, then their checks."""
        return (*(fit.name for fit in self.fits), *(check.name for check in self.checks))

    @property
    def main_information(self) -> str:
        """The newest information set of the plan: the last one requested."""
        return self.information[-1]


def build_plan(
    *,
    scenarios: Sequence[str],
    information: Sequence[str] | None = None,
    complete: Sequence[str] | None = None,
    only: Sequence[str] = (),
    quick: bool = False,
    base_year: int | None = None,
    checked: bool = True,
) -> BatchPlan:
    """Return the plan of an edition.

    Parameters
    ----------
    scenarios : sequence of str
        Every scenario on file.
    information : sequence of str, optional
        Information sets for which scenarios are run, oldest first; all of a full edition if
        omitted.
    complete : sequence of str, optional
        Information sets of a full edition; ``study.information`` if omitted.
    only : sequence of str
        Scenarios requested by name; the baseline is always included. Empty: all scenarios at
        `latest`, the baseline and the plan's path at the plan year, the baseline in between.
    quick : bool
        Short fits, stamped not for decisions.
    base_year : int, optional
        Base year of the plan, whose information set the plan was written on; by default that of
        the plan on file.
    checked : bool
        Whether NUTS checks the fit of the newest information set, except in a quick batch.

    Returns
    -------
    BatchPlan

    Examples
    --------
    >>> plan = build_plan(scenarios=["baseline", "coal_slump", "plan_path"])
    >>> [run.name for run in plan.notebooks if run.notebook == "04_scenario"]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['scenarios/2020/baseline', 'scenarios/2020/plan_path', 'scenarios/2021/baseline',
     'scenarios/2022/baseline', 'scenarios/2023/baseline', 'scenarios/latest/baseline',
     'scenarios/latest/coal_slump', 'scenarios/latest/plan_path']
    """
    complete = load_study().information if complete is None else complete
    information = complete if information is None else information
    base = str(load_plan().base_year if base_year is None else base_year)
    chosen = {name: _scenarios_at(name, scenarios, only, base=base) for name in information}
    full = set(complete) <= set(information) and not only
    origins = tuple(name for name in complete if name != LATEST) if full else ()
    fits = _fits(information, origins, base=base)
    return BatchPlan(
        fits=fits,
        notebooks=tuple(
            _notebooks(chosen, fits, origins, base=base, on_record=load_study().on_record)
        ),
        information=tuple(information),
        scenarios=_in_order(sum(reversed(chosen.values()), ())),
        full=full,
        quick=quick,
        checks=(SamplerCheck(FitRun(information[-1])),) if checked and not quick else (),
    )


def describe_plan(plan: BatchPlan) -> list[str]:
    """List the runs, one line each, as `--dry-run` prints them.

    Parameters
    ----------
    plan : BatchPlan

    Returns
    -------
    list of str
        The fits first.
    """
    fits = [f"fit       {fit.information:<8} {fit.evidence}" for fit in plan.fits]
    fits += [f"check     {run.fit.information:<8} {run.fit.evidence}" for run in plan.checks]
    return fits + [f"notebook  {run.notebook:<16} -> {run.folder}" for run in plan.notebooks]


def _scenarios_at(
    information: str, on_file: Sequence[str], only: Sequence[str], *, base: str
) -> tuple[str, ...]:
    if only:
        requested = only
    elif information == LATEST:
        requested = on_file
    elif information == base:
        requested = [name for name in _PLAN_YEAR_SCENARIOS if name in on_file]
    else:
        requested = ()
    return _in_order((constants.BASELINE, *requested))


def _in_order(scenarios: Iterable[str]) -> tuple[str, ...]:
    """Remove duplicates; the baseline first, the rest in their order."""
    return tuple(dict.fromkeys((constants.BASELINE, *scenarios)))


def _fits(information: Sequence[str], origins: Sequence[str], *, base: str) -> tuple[FitRun, ...]:
    """Choose the fits; those that most runs need come first."""
    sets = dict.fromkeys((*reversed(information), *origins))
    fits = [FitRun(name) for name in sets]
    if base in sets:
        fits.append(FitRun(base, constants.PRIOR_ONLY))
    return tuple(fits)


def _notebooks(
    chosen: Mapping[str, tuple[str, ...]],
    fits: tuple[FitRun, ...],
    origins: Sequence[str],
    *,
    base: str,
    on_record: bool,
) -> Iterable[NotebookRun]:
    every_fit = tuple(fit.name for fit in fits)
    main = {"information": list(chosen)[-1]}
    yield NotebookRun(_DATA_NOTEBOOK, f"notebooks/{_DATA_NOTEBOOK}", main)
    yield NotebookRun(_MODEL_NOTEBOOK, f"notebooks/{_MODEL_NOTEBOOK}", main, needs=every_fit)
    if origins and on_record:
        needs = tuple(FitRun(origin).name for origin in origins)
        yield NotebookRun(_RECORD_NOTEBOOK, f"notebooks/{_RECORD_NOTEBOOK}", main, needs=needs)
    for information, scenarios in chosen.items():
        runs = [_scenario_run(information, scenario, fits) for scenario in scenarios]
        yield from runs
        if len(runs) > 1:
            yield _compare_run(information, runs, chosen, base=base)


def _scenario_run(information: str, scenario: str, fits: tuple[FitRun, ...]) -> NotebookRun:
    evidences = [
        fit
        for fit in fits
        if fit.information == information
        and (scenario == constants.BASELINE or fit.evidence == constants.POSTERIOR)
    ]
    baseline = scenario_folder(information, constants.BASELINE)
    return NotebookRun(
        SCENARIO_NOTEBOOK,
        scenario_folder(information, scenario),
        {"information": information, "scenario": scenario},
        needs=tuple(fit.name for fit in evidences),
        after=() if scenario == constants.BASELINE else (baseline,),
    )


def _compare_run(
    information: str,
    runs: Sequence[NotebookRun],
    chosen: Mapping[str, tuple[str, ...]],
    *,
    base: str,
) -> NotebookRun:
    """Compare the scenarios of one information set, and its baseline with earlier ones."""
    before = list(chosen)[: list(chosen).index(information)]
    then = [scenario_folder(name, constants.BASELINE) for name in before]
    needs = [FitRun(name).name for name in (information, base) if name in (information, *before)]
    return NotebookRun(
        COMPARE_NOTEBOOK,
        f"notebooks/{COMPARE_NOTEBOOK}.{information}",
        {"information": information},
        needs=tuple(needs),
        after=(*(run.name for run in runs), *then, f"notebooks/{_DATA_NOTEBOOK}"),
    )
