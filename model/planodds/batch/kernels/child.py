"""What a forked child does to become a kernel of its own, with nothing left of the server's."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1  # of Linux's prctl
_SERVER_GONE = 3  # exit status: the server died while the child was being born


def exec_kernel(request: dict[str, Any], streams: list[int]) -> NoReturn:
    """Take the client's place and be an ordinary kernel; never returns.

    Parameters
    ----------
    request : dict
        `arguments` of the kernel, its `folder`, `environment` and `memory` in bytes.
    streams : list of int
        The client's standard output and error.
    """
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _die_with_server(int(request["server"]))
        _take_streams(streams)
        os.environ.clear()
        os.environ.update(request["environment"], JPY_PARENT_PID=str(request["server"]))
        os.chdir(str(request["folder"]))
        _limit_memory(int(request["memory"]))
        _reseed()
        _run_kernel(list(request["arguments"]))
        status = 0
    except BaseException:  # whatever it was, the server's own code must not go on in here
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _die_with_server(server: int) -> None:
    """Have the system end this kernel when the server dies, busy in native code or not.

    Elsewhere than on Linux the kernel's own watch over its parent does so within a second or
    two, unless native code holds the interpreter.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != server:  # it died before it was watched
        os._exit(_SERVER_GONE)


def _take_streams(streams: list[int]) -> None:
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.close(silence)
    for stream, place in zip(streams, (1, 2), strict=True):
        os.dup2(stream, place)
        os.close(stream)


def _limit_memory(size: int) -> None:
    """Let the kernel fail with MemoryError rather than take the machine down with it."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if size and (most == resource.RLIM_INFINITY or size < most):
        resource.setrlimit(resource.RLIMIT_AS, (size, most))


def _reseed() -> None:
    """Return each kernel random numbers of its own, as a fresh process would have."""
    import random

    import numpy as np

    random.seed()
    np.random.seed()


def _run_kernel(arguments: list[str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    sys.path[:] = [place for place in sys.path if place]  # as `-m ipykernel_launcher` does
    # No history: it would start a thread and a database for one run.
    IPKernelApp.launch_instance([*arguments, "--HistoryManager.enabled=False", "--quiet"])
