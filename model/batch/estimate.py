"""How long a batch will take, and what of it is done already: from seconds that were recorded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from model.batch import cache, edition
from model.batch.execute import RECORD as RUN_RECORD
from model.batch.prepare import Batch
from model.batch.shelf import Shelved, survey_editions

FIT, NOTEBOOK, PAGES = "fit", "notebook", "pages"
_PAGES_STAGE = "tables and pages"  # what the runner calls it in the manifest
_LEAST = 0.05  # of the usual seconds: what a run that is overdue is still given


@dataclass(frozen=True)
class Pace:
    """Usual seconds of one fit, one notebook run, and the tables and pages at the end.

    Attributes
    ----------
    fit, notebook, pages : float
    source : str
        Where they come from, in words.
    """

    fit: float
    notebook: float
    pages: float
    source: str


# Measured with the shipped data on two cores, two processes at a time.
DEFAULT_PACE = Pace(fit=75.0, notebook=12.0, pages=30.0,
                    source="defaults measured on two cores with the shipped data")
DEFAULT_QUICK_PACE = Pace(fit=20.0, notebook=12.0, pages=30.0, source=DEFAULT_PACE.source)


class TimeLeft:
    """Estimate of the seconds that a batch still takes; told of what begins and ends.

    Fits run one at a time and notebooks beside them, so that the time left is what the fits
    take one after the other, or all the work over the workers, whichever is longer.

    Parameters
    ----------
    names : iterable of str
        What is to be run.
    pace : Pace
        Holds for a kind until one of it has ended here.
    jobs : int
        Number of workers.

    Examples
    --------
    >>> pace = Pace(fit=60.0, notebook=10.0, pages=5.0, source="a test")
    >>> TimeLeft(["fit/2020/posterior", "notebooks/01_data"], pace, jobs=2).seconds()
    75.0
    """

    def __init__(self, names: Iterable[str], pace: Pace, *, jobs: int) -> None:
        self._left = set(names)
        self._pace, self._jobs = pace, jobs
        self._begun: dict[str, float] = {}
        self._took: dict[str, list[float]] = {FIT: [], NOTEBOOK: []}

    def begin(self, name: str) -> None:
        """Note that a run has begun."""
        self._begun[name] = time.monotonic()

    def end(self, name: str, seconds: float | None = None) -> None:
        """Note that a run is over; its seconds teach only if it ended well."""
        self._left.discard(name)
        self._begun.pop(name, None)
        if seconds:
            self._took[kind_of(name)].append(seconds)

    def seconds(self) -> float:
        """Give the seconds left."""
        serial = sum(self._need(name) for name in self._left if kind_of(name) == FIT)
        rest = [self._need(name) for name in self._left if kind_of(name) == NOTEBOOK]
        longest = serial + max(rest, default=0.0)
        return max(longest, (serial + sum(rest)) / self._jobs) + self._pace.pages

    def _need(self, name: str) -> float:
        usual = fmean(self._took[kind_of(name)] or [getattr(self._pace, kind_of(name))])
        spent = time.monotonic() - self._begun[name] if name in self._begun else 0.0
        return max(usual - spent, _LEAST * usual)


def kind_of(name: str) -> str:
    """Tell from a run's name whether it is a fit or a notebook."""
    return FIT if name.startswith(f"{FIT}/") else NOTEBOOK


def run_names(batch: Batch) -> tuple[str, ...]:
    """Name the batch's fits and notebook runs, in the order of the plan."""
    return tuple(job.name for job in (*batch.plan.fits, *batch.plan.notebooks))


def find_reusable(batch: Batch, out: Path) -> frozenset[str]:
    """Name the fits and runs that the runner would take over and not do again."""
    if edition.final_dir(out, batch.edition).is_dir():
        return frozenset(run_names(batch))
    folder, stored = edition.partial_dir(out, batch.edition), cache.cache_dir(out)
    fits = (fit.name for fit in batch.plan.fits
            if cache.has_entry(stored, batch.fit_keys[fit.name]))
    runs = (run.name for run in batch.plan.notebooks
            if _key_of(folder / run.folder / RUN_RECORD) == batch.run_keys[run.name])
    return frozenset((*fits, *runs))


def recorded_pace(out: Path, *, quick: bool) -> Pace:
    """Read the usual seconds from the newest edition of the same length of fits.

    What that edition did not have to do is filled from the declared defaults.
    """
    default = DEFAULT_QUICK_PACE if quick else DEFAULT_PACE
    for item in survey_editions(out):
        if item.manifest and bool(item.manifest.get("quick")) == quick:
            return _pace_of(item, default)
    return default


def say_duration(seconds: float) -> str:
    """Say a duration with no more digits than an estimate deserves.

    Examples
    --------
    >>> [say_duration(value) for value in (4, 47, 200, 5000)]
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


def _pace_of(item: Shelved, default: Pace) -> Pace:
    fits = [_fit_seconds(entry) for entry in item.manifest.get("fits", ())]
    runs = [float(entry.get("seconds", 0.0)) for entry in item.manifest.get("runs", ())]
    pages = item.manifest.get("stages", {}).get(_PAGES_STAGE, default.pages)
    known = {FIT: list(filter(None, fits)), NOTEBOOK: list(filter(None, runs))}
    lacking = [kind for kind, seconds in known.items() if not seconds]
    source = f"the seconds recorded in edition {item.name}"
    source += f" (of a {lacking[0]}: {default.source})" if len(lacking) == 1 else ""
    return default if len(lacking) == 2 else Pace(
        fmean(known[FIT] or [default.fit]), fmean(known[NOTEBOOK] or [default.notebook]),
        float(pages), source)


def _fit_seconds(entry: Mapping[str, object]) -> float:
    """Give what a fit took; one that was taken over bears what it took when it was made."""
    parts = sum(float(entry.get(name) or 0.0) for name in ("fit_seconds", "forecast_seconds"))
    return float(entry.get("seconds") or 0.0) or parts


def _key_of(path: Path) -> object:
    if not path.is_file():
        return None
    return json.loads(path.read_text(encoding="utf-8")).get("key")
