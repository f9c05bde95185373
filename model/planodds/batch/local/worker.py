"""A worker process: reads one job a line, answers one record a line, ends with its parent.

Run as `python -m planodds.batch.local.worker`. Everything the job itself prints goes to its log.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path

_LOOK = 0.5  # seconds between looks at the parent
_GRACE = 5.0  # seconds to clean up once the parent is gone; the next run removes what is left


def main() -> None:
    """Work until the parent closes the pipe, asks for the end, or is gone."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the runner decides, and sends SIGTERM
    threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as channel:
        os.dup2(2, 1)
        for line in sys.stdin:
            channel.write(json.dumps(_work(json.loads(line))) + "\n")
            channel.flush()


def _work(job: dict[str, object]) -> dict[str, object]:
    _send_output_to(Path(str(job["log"])))
    start = time.perf_counter()
    try:
        from planodds.batch.jobs import run_job

        record = run_job(job)
    except Exception as error:  # a fault of one run must not cost the others
        traceback.print_exc()
        record = {
            "name": job["name"],
            "seconds": round(time.perf_counter() - start, 2),
            "error": {"ename": type(error).__name__, "evalue": str(error)},
        }
    sys.stdout.flush()
    sys.stderr.flush()
    return record


def _send_output_to(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)


def _leave(signum: int, frame: object) -> None:
    raise SystemExit(128 + signum)


def _watch_parent(parent: int) -> None:
    """End this process, and with it its kernel, when the runner has been killed."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
