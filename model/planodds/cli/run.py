"""`planodds run`: a dry run of the plan of runs, or a new edition with its progress reported."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planodds.batch.executors import DASK, EXECUTORS, LOCAL
from planodds.batch.plan import BatchPlan, describe_plan
from planodds.batch.prepare import Batch, prepare_batch
from planodds.cli.text_tables import format_count
from planodds.cli.validation import check_choice
from planodds.errors import UsageError
from planodds.inputs.plan import load_plan
from planodds.inputs.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from planodds.batch.executors import Executor
    from planodds.batch.runner import BatchResult
    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study

_INTERRUPTED = 130
_ADDRESS = re.compile(r"(?:[a-z]+://)?(?:[\w.-]+|\[[0-9a-f:]+\]):(?P<port>[0-9]{1,5})", re.ASCII)
_LAST_PORT = 65_535


@dataclass(frozen=True)
class RunRequest:
    """Options of a run, as asked for on the command line.

    Attributes
    ----------
    data_dir, out : Path
        Data and outputs folder.
    jobs : int
        Processes at a time.
    dry_run, log_json : bool
    executor : str
        `local` or `dask`.
    scheduler : str or None
        Address of a Dask scheduler.
    """

    data_dir: Path
    out: Path
    jobs: int = 1
    dry_run: bool = False
    log_json: bool = False
    executor: str = LOCAL
    scheduler: str | None = None


def check_pages(study: Study, plan: Plan) -> None:
    """Refuse a study or a plan whose pages would have wrong words or nothing to show.

    Parameters
    ----------
    study : Study
    plan : Plan

    Raises
    ------
    UsageError
        The variables differ in their unit of measurement, or the plan lacks a target of a kind.
    """
    measures = {item.unit for item in study.variables.values()}
    if len(measures) > 1:
        raise UsageError(
            f"variables in {' and '.join(sorted(measures))}",
            where="study.yaml key variables",
            expected="one unit of measurement: pages state it once",
            remedy="use Python: planodds.load_panel, fit, forecast and odds serve any study",
        )
    goals = {plan.target(name).variable for name in plan.headlines}
    missing = [f"no level of {role}" for role in study.roles if role not in goals]
    missing += ["no rank"] if plan.rank_cut is None else []
    if missing:
        raise UsageError(
            f"plan {plan.name!r} sets {' and '.join(missing)}",
            where=f"plans/{plan.name}.yaml key targets",
            expected="a target of kind level for each variable and one of kind rank",
            remedy="add what is missing, or use planodds.odds in Python",
        )


def run_request(request: RunRequest, make_plan: Callable[[], BatchPlan]) -> int:
    """Run a request; return the exit status.

    Parameters
    ----------
    request : RunRequest
    make_plan : callable
        Builds the plan of runs; called once the other options have been checked.

    Returns
    -------
    int
        0 for success or a dry run, 130 after an interruption, otherwise the status of the batch.

    Raises
    ------
    UsageError
        Options that exclude each other, or an unknown name.
    InputError
        Data, plan, priors or a scenario have a fault.
    RunError
        The cluster of the executor is lost; the same command resumes from the stored results.
    """

    def make() -> Batch:
        _check_options(request)
        plan = make_plan()
        check_pages(load_study(request.data_dir), load_plan(request.data_dir))
        return prepare_batch(plan, data_dir=request.data_dir)

    if request.log_json:
        return _run_with_json_log(make, request)
    start = time.perf_counter()
    batch = make()
    return (
        _show_plan(batch, request) if request.dry_run else _run_with_progress(batch, request, start)
    )


def _show_plan(batch: Batch, request: RunRequest) -> int:
    """Print the plan of runs, what would be reused, and how long the rest would take."""
    from planodds.batch.time_estimate import find_reusable, run_names

    names, reused = run_names(batch), find_reusable(batch, request.out)
    print(f"edition {batch.edition} in {request.out}")
    for name, line in zip(names, describe_plan(batch.plan), strict=True):
        print(f"  {line}" + ("  (reused)" if name in reused else ""))
    for line in _tell_work(names, reused, batch, request):
        print(line)
    return 0


def _tell_work(
    names: tuple[str, ...], reused: frozenset[str], batch: Batch, request: RunRequest
) -> Iterator[str]:
    """Count what would be run and reused, and estimate the time, saying on what grounds."""
    from planodds.batch.time_estimate import RemainingTime, format_duration, load_durations

    to_run = [name for name in names if name not in reused]
    yield "to run: " + _say_work(to_run)
    yield "reused: " + _say_work(reused)
    if not to_run:
        yield "nothing to redo: every run of this edition is done"
        return
    pace = load_durations(request.out, batch.plan)
    seconds = RemainingTime(to_run, pace, jobs=request.jobs).seconds()
    workers = format_count(request.jobs, "worker")
    yield f"time: {format_duration(seconds)} with {workers}, from {pace.source}"


def _say_work(names: Collection[str]) -> str:
    """Count fits, checks (if there are any) and notebook runs."""
    from planodds.batch.time_estimate import CHECK, FIT, NOTEBOOK, kind_of

    counts = Counter(map(kind_of, names))
    parts = [format_count(counts[FIT], "fit")]
    parts += [format_count(counts[CHECK], "check")] if counts[CHECK] else []
    return ", ".join([*parts, format_count(counts[NOTEBOOK], "notebook run")])


def _check_options(request: RunRequest) -> None:
    """Refuse before anything is read what does not go together."""
    given, scheduler = request.executor, request.scheduler
    if scheduler and given != DASK:
        raise UsageError(
            f"--scheduler {scheduler} with --executor {given}",
            where="command line",
            expected="a scheduler only with --executor dask",
            remedy="add --executor dask, or leave --scheduler out",
        )
    if given == DASK and not scheduler:
        raise UsageError(
            "--executor dask without a scheduler",
            where="command line",
            expected="--scheduler and its address, such as tcp://10.0.0.5:8786",
            remedy="start one with `dask scheduler` and give its address",
        )
    if scheduler and not _is_address(scheduler):
        raise UsageError(
            f"--scheduler {scheduler!r} is no address",
            where="command line",
            expected="a host and a port from 1 to 65535, such as tcp://10.0.0.5:8786",
            remedy="copy the address that `dask scheduler` prints when it starts",
        )
    check_choice("executor", [given], EXECUTORS)
    if request.dry_run and request.log_json:
        raise UsageError(
            "--dry-run with --log-json",
            where="command line",
            expected="one of them: a dry run has no events",
            remedy="leave one of them out",
        )


def _is_address(text: str) -> bool:
    """Return whether a text has the form of the address of a scheduler."""
    found = _ADDRESS.fullmatch(text)
    return found is not None and 1 <= int(found["port"]) <= _LAST_PORT


def _run_with_progress(batch: Batch, request: RunRequest, start: float) -> int:
    """Run the batch with progress, say where to look, and give its exit status.

    Parameters
    ----------
    batch : Batch
    request : RunRequest
    start : float
        When the command began, by `time.perf_counter`.
    """
    from planodds.batch.progress import (
        ProgressReport,
        end_on_signals,
        print_failures,
        summarise_result,
    )
    from planodds.batch.time_estimate import RemainingTime, find_reusable, load_durations, run_names

    reused = find_reusable(batch, request.out)
    left = [name for name in run_names(batch) if name not in reused]
    pool, pace = _build_pool(request), load_durations(request.out, batch.plan)
    report = ProgressReport(RemainingTime(left, pace, jobs=max(pool.available, 1)))
    try:
        with end_on_signals(), report:
            result = _run_batch(batch, request, pool, report)
    except KeyboardInterrupt:
        return _tell_interrupted()
    for line in summarise_result(result, seconds=time.perf_counter() - start):
        print(line)
    print_failures(result, batch)
    return result.exit_status


def _run_with_json_log(make: Callable[[], Batch], request: RunRequest) -> int:
    """Run a batch; its events go to standard output, all else that is printed does not.

    The last line tells of a refusal or a fault too; its text goes to standard error as ever.

    Parameters
    ----------
    make : callable
        Makes the batch; what it refuses is told in the log.
    request : RunRequest
    """
    from planodds.batch.json_log import JsonLogReporter, write_finished
    from planodds.batch.progress import end_on_signals

    edition, stream = None, sys.stdout
    try:
        with end_on_signals(), redirect_stdout(sys.stderr):
            batch = make()
            edition, report = batch.edition, JsonLogReporter(stream, batch)
            result = _run_batch(batch, request, _build_pool(request), report)
    except KeyboardInterrupt:
        write_finished(stream, _INTERRUPTED, edition=edition)
        return _tell_interrupted()
    except Exception as error:
        write_finished(
            stream,
            getattr(error, "exit_status", 1),
            edition=edition,
            error={"ename": type(error).__name__, "evalue": str(error)},
        )
        raise
    report.finish(result)
    return result.exit_status


def _run_batch(
    batch: Batch, request: RunRequest, pool: Executor, report: Callable[[dict[str, Any]], None]
) -> BatchResult:
    from planodds.batch.runner import run_batch

    return run_batch(batch, out=request.out, jobs=request.jobs, report=report, pool=pool)


def _build_pool(request: RunRequest) -> Executor:
    from planodds.batch.executors import build_executor

    return build_executor(request.executor, jobs=request.jobs, scheduler=request.scheduler)


def _tell_interrupted() -> int:
    print("planodds: interrupted; the same command goes on where this one stopped", file=sys.stderr)
    return _INTERRUPTED
