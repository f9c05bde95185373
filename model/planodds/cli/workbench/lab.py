"""`planodds lab`: JupyterLab at the root of the project, with the start notebook open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.constants import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Sequence

START = "notebooks/00_start.ipynb"
_SETTINGS = Path(__file__).with_name("jupyter")  # defaults of Lab: no question about news
_SHARE = Path(__file__).with_name("share")  # the kernel under the name of the project
_NO_NEWS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


def open_lab(*, browser: bool, port: int, more: Sequence[str] = ()) -> None:
    """Replace this process by JupyterLab.

    Parameters
    ----------
    browser : bool
        Whether to open the browser.
    port : int
        On this machine only; 0 for any free one.
    more : sequence of str
        Further options of Jupyter.

    Notes
    -----
    The kernel is that of this environment, whatever the user has installed elsewhere; the launcher
    shows it a second time under the name of the project.
    """
    command = lab_command(browser=browser, port=port, more=more)
    folders = [str(_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    data = [str(_SHARE), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    environment = {
        **os.environ,
        "JUPYTER_PATH": os.pathsep.join(data),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_PATH": os.pathsep.join(folders),
    }
    os.execve(command[0], command, environment)


def lab_command(*, browser: bool, port: int, more: Sequence[str] = ()) -> list[str]:
    """Return the command that starts JupyterLab.

    Parameters
    ----------
    browser : bool
    port : int
    more : sequence of str

    Returns
    -------
    list of str

    Examples
    --------
    >>> "--no-browser" in lab_command(browser=False, port=0)
    True
    """
    return [
        sys.executable,
        "-m",
        "planodds.cli.workbench.lab_server",
        f"--ServerApp.root_dir={PROJECT_DIR}",
        f"--LabApp.default_url=/lab/tree/{START}?file-browser-path=/",
        f"--ServerApp.port={port}",
        *_NO_NEWS,
        *([] if browser else ["--no-browser"]),
        *more,
    ]
