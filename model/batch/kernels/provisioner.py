"""Jupyter's view of forked kernels: a provisioner that asks the fork server, and its manager.

An ordinary kernel is started where there is no fork server: on Windows, where it has died, or
where the reader wants none.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from model.batch.kernels.client import FOLDER_ENV, ForkedProcess, socket_home
from model.errors import RunError

MEMORY_ENV = "PLANODDS_KERNEL_MEMORY"
MEMORY = 8 * 2**30  # bytes of address space; beyond it a kernel gets a MemoryError


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels through the fork server; all else is as for a local kernel."""

    last: ForkedProcess | None = None  # this process's last forked kernel

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Ask the fork server for a kernel; start an ordinary one if there is none to ask."""
        folder, ForkedProvisioner.last = os.environ.get(FOLDER_ENV), None
        if not folder:
            return await self._launch_ordinary(cmd, **kwargs)
        try:
            self.process = ForkedProcess(
                Path(folder), cmd[cmd.index("-f"):], cwd=str(kwargs.get("cwd") or Path.cwd()),
                environment=kwargs["env"], memory=memory_limit())
        except RunError as error:
            self.log.warning("%s", error)
            return await self._launch_ordinary(cmd, **kwargs)
        ForkedProvisioner.last = self.process
        self.pid, self.pgid = self.process.pid, None  # the server signals, since it reaps
        return self.connection_info

    async def _launch_ordinary(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        info = await super().launch_kernel(cmd, **kwargs)
        if not memory_limit():
            return info
        try:
            import resource

            resource.prlimit(self.pid, resource.RLIMIT_AS, (memory_limit(),) * 2)
        except (ImportError, AttributeError, OSError, ValueError):  # not Linux, or it is gone
            self.log.debug("no memory limit here")
        return info


class ForkedKernelManager(AsyncKernelManager):
    """Manages a kernel of `ForkedProvisioner`, whatever the kernel's specification says."""

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:
        self.kernel_id = self.kernel_id or kwargs.pop("kernel_id", None) or os.urandom(8).hex()
        if not self.connection_file:  # a full name: client and kernel need not share a folder
            place = Path(os.environ.get(FOLDER_ENV) or socket_home())
            place = place if place.is_dir() else socket_home()  # it goes with its server
            self.connection_file = str(place / f"k{self.kernel_id[:12]}.json")
        if self.provisioner is None:
            self.provisioner = ForkedProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)


def memory_limit() -> int:
    """Give the address space that a kernel may use, in bytes; 0 for no limit."""
    return int(os.environ.get(MEMORY_ENV, MEMORY))
