"""Schedule of a batch: which task may run next; pure bookkeeping without processes or files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.batch.job_spec import JobRecord, JobSpec


@dataclass(frozen=True)
class Task:
    """A job with its dependencies.

    Attributes
    ----------
    name : str
    job : JobSpec
    needs, after : tuple of str
        Tasks that must have ended well; tasks that must have ended, well or not.
    lane : str
        Only one task of a lane runs at a time (fits share compiled graphs and use several
        cores); empty: no such limit.
    """

    name: str
    job: JobSpec
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    lane: str = ""


@dataclass
class Schedule:
    """The state of a batch: tasks wait, run, end well, fail, or are skipped.

    Examples
    --------
    >>> schedule = Schedule([Task("fit", {}), Task("notebook", {}, needs=("fit",))])
    >>> [task.name for task in schedule.ready()]
    ['fit']
    >>> schedule.begin("fit"); schedule.end({"name": "fit", "error": {"ename": "ConvergenceError"}})
    >>> schedule.skipped
    {'notebook': 'fit'}
    """

    tasks: Sequence[Task]
    records: dict[str, JobRecord] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Refuse a task that would wait forever for one that is not there."""
        names = {task.name for task in self.tasks}
        for task in self.tasks:
            if missing := {*task.needs, *task.after} - names:
                raise ValueError(f"{task.name} waits for {sorted(missing)}: not in the schedule")

    @property
    def failed(self) -> dict[str, JobRecord]:
        """The records of the tasks that failed."""
        return {name: record for name, record in self.records.items() if "error" in record}

    @property
    def finished(self) -> bool:
        """True if every task has ended or been skipped."""
        return len(self.records) + len(self.skipped) == len(self.tasks)

    def ready(self) -> list[Task]:
        """List the tasks that could begin now, in the order of the plan."""
        lanes = {task.lane for task in self.tasks if task.name in self.running}
        ready = []
        for task in self.tasks:
            if self._could_begin(task) and (not task.lane or task.lane not in lanes):
                ready.append(task)
                lanes.add(task.lane)
        return ready

    def begin(self, name: str) -> None:
        """Mark a task as running.

        Parameters
        ----------
        name : str
            Of the task.
        """
        self.running.add(name)

    def end(self, record: JobRecord) -> None:
        """Record how a task ended; skip the tasks that need a failed one.

        Parameters
        ----------
        record : dict
            The task's record with its `name`; it failed if there is an `error`.
        """
        name = str(record["name"])
        self.running.discard(name)
        self.records[name] = dict(record)
        self._skip_what_cannot_run()

    def _skip_what_cannot_run(self) -> None:
        while lost := {
            task.name: need
            for task in self.tasks
            if self._is_waiting(task.name)
            for need in task.needs
            if need in self.failed or need in self.skipped
        }:
            self.skipped.update(lost)

    def _could_begin(self, task: Task) -> bool:
        return (
            self._is_waiting(task.name)
            and all(self._ended_well(name) for name in task.needs)
            and all(self._is_over(name) for name in task.after)
        )

    def _is_waiting(self, name: str) -> bool:
        return not (name in self.records or name in self.skipped or name in self.running)

    def _ended_well(self, name: str) -> bool:
        return name in self.records and name not in self.failed

    def _is_over(self, name: str) -> bool:
        return name in self.records or name in self.skipped
