"""Worker process of the process pool: one pickled task in, one result out, ends with its parent.

Run as `python -m planodds.execution.worker`. What a task prints goes to its log.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

from planodds.errors import PlanoddsError, translate_system_error

_POLL = 0.5  # seconds between checks whether the parent exists
_GRACE = 5.0  # seconds to clean up once the parent is gone; the next run removes what is left


def main() -> None:
    """Run tasks until the parent closes the pipe, sends SIGTERM, or is gone."""
    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides, and sends SIGTERM
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    with os.fdopen(os.dup(1), "wb") as channel, os.fdopen(os.dup(0), "rb") as tasks:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        while True:
            try:
                function, argument, log = pickle.load(tasks)
            except EOFError:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends anyway
                return
            pickle.dump(_run(function, argument, log), channel)
            channel.flush()


def _run(function: str, argument: object, log: str | None) -> tuple[object, ...]:
    """Run one task; an exception of one task must not cost the others."""
    if log:
        _redirect_output(Path(log))
    start = time.perf_counter()
    value, ename, evalue, expected = None, "", "", None
    try:
        module, _, name = function.partition(":")
        value = getattr(importlib.import_module(module), name)(argument)
    except PlanoddsError as error:  # the parent reports it
        ename, evalue, expected = type(error).__name__, str(error), error
    except OSError as error:  # a full disk, a folder that cannot be written
        translated = translate_system_error(error)
        print(translated, file=sys.stderr)
        ename, evalue, expected = type(error).__name__, str(error), translated
    except Exception as error:
        traceback.print_exc()
        ename, evalue = type(error).__name__, str(error)
    sys.stdout.flush()
    sys.stderr.flush()
    return value, round(time.perf_counter() - start, 2), ename, evalue, expected


def _redirect_output(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)


def _exit(signum: int, frame: object) -> None:
    signal.signal(signum, signal.SIG_IGN)  # a second one must not interrupt the shutdown
    raise SystemExit(128 + signum)


def _end_with_parent(parent: int) -> None:
    """End this process, and with it its kernel, when the parent has been killed."""
    while os.getppid() == parent:
        time.sleep(_POLL)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
