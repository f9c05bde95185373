"""Jupyter's view of forked kernels: a provisioner that asks the fork server, and its manager.

An ordinary kernel is started where there is no fork server: on Windows, where it has died, or
where the reader wants none.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from planodds.batch.kernels.client import FOLDER_ENV, ForkedProcess, socket_dir
from planodds.errors import RunError

MEMORY_ENV = "PLANODDS_KERNEL_MEMORY"
_MEMORY = 8 * 2**30  # bytes of address space; beyond it a kernel gets a MemoryError
_POLL = 0.005  # seconds between checks of a kernel that starts or ends
_LISTENS = 5.0  # seconds to wait for a kernel's sockets; ZeroMQ connects to later ones itself
_DIES = 1.0  # seconds for a killed kernel to end
_ANSWERS = 0.2  # seconds for a kernel's publication to follow its answer


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels through the fork server; all else is as for a local kernel."""

    last: ForkedProcess | None = None  # this process's last forked kernel

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - the base class's
        """Ask the fork server for a kernel; start an ordinary one if there is none to ask."""
        folder, ForkedProvisioner.last = os.environ.get(FOLDER_ENV), None
        if not folder:
            return await self._launch_ordinary(cmd, **kwargs)
        try:
            self.process = ForkedProcess(
                Path(folder),
                cmd[cmd.index("-f") :],
                cwd=str(kwargs.get("cwd") or Path.cwd()),
                environment=kwargs["env"],
                memory=_memory_limit(),
            )
        except RunError as error:
            self.log.warning("%s", error)
            return await self._launch_ordinary(cmd, **kwargs)
        ForkedProvisioner.last = self.process
        self.pid, self.pgid = self.process.pid, None  # the server signals, since it reaps
        await self._await_sockets()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and wait for its end, which the manager would check every 0.1 s."""
        await super().kill(restart=restart)
        limit = time.monotonic() + _DIES
        while isinstance(self.process, ForkedProcess) and self.process.poll() is None:
            if time.monotonic() > limit:
                return  # the manager continues to wait, and reports it
            await asyncio.sleep(_POLL)

    async def _await_sockets(self) -> None:
        """Wait for the last socket that the kernel binds; ZeroMQ, refused, pauses for longer."""
        if self.connection_info["transport"] != "ipc":
            return  # not a file
        last = Path(f"{self.connection_info['ip']}-{self.connection_info['hb_port']}")
        limit = time.monotonic() + _LISTENS
        while not last.exists() and self.process.poll() is None and time.monotonic() < limit:
            await asyncio.sleep(_POLL)

    async def _launch_ordinary(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 - the base class's
        info = await super().launch_kernel(cmd, **kwargs)
        if not _memory_limit():
            return info
        try:
            import resource

            resource.prlimit(self.pid, resource.RLIMIT_AS, (_memory_limit(),) * 2)
        except (ImportError, AttributeError, OSError, ValueError):  # not Linux, or it is gone
            self.log.debug("no memory limit here")
        return info


class ReadyKernelClient(AsyncKernelClient):
    """A client that knows when its kernel is ready, instead of hearing nothing for a while."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered and has published that it is idle.

        Raises
        ------
        RuntimeError
            The kernel has died, or does not answer in `timeout` seconds.
        """
        limit = time.monotonic() + (timeout or float("inf"))
        while not await self._answers(self.kernel_info()):
            if not await self.parent.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > limit:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self, request: str) -> bool:
        """Return whether the answer came and, on the other channel, the idle status after it."""
        try:
            reply = await self.get_shell_msg(timeout=1.0)
            while reply["parent_header"].get("msg_id") != request:
                reply = await self.get_shell_msg(timeout=1.0)
            message = await self.get_iopub_msg(timeout=_ANSWERS)
            while (
                message["parent_header"].get("msg_id") != request
                or message["content"].get("execution_state") != "idle"
            ):
                message = await self.get_iopub_msg(timeout=_ANSWERS)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


class ForkedKernelManager(AsyncKernelManager):
    """Manager of a kernel of `ForkedProvisioner`, whatever the kernel's specification says."""

    client_factory = ReadyKernelClient

    if TYPE_CHECKING:  # traits of the base class
        kernel_id: Any
        connection_file: Any
        provisioner: Any

    async def _async_pre_start_kernel(
        self,
        **kwargs: Any,  # noqa: ANN401 - the base class's
    ) -> tuple[list[str], dict[str, Any]]:
        self.kernel_id = self.kernel_id or kwargs.pop("kernel_id", None) or os.urandom(8).hex()
        if not self.connection_file:  # absolute: client and kernel may have different folders
            folder = Path(os.environ.get(FOLDER_ENV) or socket_dir())
            folder = folder if folder.is_dir() else socket_dir()  # its server may have ended
            self.connection_file = str(folder / f"k{self.kernel_id[:12]}.json")
        if self.provisioner is None:
            self.provisioner = ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**kwargs)


def _memory_limit() -> int:
    """Return the address space that a kernel may use, in bytes; 0 for no limit."""
    return int(os.environ.get(MEMORY_ENV, _MEMORY))
