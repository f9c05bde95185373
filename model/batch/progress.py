"""What a person sees of a batch while it runs and when it has ended."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from model.batch.runner import BatchResult, Event


class ProgressReport:
    """One line for each fit and run that has ended, and a bar below them.

    Use as a context manager and as the `report` of `run_batch`.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=self._console, transient=True)
        self._running: list[str] = []

    def __enter__(self) -> ProgressReport:
        self._progress.start()
        self._task = self._progress.add_task("preparing", total=None)
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Take note of one event of the runner."""
        name = str(event["name"])
        if event["event"] == "begin":
            self._running.append(name)
        elif name in self._running:
            self._running.remove(name)
        line = _line(event)
        if line:
            self._console.print(line, markup=False, soft_wrap=True)
        self._progress.update(
            self._task, description=", ".join(self._running) or "finishing",
            completed=event.get("done"), total=event.get("total"))


@contextmanager
def end_on_signals() -> Iterator[None]:
    """Let a request to end (SIGTERM) take the same orderly way out as Ctrl-C."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def summarise_result(result: BatchResult, *, seconds: float) -> list[str]:
    """Say where to look, how long each stage took, and what failed, line by line."""
    if result.nothing_to_do:
        return [f"nothing to redo: {result.folder} holds this edition ({seconds:.1f} s)",
                *_where_to_look(result)]
    lines = [f"{name:<20} {spent:7.1f} s" for name, spent in result.stages.items()]
    lines += [f"{'in all':<20} {seconds:7.1f} s"]
    for name, error in result.failures.items():
        lines += [f"FAILED {name}: {describe_error(error)}"]
    lines += [f"GATE MISSED {name}" for name in result.missed]
    lines += [f"NOT RUN {name}: it needs {need}" for name, need in result.skipped.items()]
    return lines + _where_to_look(result)


def describe_error(error: dict[str, object]) -> str:
    """Say in one line which cell failed and how."""
    cell = f"cell {error['cell']}: " if error.get("cell") is not None else ""
    return f"{cell}{error['ename']}: {error['evalue']}"


def _where_to_look(result: BatchResult) -> list[str]:
    if result.exit_status:
        return [f"what was done stands in {result.folder}, NOT FOR DECISIONS; no brief was written",
                f"logs: {result.folder / 'logs'}"]
    pages = [result.folder / name for name in ("index.html", "brief.zh.html", "brief.en.html")]
    return ["look at", *(f"  {page}" for page in pages if page.is_file())]


def _line(event: Event) -> str:
    name = event["name"]
    if event["event"] == "end":
        return f"  done   {name}  {event['seconds']} s"
    if event["event"] == "fail":
        return f"  FAILED {name}  {describe_error(event['error'])}"
    if event["event"] == "skip":
        return f"  not run {name}: it needs {event['needs']}"
    if event["event"] == "wait":
        return f"  another batch builds {name}; waiting for it"
    return ""


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
