"""What a person sees while the record is made: a bar, and a line for each job that has ended."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def show_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to be told of each job: title, done, total."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("forecasting and scoring", total=None)

        def report(title: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if title:
                console.print(f"{done:>3}/{total} {title}", markup=False, soft_wrap=True)

        try:
            yield report
        except KeyboardInterrupt:
            console.print("stopped; what is done is kept: the same command goes on from there")
            raise
