"""Progress of a batch on the terminal, and its summary when it has ended."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.table import Table
from rich.text import Text

from planodds.batch.tasks import FAILED, LOGS
from planodds.batch.time_estimate import RemainingTime, format_duration
from planodds.execution.progress import ProgressDisplay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

    from planodds.batch.prepare import Batch
    from planodds.batch.runner import BatchResult, Event

_MAX_ERROR = 300  # characters of an error's text in the table; the log has all of it
_PLAIN_WIDTH = 160  # of a table that goes into a file


class ProgressReport:
    """Progress of a batch: a line for each fit and run that has ended, a bar, the time left.

    Use as a context manager and as the `report` of `run_batch`.

    Parameters
    ----------
    left : RemainingTime
        Of what is to be run.
    console : Console, optional
        Standard error by default.
    """

    def __init__(self, left: RemainingTime, console: Console | None = None) -> None:
        self._left = left
        self._display = ProgressDisplay(
            "preparing", console=console, remaining=lambda: format_duration(left.seconds())
        )

    def __enter__(self) -> Self:
        self._display.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._display.__exit__(kind, error, trace)

    def __call__(self, event: Event) -> None:
        """Show one event of the runner."""
        name = str(event["name"])
        _note_event(self._left, event)
        if event["event"] == "begin":
            self._display.begin(name)
        else:
            self._display.end(name)
        line = _line(event)
        if line:
            self._display.print(line + self._how_far(event))
        if "total" in event:
            title = "all runs" if self._display.running else "finishing"
            self._display.update(event["done"], event["total"], title)

    def _how_far(self, event: Event) -> str:
        if "total" not in event:
            return ""
        left = f", {format_duration(self._left.seconds())} left"
        return f"  ({event['done']} of {event['total']}{left})"


def _note_event(left: RemainingTime, event: Event) -> None:
    """Update the estimate with an event of the runner."""
    name = str(event["name"])
    if event["event"] == "begin":
        left.begin(name)
    elif event["event"] in ("end", "fail", "skip"):
        left.end(name, event.get("seconds") if event["event"] == "end" else None)


@contextmanager
def end_on_signals() -> Iterator[None]:
    """Treat a request to end (SIGTERM) like Ctrl-C."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def summarise_result(result: BatchResult, *, seconds: float) -> list[str]:
    """Describe a result line by line: durations, what was not run, and where the files are.

    Parameters
    ----------
    result : BatchResult
    seconds : float
        Wall seconds of the whole batch.

    Returns
    -------
    list of str
    """
    if result.nothing_to_do:
        return [
            f"nothing to redo: {result.folder} is this edition ({seconds:.1f} s)",
            *_where_to_look(result),
        ]
    lines = [f"{name:<20} {spent:7.1f} s" for name, spent in result.stages.items()]
    lines += [f"{'in all':<20} {seconds:7.1f} s"]
    lines += [f"GATE MISSED {name}" for name in result.missed]
    lines += [f"NOT RUN {name}: it needs {need}" for name, need in result.skipped.items()]
    return lines + _where_to_look(result)


def _tabulate_failures(result: BatchResult, batch: Batch) -> Table:
    """Tabulate the failures with their files.

    Returns
    -------
    Table
        name, cell, error, parameters, and where in the edition's folder the log and the
        half-executed notebook lie.
    """
    table = Table(
        title=f"{len(result.failures)} FAILED; files are in {result.folder}",
        title_justify="left",
        show_lines=True,
    )
    for name in ("run", "cell", "error", "parameters", "log and half-executed notebook"):
        table.add_column(name, overflow="fold")
    for name, error in result.failures.items():
        full = complete_error(error, name, batch)
        table.add_row(
            name,
            _or_dash(full["cell"]),
            Text(_shorten(_describe_error(error))),
            Text(_listed(full["parameters"] or {})),
            "\n".join(_files(result, name)),
        )
    return table


def print_failures(result: BatchResult, batch: Batch, console: Console | None = None) -> None:
    """Print the table of failures, if anything failed.

    Parameters
    ----------
    result : BatchResult
    batch : Batch
        Supplies the parameters of a run whose worker died.
    console : Console, optional
        Standard output by default.
    """
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _PLAIN_WIDTH)
    if result.failures:
        console.print(_tabulate_failures(result, batch))


def complete_error(error: Mapping[str, Any], name: str, batch: Batch) -> dict[str, Any]:
    """Return an error with its four parts; a dead worker's missing parameters come from the plan.

    Parameters
    ----------
    error : mapping
        `error` of a job's record.
    name : str
        Of the fit or notebook run.
    batch : Batch

    Returns
    -------
    dict
        `cell`, `ename`, `evalue`, `parameters`; None for a part that neither has.
    """
    planned = {run.name: dict(run.parameters) for run in batch.plan.notebooks}
    planned |= {
        fit.name: {"information": fit.information, "evidence": fit.evidence}
        for fit in batch.plan.fits
    }
    return {
        "cell": error.get("cell"),
        "ename": error.get("ename"),
        "evalue": error.get("evalue"),
        "parameters": error.get("parameters") or planned.get(name),
    }


def _describe_error(error: Mapping[str, Any]) -> str:
    """Describe in one line how a run failed."""
    return f"{error['ename']}: {error['evalue']}"


def _files(result: BatchResult, name: str) -> Iterable[str]:
    """Name the log and, of a notebook that got so far, what was executed of it."""
    flat = name.replace("/", ".")
    for path in (Path(LOGS) / f"{flat}.log", Path(FAILED) / f"{flat}.ipynb"):
        if (result.folder / path).is_file():
            yield path.as_posix()


def _where_to_look(result: BatchResult) -> list[str]:
    if result.exit_status:
        return [
            f"the completed runs are in {result.folder}, NOT FOR DECISIONS; no brief was written",
            f"logs: {result.folder / LOGS}",
        ]
    pages = [result.folder / name for name in ("index.html", "brief.zh.html", "brief.en.html")]
    return ["look at", *(f"  {page}" for page in pages if page.is_file())]


def _line(event: Event) -> str:
    name = event["name"]
    if event["event"] == "end":
        return f"  done   {name}  {event['seconds']} s"
    if event["event"] == "fail":
        cell = event["error"].get("cell")
        at = f"cell {cell}: " if cell is not None else ""
        return f"  FAILED {name}  {at}{_shorten(_describe_error(event['error']))}"
    if event["event"] == "skip":
        return f"  not run {name}: it needs {event['needs']}"
    if event["event"] == "damaged":
        return f"  {name}: {event['message']}"
    if event["event"] == "wait":
        return f"  another process builds {name}; waiting for it"
    return ""


def _listed(parameters: Mapping[str, Any]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in parameters.items())


def _or_dash(value: object) -> str:
    return "—" if value is None else str(value)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_ERROR else text[:_MAX_ERROR] + "…"


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
