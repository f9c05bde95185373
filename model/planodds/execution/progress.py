"""Progress display on the terminal: a bar, the tasks that run, a line for each that has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import TaskID


class ProgressDisplay:
    """A bar with counts on standard error, removed at the end; lines above it stay.

    Use as a context manager.

    Parameters
    ----------
    title : str
        What stands beside the bar until the first update.
    console : Console, optional
        Standard error by default.
    remaining : callable, optional
        Returns the remaining time in words; shown on the line of the bar.
    """

    def __init__(
        self,
        title: str,
        *,
        console: Console | None = None,
        remaining: Callable[[], str] | None = None,
    ) -> None:
        self._title = title
        self._console = console or Console(stderr=True, highlight=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TimeElapsedColumn(),
            *([_RemainingColumn(remaining)] if remaining else []),
            console=self._console,
            transient=True,
        )
        self._running: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        self._bar = self._progress.add_task(self._title, total=None, count="", total_bar=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        self._progress.stop()

    @property
    def running(self) -> bool:
        """True if a task runs."""
        return bool(self._running)

    def begin(self, name: str) -> None:
        """Show a task as running.

        Parameters
        ----------
        name : str
            Of the task.
        """
        self._running[name] = self._progress.add_task(name, total=None, count="", total_bar=False)

    def end(self, name: str) -> None:
        """Remove a task that no longer runs.

        Parameters
        ----------
        name : str
            Of the task; one that is not shown is ignored.
        """
        if name in self._running:
            self._progress.remove_task(self._running.pop(name))

    def print(self, line: str) -> None:
        """Print a line above the bar.

        Parameters
        ----------
        line : str
        """
        self._console.print(line, markup=False, soft_wrap=True)

    def update(self, done: int, total: int, title: str | None = None) -> None:
        """Move the bar.

        Parameters
        ----------
        done, total : int
        title : str, optional
            New text beside the bar.
        """
        self._progress.update(
            self._bar,
            description=title or self._title,
            completed=done,
            total=total,
            count=f"{done}/{total}",
        )


class _RemainingColumn(ProgressColumn):
    """The remaining time, on the line of the bar only."""

    def __init__(self, remaining: Callable[[], str]) -> None:
        super().__init__()
        self._remaining = remaining

    def render(self, task: Task) -> Text:
        shown = task.fields["total_bar"] and task.total is not None
        return Text(f"{self._remaining()} left" if shown else "")
