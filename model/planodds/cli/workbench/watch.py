"""`planodds watch`: an edition whenever the data of a study change, and what moved."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from planodds.editions.layout import read_latest
from planodds.errors import UsageError
from planodds.execution.atomic import write_text_atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SUFFIXES = (".csv", ".yaml", ".yml", ".ftl")  # the files of a study that a run reads
PREVIOUS_ENV, NEWEST_ENV = "PLANODDS_PREVIOUS", "PLANODDS_NEWEST"
_LOOK_AGAIN = 60_000  # milliseconds; a change before the watcher began, or on a network drive


@dataclass(frozen=True)
class WatchRequest:
    """Study to watch, options of its runs, and the recipients of what moved.

    Attributes
    ----------
    data_dir, out : Path
        Folder of the study; outputs folder.
    run_options : tuple of str
        Further options of ``planodds run``.
    note : Path or None
        File that receives what moved, replaced each time.
    command : str
        Command of the shell that receives the same on its standard input, if any.
    """

    data_dir: Path
    out: Path
    run_options: tuple[str, ...] = ()
    note: Path | None = None
    command: str = ""


class RunResult(NamedTuple):
    """Name of the edition of a run, empty without one, and the exit status."""

    edition: str
    exit_status: int


def watch_study(request: WatchRequest, *, once: bool, tell: Callable[[str], None]) -> int:
    """Make an edition now and after every change of the study, and report what moved.

    Parameters
    ----------
    request : WatchRequest
    once : bool
        Whether to return after the first edition, as a timer wants it.
    tell : callable
        Receives each line of the report.

    Returns
    -------
    int
        Exit status of the last run, or of the command after it. Without ``once`` it ends only by
        KeyboardInterrupt.

    Raises
    ------
    UsageError
        The outputs folder lies inside the study: each edition would be a change.
    """
    if request.out.resolve().is_relative_to(request.data_dir.resolve()):
        raise UsageError(
            f"{request.out} is inside the study",
            where="--out",
            expected="a folder outside the one that is watched",
            remedy="name another outputs folder",
        )
    newest = read_latest(request.out) or ""
    status = 0
    for _ in _changes(request.data_dir, once=once):
        tell(f"{_now()} {request.data_dir.name}: making an edition")
        result = make_edition(request)
        status = result.exit_status
        if status:
            tell(f"{_now()} ended with status {status}; {newest or 'no edition'} stands")
        elif result.edition == newest:
            tell(f"{_now()} {newest} is up to date")
        else:
            lines = explain_change(request, newest, result.edition) if newest else []
            status = _report([f"{newest or 'none'} -> {result.edition}", *lines], request, tell)
            newest = result.edition
    return status


def hash_study(data_dir: Path) -> str:
    """Return a digest of the names and contents of a study's files.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    str
        In hexadecimal digits. A file that vanishes while it is read counts as absent.
    """
    digest = hashlib.sha256()
    for path in sorted(item for item in data_dir.rglob("*") if item.suffix in SUFFIXES):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        digest.update(f"{path.relative_to(data_dir)}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def make_edition(request: WatchRequest) -> RunResult:
    """Run ``planodds run``; its errors go to standard error.

    Parameters
    ----------
    request : WatchRequest

    Returns
    -------
    RunResult
    """
    options = ["--study", str(request.data_dir), "--out", str(request.out), *request.run_options]
    done = _planodds("run", "--log-json", *options)
    last = done.stdout.strip().rpartition("\n")[2]
    try:
        edition = json.loads(last).get("edition") or ""
    except ValueError:  # killed before the last line
        edition = ""
    return RunResult(edition, done.returncode)


def explain_change(request: WatchRequest, previous: str, newest: str) -> list[str]:
    """Run ``planodds bridge`` on two editions; what it refuses goes to standard error.

    Parameters
    ----------
    request : WatchRequest
    previous, newest : str
        Names of editions.

    Returns
    -------
    list of str
        Its lines; none if the two cannot be compared.
    """
    folders = ["--study", str(request.data_dir), "--editions", str(request.out)]
    return _planodds("bridge", previous, newest, *folders).stdout.splitlines()


def _changes(data_dir: Path, *, once: bool) -> Iterator[None]:
    """Yield at once, then whenever the content of the study is another."""
    from watchfiles import watch

    done = ""
    events = watch(data_dir, rust_timeout=_LOOK_AGAIN, yield_on_timeout=True, raise_interrupt=True)
    while True:
        content = hash_study(data_dir)  # before the run: what changes meanwhile is a change
        if content != done:
            done = content
            yield
        if once:
            return
        if hash_study(data_dir) == done:
            next(events)


def _report(lines: list[str], request: WatchRequest, tell: Callable[[str], None]) -> int:
    """Report what moved to the terminal, the file and the command; return the command's status."""
    for line in lines:
        tell(line)
    text = "\n".join(lines) + "\n"
    if request.note is not None:
        write_text_atomic(request.note, text)
    if not request.command:
        return 0
    previous, _, newest = lines[0].partition(" -> ")
    status = subprocess.run(
        request.command,
        shell=True,
        input=text,
        encoding="utf-8",
        env={**os.environ, PREVIOUS_ENV: previous, NEWEST_ENV: newest},
        check=False,
    ).returncode
    if status:
        tell(f"{_now()} the command ended with status {status}: {request.command}")
    return status


def _planodds(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of this program to its end and keep what it prints."""
    return subprocess.run(
        [sys.executable, "-m", "planodds", *arguments],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
