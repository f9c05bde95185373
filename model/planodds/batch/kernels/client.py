"""Client of the kernel fork server: start it, request kernels, end it."""

from __future__ import annotations

import array
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planodds.errors import RunError
from planodds.execution.owned_folders import make_owned_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER_ENV = "PLANODDS_KERNEL_FOLDER"  # where workers find the server's socket
_SOCKET = "server"
_LOG = "server.log"
_START = 600.0  # seconds for the server to load and to answer for the first time
_GRACE = 60.0  # seconds for the server to end its kernels before it is killed
_BACKLOG = 128
_MAX_STARTS = 3  # a server that keeps dying costs more than it saves
_PREFIX = "planodds-k"
_MAX_NAME = 104 - len("/k0123456789ab-ipc-5")  # systems cut a socket's name at 104 bytes or more


def has_fork() -> bool:
    """Return whether kernels can be forked here: on POSIX, unless switched off."""
    return os.name == "posix" and os.environ.get("PLANODDS_KERNELS", "forked") == "forked"


def socket_dir() -> Path:
    """Return the folder for sockets: the temporary folder, or /tmp if its name is too long."""
    home = Path(tempfile.gettempdir())
    spare = len(os.fsencode(f"/{_PREFIX}4194304-abcdefgh"))
    fits = len(os.fsencode(home)) + spare <= _MAX_NAME
    return home if fits or os.name != "posix" else Path(os.sep, "tmp")


def make_socket_folder() -> Path:
    """Create a folder named after this process; remove those of processes that are gone."""
    return make_owned_folder(_PREFIX, socket_dir())


class KernelServer:
    """A fork server and its folder, which it removes when it ends.

    Parameters
    ----------
    fonts : Path
        Cache of subset fonts.
    environment : mapping of str to str
        Of the server; each kernel receives its own from its client.
    data_dir : Path, optional
        The data that most kernels will read, to be read once before they are forked.
    prefetch : str, optional
        `module:function` that reads them; it takes the data folder.
    """

    def __init__(
        self,
        *,
        fonts: Path,
        environment: Mapping[str, str],
        data_dir: Path | None = None,
        prefetch: str | None = None,
    ) -> None:
        self._arguments = [
            str(fonts),
            *([str(data_dir), prefetch] if data_dir and prefetch else []),
        ]
        self._environment = dict(environment)
        self.folder = make_socket_folder()
        self._process: subprocess.Popen | None = None
        self._starts = 0

    @property
    def pid(self) -> int | None:
        """The server's process number, None before it has been started."""
        return self._process.pid if self._process else None

    def ensure(self) -> None:
        """Start the server, or restart it if it has died, at most three times."""
        alive = self._process and self._process.poll() is None
        if alive or self._starts == _MAX_STARTS:
            return
        self._starts += 1
        self.folder.mkdir(exist_ok=True)
        (self.folder / _SOCKET).unlink(missing_ok=True)
        # Listen before the server runs, so that an early request waits instead of failing.
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
            (self.folder / _LOG).open("ab") as log,
        ):
            listener.bind(str(self.folder / _SOCKET))
            listener.listen(_BACKLOG)
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "planodds.batch.kernels.server",
                    str(listener.fileno()),
                    *self._arguments,
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                env=self._environment,
                start_new_session=True,
            )

    def end(self) -> None:
        """Disconnect from the server: it ends its kernels, then itself."""
        if self._process:
            if self._process.stdin:
                self._process.stdin.close()
            try:
                self._process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class ForkedProcess:
    """One forked kernel, with the methods of `subprocess.Popen` that a provisioner uses.

    Attributes
    ----------
    pid : int
    peak : int
        Peak memory, bytes; available once it has ended.
    orphaned : bool
        Whether it ended only because the server died.

    Raises
    ------
    RunError
        No server answers.
    """

    stdin = stdout = stderr = None

    def __init__(
        self,
        folder: Path,
        arguments: Sequence[str],
        *,
        cwd: str,
        environment: Mapping[str, str],
        memory: int,
    ) -> None:
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection.settimeout(_START)
        self._status: int | None = None
        self.peak, self.orphaned = 0, False
        try:
            self._connection.connect(str(folder / _SOCKET))
            answer = self._ask(
                {
                    "ask": "start",
                    "arguments": list(arguments),
                    "folder": cwd,
                    "environment": dict(environment),
                    "memory": memory,
                },
                (1, 2),
            )
        except OSError as error:
            self._connection.close()
            raise RunError(
                f"no kernel from the fork server: {error}",
                where=str(folder),
                remedy="set PLANODDS_KERNELS=ordinary to use ordinary kernels",
            ) from error
        self.pid = int(answer["kernel"])

    def poll(self) -> int | None:
        """Return None while the kernel runs, else its exit status."""
        if self._status is None:
            self._update({"ask": "status"})
        return self._status

    def wait(self) -> int | None:
        """Return the exit status of a kernel that has ended, and disconnect."""
        status = self.poll()
        self._connection.close()
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and its children, unless the kernel has ended.

        Parameters
        ----------
        number : int
            Of the signal.
        """
        if self._status is None:
            self._update({"ask": "signal", "signal": int(number)})

    def _update(self, request: dict[str, Any]) -> None:
        """Send a request and update the status; kernels end with a server that has died."""
        try:
            answer = self._ask(request)
            self._status, self.peak = answer["status"], int(answer["peak"])
        except OSError:
            self._status, self.orphaned = -signal.SIGKILL, True

    def _ask(self, request: dict[str, Any], streams: Sequence[int] = ()) -> dict[str, Any]:
        line = json.dumps(request).encode() + b"\n"
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", streams))]
        sent = self._connection.sendmsg([line], rights if streams else [])
        self._connection.sendall(line[sent:])
        answer = b""
        while not answer.endswith(b"\n"):
            piece = self._connection.recv(4096)
            if not piece:
                raise ConnectionError("the fork server has ended")
            answer += piece
        return json.loads(answer)
