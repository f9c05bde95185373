"""Kernel fork server: imports once what every notebook needs, then forks a kernel per request.

A process with one thread and no event loop, run as
`python -m planodds.batch.kernels.server LISTENER FONTS [DATA PREFETCH]`. A client opens one
connection per kernel, requests it with its output streams attached, and asks for its status on the
same connection. Only the server reaps and signals its children, so that a reused process number is
never mistaken for a kernel. When a connection closes, its kernel and the children of that kernel
end; when standard input closes (the runner is gone, for whatever reason) all kernels end. When the
server itself is killed, its kernels end with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planodds.batch.kernels.child import exec_kernel

_PRELOADED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "IPython.core.interactiveshell",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.patheffects",
    "seaborn",
    "jinja2",
    "scipy.special",
    "pandas",
    "pyarrow",
    "planodds.probability.questions.distributions",
    "planodds.probability.growth.even_odds_path",
    "planodds.probability.questions.facts",
    "planodds.probability.questions.first_passage",
    "planodds.probability.questions.forecast_revision",
    "planodds.probability.growth.growth_for_probability",
    "planodds.probability.questions.mixture",
    "planodds.probability.questions.neighbours",
    "planodds.probability.growth.required_growth",
    "planodds.probability.questions.targets",
    "planodds.probability.questions.threshold_curves",
    "planodds.probability.questions.unit_ranks",
    "planodds.forecasting.scenarios.apply",
    "planodds.forecasting.store",
    "planodds.notebook.session",
    "planodds.notebook.assumption_tables",
    "planodds.notebook.tables",
    "planodds.notebook.partial_edition",
    "planodds.notebook.base_rates",
    "planodds.notebook.views.scenario",
    "planodds.notebook.views.reverse_stress",
    "planodds.notebook.views.compare",
    "planodds.report.display",
    "planodds.report.figures.save_pair",
)
_READY = b"ready\n"
THREADS_STARTED = 3  # exit status: an import has started a thread
_SETTLE = 10.0  # seconds for a temporary thread of an import to end


@dataclass(eq=False)
class _Client:
    """A connection with its unread data and its kernel."""

    connection: socket.socket
    unread: bytes = b""
    streams: list[int] = field(default_factory=list)
    kernel: int | None = None  # process number
    status: int | None = None  # exit status once the kernel has been reaped
    peak: int = 0  # peak memory, bytes, including pages shared with the server


def main() -> None:
    """Load, check that there is one thread, then serve until standard input closes."""
    listener, fonts = socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])
    folder = Path(listener.getsockname()).parent
    _preload(fonts)
    if len(sys.argv) > 4:
        _prefetch(Path(sys.argv[3]), sys.argv[4])
    if not _is_single_threaded():
        sys.exit(THREADS_STARTED)
    gc.collect()
    gc.freeze()
    try:
        ForkServer(listener).serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _preload(fonts: Path) -> None:
    """Import what notebooks import, read all text, register the font, draw and render once."""
    for name in _PRELOADED:
        importlib.import_module(name)
    import pandas as pd
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from planodds.report.content import Paragraph
    from planodds.report.display import render_block
    from planodds.report.figures.save import svg_bytes
    from planodds.report.text.words import Words
    from planodds.report.theme import house_style, new_figure

    # For small tables Arrow strings cost more time than they save, and 40 MB. Only here: nutpie
    # needs Arrow coordinates, and these kernels do not sample.
    pd.set_option("mode.string_storage", "python")
    for words in Words.load_all():
        words.preload()
    text = Words.load_all()[0]("common-year", year=2030)
    with house_style(cache_dir=fonts):
        figure, ax = new_figure()
        ax.plot([0, 1], [0, 1], label=text)
        ax.legend()
        svg_bytes(figure)
        FigureCanvasAgg(figure).print_png(os.devnull)
    render_block(Paragraph(text))


def _prefetch(data_dir: Path, function: str) -> None:
    """Read what nearly all notebooks read, by the function `module:function`.

    It is cached by content: a kernel checks the files again and reads those that have changed
    since. An error is ignored here, because each kernel reports it for its own run.
    """
    module, _, name = function.partition(":")
    prefetch = getattr(importlib.import_module(module), name)
    with contextlib.suppress(Exception):
        prefetch(data_dir)


def _is_single_threaded() -> bool:
    """Return whether this process has one thread, which a safe fork requires."""
    limit = time.monotonic() + _SETTLE
    while _count_threads() > 1 and time.monotonic() < limit:
        time.sleep(0.05)
    return _count_threads() == 1


def _count_threads() -> int:
    tasks = Path("/proc/self/task")  # includes the threads of libraries, on Linux
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


class ForkServer:
    """Server that answers requests one by one and never waits for a kernel."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._clients: dict[int, _Client] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ, self._accept)
        self._selector.register(0, selectors.EVENT_READ, self._end)
        self._serving = True

    def serve(self) -> None:
        """Serve until standard input closes; then end every kernel."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the runner decides
        try:
            while self._serving:
                for key, _ in self._selector.select(timeout=1.0):
                    key.data(key.fileobj)
                self._reap()
        finally:
            for client in list(self._clients.values()):
                self._drop(client)

    def _end(self, *_: object) -> None:
        self._serving = False

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        self._clients[connection.fileno()] = _Client(connection)
        self._selector.register(connection, selectors.EVENT_READ, self._read)

    def _read(self, connection: socket.socket) -> None:
        client = self._clients[connection.fileno()]
        try:
            data, streams, _, _ = socket.recv_fds(connection, 65536, 2)
        except OSError:
            data, streams = b"", []
        client.streams += streams
        if not data:
            self._drop(client)
            return
        *requests, client.unread = (client.unread + data).split(b"\n")
        for request in requests:
            self._answer(client, json.loads(request))

    def _answer(self, client: _Client, request: dict[str, Any]) -> None:
        if request["ask"] == "start":
            self._start(client, request)
        elif request["ask"] == "signal":
            self._signal(client, int(request["signal"]))
        self._reap()
        answer = {"kernel": client.kernel, "status": client.status, "peak": client.peak}
        try:
            client.connection.sendall(json.dumps(answer).encode() + b"\n")
        except OSError:
            self._drop(client)

    def _start(self, client: _Client, request: dict[str, Any]) -> None:
        if _count_threads() > 1:  # a child would inherit locks that are never released
            sys.exit(THREADS_STARTED)
        request = {**request, "server": os.getpid()}
        client.kernel = os.fork()
        if client.kernel == 0:
            self._leave_server()
            exec_kernel(request, client.streams)
        for stream in client.streams:
            os.close(stream)
        client.streams.clear()

    def _leave_server(self) -> None:
        """Close everything of the server, in the child."""
        self._selector.close()
        self._listener.close()
        for client in self._clients.values():
            client.connection.close()

    def _signal(self, client: _Client, number: int) -> None:
        """Send a signal to the kernel and its children, unless it has been reaped."""
        self._reap()
        if client.kernel is not None and client.status is None:
            try:
                os.killpg(client.kernel, number)
            except ProcessLookupError:  # it has no process group yet
                os.kill(client.kernel, number)

    def _reap(self) -> None:
        for client in self._clients.values():
            if client.kernel is not None and client.status is None:
                self._record_end(client, os.WNOHANG)

    def _record_end(self, client: _Client, options: int) -> None:
        """Record the exit status of a kernel that has ended, and end its children.

        Until it is reaped, its process number and that of its group cannot be reused. (Without
        waitid, which some systems lack, its children are not ended.)
        """
        if client.kernel is None:
            return
        if hasattr(os, "waitid"):
            if not os.waitid(os.P_PID, client.kernel, os.WEXITED | os.WNOWAIT | options):
                return
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(client.kernel, signal.SIGKILL)
        found, status, used = os.wait4(client.kernel, options)
        if found:
            client.status = os.waitstatus_to_exitcode(status)
            client.peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    def _drop(self, client: _Client) -> None:
        """Close a connection and end its kernel."""
        if self._clients.pop(client.connection.fileno(), None) is None:
            return  # dropped already, while its answer was written
        self._signal(client, signal.SIGKILL)
        if client.kernel is not None and client.status is None:
            self._record_end(client, 0)
        self._selector.unregister(client.connection)
        client.connection.close()
        for stream in client.streams:
            os.close(stream)


if __name__ == "__main__":
    main()
