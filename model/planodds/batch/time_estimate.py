"""Estimate of the remaining run time of a batch, from recorded durations."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from planodds.batch.notebook_run import RECORD as RUN_RECORD
from planodds.editions import fit_cache, layout
from planodds.editions.inventory import EditionInfo, list_complete
from planodds.execution.digests import read_json
from planodds.execution.result_store import ResultStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planodds.batch.plan import BatchPlan
    from planodds.batch.prepare import Batch

FIT, CHECK, NOTEBOOK = "fit", "check", "notebook"
_PAGES_STAGE = "tables and pages"  # its name in the manifest
_OVERDUE = 0.05  # share of the usual seconds that an overdue run is assumed to need still


@dataclass(frozen=True)
class RunDurations:
    """Usual seconds of a fit, a notebook run, and the tables and pages at the end.

    Attributes
    ----------
    warm_up : float
        Additional seconds of the first fit, which compiles the graphs that the others share.
    fit, notebook, pages : float
    source : str
        Where the values come from, in words.
    check : float
        Of a check by NUTS, which compiles its own graphs.
    """

    warm_up: float
    fit: float
    notebook: float
    pages: float
    source: str
    check: float = 90.0


# Measured with the shipped data on two cores, two processes at a time.
_MEASURED = "defaults measured on two cores with the shipped data"
_FULL_PACE = RunDurations(warm_up=5.0, fit=20.0, notebook=8.0, pages=30.0, source=_MEASURED)
_QUICK_FIT = 15.0
_NO_BRIEF = 2.0  # seconds of tables and pages of an edition without a brief


class RemainingTime:
    """Estimate of the remaining seconds of a batch; updated when a run begins or ends.

    Fits run one at a time, with notebooks beside them: the remaining time is the sum of the fits,
    or all the work divided by the number of workers, whichever is longer.

    Parameters
    ----------
    names : sequence of str
        What is to be run, fits in their order.
    pace : RunDurations
        Used for a kind until one run of it has ended here.
    jobs : int
        Number of workers.

    Examples
    --------
    >>> pace = RunDurations(warm_up=30.0, fit=60.0, notebook=10.0, pages=5.0, source="a test")
    >>> RemainingTime(["fit/2020/posterior", "notebooks/01_data"], pace, jobs=2).seconds()
    105.0
    """

    def __init__(self, names: Sequence[str], pace: RunDurations, *, jobs: int) -> None:
        self._left = set(names)
        self._first = next((name for name in names if kind_of(name) == FIT), None)
        self._pace, self._pages, self._jobs = pace, pace.pages, jobs
        self._begun: dict[str, float] = {}
        self._took: dict[str, list[float]] = {FIT: [], CHECK: [], NOTEBOOK: []}

    def begin(self, name: str) -> None:
        """Record that a run has begun.

        Parameters
        ----------
        name : str
            Of a fit or notebook run.
        """
        self._begun[name] = time.monotonic()

    def end(self, name: str, seconds: float | None = None) -> None:
        """Record that a run has ended.

        Parameters
        ----------
        name : str
            Of a fit or notebook run.
        seconds : float, optional
            Its duration. None: it failed or was skipped, so there will be no brief.
        """
        self._left.discard(name)
        self._begun.pop(name, None)
        if seconds is None:
            self._pages = min(self._pages, _NO_BRIEF)
        else:
            self._took[kind_of(name)].append(seconds)

    def seconds(self) -> float:
        """Return the remaining seconds."""
        serial = sum(self._need(name) for name in self._left if kind_of(name) == FIT)
        rest = [self._need(name) for name in self._left if kind_of(name) != FIT]
        longest = serial + max(rest, default=0.0)
        return max(longest, (serial + sum(rest)) / self._jobs) + self._pages

    def _need(self, name: str) -> float:
        usual = self._usual(kind_of(name)) + (self._pace.warm_up if name == self._first else 0.0)
        spent = time.monotonic() - self._begun[name] if name in self._begun else 0.0
        return max(usual - spent, _OVERDUE * usual)

    def _usual(self, kind: str) -> float:
        """Return the mean of the runs that ended here; one fit alone only scales the usual time."""
        took, pace = self._took[kind], self._pace
        if kind == FIT and len(took) == 1:
            return pace.fit * took[0] / (pace.fit + pace.warm_up)
        return fmean(took[kind == FIT :] or [getattr(pace, kind)])


def kind_of(name: str) -> str:
    """Return whether a run of this name is a fit, a check of a fit, or a notebook.

    Parameters
    ----------
    name : str
        Such as `fit/2020/posterior`.

    Returns
    -------
    str
        `fit`, `check` or `notebook`.
    """
    return next((kind for kind in (FIT, CHECK) if name.startswith(f"{kind}/")), NOTEBOOK)


def run_names(batch: Batch) -> tuple[str, ...]:
    """List the names of the fits, checks and notebook runs, in the order of the plan.

    Parameters
    ----------
    batch : Batch

    Returns
    -------
    tuple of str
        The fits first.
    """
    return (*batch.plan.fit_names, *(run.name for run in batch.plan.notebooks))


def find_reusable(batch: Batch, out: Path) -> frozenset[str]:
    """List the fits and runs whose stored results the runner would reuse.

    Compares keys, names and sizes; the runner itself verifies the content.

    Parameters
    ----------
    batch : Batch
    out : Path
        The outputs folder.

    Returns
    -------
    frozenset of str
        Their names; all of them if the edition is complete.
    """
    if layout.final_dir(out, batch.edition).is_dir():
        return frozenset(run_names(batch))
    folder = layout.partial_dir(out, batch.edition)
    store = ResultStore(fit_cache.cache_dir(out))
    fits = (name for name in batch.plan.fit_names if store.has(batch.fit_keys[name]))
    runs = (
        run.name
        for run in batch.plan.notebooks
        if read_json(folder / run.folder / RUN_RECORD).get("key") == batch.run_keys[run.name]
    )
    return frozenset((*fits, *runs))


def load_durations(out: Path, plan: BatchPlan) -> RunDurations:
    """Read the usual seconds from the newest edition whose fits are as long.

    Parameters
    ----------
    out : Path
        The outputs folder.
    plan : BatchPlan
        Only editions that are quick like it, and have a brief like it, are comparable. What
        such an edition did not run is filled from defaults.

    Returns
    -------
    RunDurations
    """
    default = replace(
        _FULL_PACE,
        fit=_QUICK_FIT if plan.quick else _FULL_PACE.fit,
        pages=_FULL_PACE.pages if plan.full else _NO_BRIEF,
    )
    for item in list_complete(out):
        if item.manifest and bool(item.manifest.get("quick")) == plan.quick:
            return _pace_of(item, default, full=plan.full)
    return default


def format_duration(seconds: float) -> str:
    """Describe a duration with as many digits as an estimate supports.

    Parameters
    ----------
    seconds : float

    Returns
    -------
    str

    Examples
    --------
    >>> [format_duration(value) for value in (4, 47, 200, 5000)]
    ['under 10 s', 'about 50 s', 'about 3 min', 'about 1 h 25 min']
    """
    if seconds < 10:
        return "under 10 s"
    if seconds < 90:
        return f"about {round(seconds, -1):.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min"
    hours, rest = divmod(5 * round(minutes / 5), 60)
    return f"about {hours} h {rest} min" if rest else f"about {hours} h"


def _pace_of(item: EditionInfo, default: RunDurations, *, full: bool) -> RunDurations:
    fits = list(filter(None, map(_fit_seconds, item.manifest.get("fits", ()))))
    runs = list(filter(None, (entry.get("seconds") for entry in item.manifest.get("runs", ()))))
    if not runs:
        return default
    source = f"the seconds recorded in edition {item.name}"
    pace = replace(default, notebook=fmean(runs), source=source)
    if len(fits) > 1:
        usual = median(fits)
        pace = replace(pace, fit=usual, warm_up=max(fits) - usual)
    else:
        pace = replace(pace, source=f"{source} (of fits: {default.source})")
    has_brief = any(item.folder.glob("brief.*.html"))
    pages = item.manifest.get("stages", {}).get(_PAGES_STAGE)
    return replace(pace, pages=float(pages)) if pages and has_brief == full else pace


def _fit_seconds(entry: Mapping[str, Any]) -> float:
    """Return the seconds of a fit; for a reused one, those when it was computed."""
    parts = sum(float(entry.get(name) or 0.0) for name in ("fit_seconds", "forecast_seconds"))
    return float(entry.get("seconds") or 0.0) or parts
