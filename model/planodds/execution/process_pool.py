"""Process pool: tasks in worker processes of this machine; a worker that dies costs one task.

Workers are plain processes that read pickled tasks from a pipe. They have one BLAS thread each,
end with their parent, and leave Ctrl-C to it.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Self, cast

from planodds.constants import SOURCE_DIR
from planodds.errors import RunError
from planodds.execution.processes import ONE_THREAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from planodds.errors import PlanoddsError

_POLL = 0.5  # seconds between checks for a result, so that Ctrl-C is noticed
# Short: Ctrl-C in native code waits so long, and a worker that is killed loses nothing more (its
# kernel ends with it, and its unfinished folder is removed by the next run).
_GRACE = 8.0  # seconds for a worker to clean up before it is killed
DIED = "WorkerDied"


@dataclass(frozen=True)
class Task:
    """A function call for a worker process.

    Attributes
    ----------
    name : str
    function : str
        `module:function`; it takes one argument.
    argument : object
        Anything that can be pickled.
    group : str
        Workers serve one group, whose tasks share what they load and compile.
    log : Path, optional
        File for the output of the task; the parent's standard error by default.
    environment : mapping of str to str
        Additional environment variables of a worker started for this task.
    """

    name: str
    function: str
    argument: object
    group: str = ""
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskResult:
    """Result of a task: with a value, or with the name and text of an error.

    Attributes
    ----------
    task : Task
    value : object
        What the function returned; None after an error.
    seconds : float
    ename, evalue : str
        Name and text of the error; `WorkerDied` if its process ended. Empty without one.
    error : PlanoddsError, optional
        The error itself, if it is one that the program raises on purpose.
    """

    task: Task
    value: Any = None
    seconds: float = 0.0
    ename: str = ""
    evalue: str = ""
    error: PlanoddsError | None = None

    def unwrap(self) -> object:
        """Return what the function returned, or raise the error.

        Returns
        -------
        object

        Raises
        ------
        PlanoddsError
            The error that the program raised on purpose.
        RunError
            Any other error, or the end of the worker process.
        """
        if self.error:
            raise self.error
        if self.ename:
            raise RunError(
                f"a worker process failed: {self.ename}: {self.evalue}",
                where=self.task.name,
                expected="a task that runs to its end",
                remedy="free memory and run the same command again: "
                "stored results are not computed again",
            )
        return self.value


class ProcessPool:
    """At most `size` tasks at a time, each in a worker process.

    Parameters
    ----------
    size : int
    grace : float
        Seconds that a worker has to clean up when the pool ends before it is killed.

    Examples
    --------
    >>> with ProcessPool(2) as pool:
    ...     [result.value for result in pool.map_unordered([Task("one", "math:sqrt", 4.0)])]
    [2.0]
    """

    def __init__(self, size: int, *, grace: float = _GRACE) -> None:
        self.size, self._grace = size, grace
        self._results: queue.Queue[tuple[_Worker, TaskResult]] = queue.Queue()
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    @property
    def available(self) -> int:
        """The number of tasks that could begin now."""
        return self.size - len(self._busy)

    @property
    def running(self) -> int:
        """The number of tasks that have begun and not ended."""
        return len(self._busy)

    def submit(self, task: Task) -> None:
        """Begin a task, in an idle worker of its group or a new one.

        Parameters
        ----------
        task : Task
        """
        same = next((worker for worker in self._idle if worker.group == task.group), None)
        if same:
            self._idle.remove(same)
        elif self._idle:
            self._idle.pop().end(self._grace)
        worker = same or _Worker(task.group, task.environment)
        self._busy.append(worker)
        threading.Thread(target=self._run, args=(worker, task), daemon=True).start()

    def next_result(self) -> TaskResult:
        """Wait for the next task to end, and return its result."""
        result = None
        while result is None:
            result = self.poll(_POLL)
        return result

    def poll(self, seconds: float) -> TaskResult | None:
        """Wait a limited time for a task to end.

        Parameters
        ----------
        seconds : float
            The longest wait.

        Returns
        -------
        TaskResult or None
            None if no task ended in this time.
        """
        try:
            worker, result = self._results.get(timeout=seconds)
        except queue.Empty:
            return None
        self._busy.remove(worker)
        if worker.alive:
            self._idle.append(worker)
        else:
            worker.end(self._grace)
        return result

    def map_unordered(self, tasks: Iterable[Task]) -> Iterator[TaskResult]:
        """Run tasks, `size` at a time, and yield each result as it comes.

        Parameters
        ----------
        tasks : iterable of Task

        Yields
        ------
        TaskResult
        """
        for task in tasks:
            if not self.available:
                yield self.next_result()
            self.submit(task)
        while self.running:
            yield self.next_result()

    def end(self) -> None:
        """End every worker, idle or busy, and wait until they are gone."""
        workers = (*self._idle, *self._busy)
        for worker in workers:
            worker.ask_to_end()
        deadline = time.monotonic() + self._grace
        for worker in workers:
            worker.end(max(deadline - time.monotonic(), 0.0))
        self._idle, self._busy = [], []

    def _run(self, worker: _Worker, task: Task) -> None:
        self._results.put((worker, worker.run(task)))


class _Worker:
    """One child process that runs tasks of one group."""

    def __init__(self, group: str, environment: Mapping[str, str]) -> None:
        self.group = group
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planodds.execution.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**worker_environment(), **environment},
        )
        self._tasks = cast("IO[bytes]", self._process.stdin)
        self._results = cast("IO[bytes]", self._process.stdout)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def run(self, task: Task) -> TaskResult:
        """Send a task and wait; a worker that dies is a result too."""
        log = str(task.log) if task.log else None
        try:
            pickle.dump((task.function, task.argument, log), self._tasks)
            self._tasks.flush()
            value, seconds, ename, evalue, error = pickle.load(self._results)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):  # the pipe is closed
            return TaskResult(task, ename=DIED, evalue=f"exit status {self._process.wait()}")
        return TaskResult(task, value, seconds, ename, evalue, error)

    def ask_to_end(self) -> None:
        if self.alive:
            self._process.terminate()

    def end(self, grace: float) -> None:
        self.ask_to_end()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            _kill_group(self._process)
            self._process.wait()
        for pipe in (self._tasks, self._results):
            with suppress(OSError, ValueError):
                pipe.close()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def worker_environment() -> dict[str, str]:
    """Return a worker's environment: one BLAS thread, the package from its source tree."""
    paths = [str(SOURCE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        **ONE_THREAD,
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(paths),
        # Arrow's allocator would start a thread, and a process with threads cannot fork.
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
    }
