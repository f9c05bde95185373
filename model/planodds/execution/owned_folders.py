"""Temporary folders named after their process: those of processes that are gone are removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.execution.processes import is_process_alive

if TYPE_CHECKING:
    from collections.abc import Callable


def make_owned_folder(
    prefix: str, home: Path | None = None, *, keep: Callable[[Path], object] = lambda folder: False
) -> Path:
    """Create a folder named after this process; remove those of processes that are gone.

    A process that is killed cannot remove its own.

    Parameters
    ----------
    prefix : str
        Beginning of the name, before the number of the process.
    home : Path, optional
        Folder that holds it; default: the temporary folder.
    keep : callable, optional
        Whether a folder of a process that is gone stays; default: none does.

    Returns
    -------
    Path
    """
    home = home or Path(tempfile.gettempdir())
    for left in home.glob(f"{prefix}*-*"):
        number = left.name.removeprefix(prefix).partition("-")[0]
        if number.isdecimal() and not is_process_alive(int(number)) and not keep(left):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=home))
