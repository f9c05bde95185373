"""Papermill's engine for batches: forked kernels, and the cell at which a kernel was lost."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "planodds"
_KERNEL = "python3"
# Both only end a wait for a kernel that hangs: a busy machine must not fail a run.
_START_TIMEOUT = 600  # seconds for a kernel to start and to answer
_IOPUB_TIMEOUT = 600  # seconds that a cell's outputs may lag behind its end


class KernelLostError(Exception):
    """The kernel died or took too long; says in which cell.

    Attributes
    ----------
    content : notebook
        As far as it came.
    error : Exception
        What the client saw.
    """

    def __init__(self, content: object, error: Exception) -> None:
        super().__init__(str(error))
        self.content, self.error = content, error

    @property
    def cell(self) -> int | None:
        """Return the last cell that had begun, None if it never came so far."""
        begun = [
            index
            for index, cell in enumerate(self.content.cells)
            if cell.metadata.get("papermill", {}).get("start_time")
        ]
        return begun[-1] if begun else None

    @property
    def source(self) -> str:
        """Return that cell's code."""
        return "" if self.cell is None else self.content.cells[self.cell].source


@lru_cache(maxsize=1)
def _register_engine() -> str:
    """Tell papermill of the engine; return its name."""
    from papermill.engines import NBClientEngine, papermill_engines

    class BatchEngine(NBClientEngine):
        """Papermill's own engine with other kernels; one write at the end instead of two a cell."""

        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, **kwargs):
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
            except Exception as error:
                raise KernelLostError(nb_man.nb, error) from error

    logging.getLogger("papermill").setLevel(logging.WARNING)
    papermill_engines.register(_NAME, BatchEngine)
    return _NAME


def engine_options() -> dict[str, object]:
    """Return papermill's options: which engine, which kernels, ipc sockets where there are any."""
    from traitlets.config import Config

    options: dict[str, object] = {
        "engine_name": _register_engine(),
        "kernel_name": _KERNEL,
        "shutdown_kernel": "immediate",
        "progress_bar": False,
        "request_save_on_cell_execute": False,
        "start_timeout": _START_TIMEOUT,
        "iopub_timeout": _IOPUB_TIMEOUT,
    }
    if os.name == "posix":
        # Kernels that start at one time cannot take each other's ports.
        options["config"] = Config({"KernelManager": {"transport": "ipc"}})
        from planodds.batch.kernels.provisioner import ForkedKernelManager

        options["kernel_manager_class"] = ForkedKernelManager
    return options


def pop_last_kernel() -> tuple[int, bool]:
    """Tell of this process's last forked kernel, once.

    Returns
    -------
    peak : int
        Most memory that it held, bytes; 0 if unknown.
    orphaned : bool
        Whether it was lost because the fork server was.
    """
    if os.name != "posix":
        return 0, False
    from planodds.batch.kernels.provisioner import ForkedProvisioner

    process, ForkedProvisioner.last = ForkedProvisioner.last, None
    if process is None:
        return 0, False
    process.wait()  # nobody does so for one that has died by itself
    return process.peak, process.orphaned


def write_executed(content: object, path: Path) -> None:
    """Write an executed notebook without places and times of this machine."""
    import nbformat

    content.metadata.pop("papermill", None)
    for cell in content.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    nbformat.write(content, path)
