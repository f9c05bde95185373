"""Forked child: turn a copy of the fork server into an ordinary Jupyter kernel."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1  # of Linux's prctl
_SERVER_GONE = 3  # exit status: the server died before the child was set up


def exec_kernel(request: dict[str, Any], streams: list[int]) -> NoReturn:
    """Become the kernel that a client requested; never returns.

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
    except BaseException:  # whatever the error, the server's code must not continue here
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _die_with_server(server: int) -> None:
    """Ask the system to end this kernel when the server dies, even while native code runs.

    On other systems than Linux the kernel itself checks its parent every second or two, unless
    native code blocks the interpreter.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != server:  # it died before the call above
        os._exit(_SERVER_GONE)


def _take_streams(streams: list[int]) -> None:
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.close(silence)
    for stream, descriptor in zip(streams, (1, 2), strict=True):
        os.dup2(stream, descriptor)
        os.close(stream)


def _limit_memory(size: int) -> None:
    """Limit the address space, so that the kernel fails with MemoryError and not the machine."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if size and (most == resource.RLIM_INFINITY or size < most):
        resource.setrlimit(resource.RLIMIT_AS, (size, most))


def _reseed() -> None:
    """Seed each kernel separately, as in a new process."""
    import random

    import numpy as np

    random.seed()
    np.random.seed()


def _run_kernel(arguments: list[str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    sys.path[:] = [path for path in sys.path if path]  # as `-m ipykernel_launcher` does
    # Without history, which would start a thread and a database for one run.
    IPKernelApp.launch_instance([*arguments, "--HistoryManager.enabled=False", "--quiet"])
