"""Papermill's engine for batches: forked kernels, and the cell at which a kernel was lost."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

_NAME = "planodds"
_KERNEL = "python3"
# Both only end a wait for a kernel that hangs: a busy machine must not fail a run.
_START_TIMEOUT = 600  # seconds for a kernel to start and to answer
_IOPUB_TIMEOUT = 600  # seconds that a cell's outputs may lag behind its end


class KernelLostError(Exception):
    """The kernel died or took too long; `cell` says where.

    Attributes
    ----------
    content : notebook
        With the outputs so far.
    error : Exception
        The client's error.
    """

    def __init__(self, content: NotebookNode, error: Exception) -> None:
        super().__init__(str(error))
        self.content, self.error = content, error

    @property
    def cell(self) -> int | None:
        """The last cell that had begun, None if none had."""
        begun = [
            index
            for index, cell in enumerate(self.content.cells)
            if cell.metadata.get("papermill", {}).get("start_time")
        ]
        return begun[-1] if begun else None

    @property
    def source(self) -> str:
        """The code of that cell."""
        return "" if self.cell is None else self.content.cells[self.cell].source


@lru_cache(maxsize=1)
def _register_engine() -> str:
    """Register the engine with papermill; return its name."""
    from papermill.engines import NBClientEngine, papermill_engines

    class BatchEngine(NBClientEngine):
        """Papermill's engine with forked kernels; one write at the end instead of two per cell."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: object
        ) -> None:
            try:
                super().execute_managed_notebook(nb_man, kernel_name, **options)
            except Exception as error:
                raise KernelLostError(nb_man.nb, error) from error

    logging.getLogger("papermill").setLevel(logging.WARNING)
    papermill_engines.register(_NAME, BatchEngine)
    return _NAME


def engine_options() -> dict[str, object]:
    """Return papermill's options: engine, kernels, and ipc sockets where they exist."""
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
        # With ipc, kernels that start together cannot take each other's ports.
        options["config"] = Config({"KernelManager": {"transport": "ipc"}})
        from planodds.batch.kernels.provisioner import ForkedKernelManager

        options["kernel_manager_class"] = ForkedKernelManager
    return options


def pop_last_kernel() -> tuple[int, bool]:
    """Return peak memory and fate of this process's last forked kernel, once.

    Returns
    -------
    peak : int
        Peak memory, bytes; 0 if unknown.
    orphaned : bool
        Whether it was lost because the fork server died.
    """
    if os.name != "posix":
        return 0, False
    from planodds.batch.kernels.provisioner import ForkedProvisioner

    process, ForkedProvisioner.last = ForkedProvisioner.last, None
    if process is None:
        return 0, False
    process.wait()  # a kernel that died by itself has not been waited for
    return process.peak, process.orphaned


def write_executed(content: NotebookNode, path: Path) -> None:
    """Write an executed notebook without paths and times of this machine.

    Papermill's record keeps the parameters, which tools read in ``metadata.papermill.parameters``.

    Parameters
    ----------
    content : NotebookNode
        The executed notebook; its metadata is changed in place.
    path : Path
        The file to write.
    """
    import nbformat

    record = content.metadata.pop("papermill", {})
    content.metadata["papermill"] = {"parameters": record.get("parameters", {})}
    for cell in content.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    nbformat.write(content, path)
