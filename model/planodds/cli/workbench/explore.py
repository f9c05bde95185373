"""`planodds explore`: the explorer as a page of this machine, served by Voilà."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.constants import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTEBOOK = "06_explore"
_LOOPBACK = "127.0.0.1"
_TEMPLATES = Path(__file__).with_name("voila")  # of the page: nothing from other hosts
_LOOK_AGAIN = 0.1  # seconds
_PATIENCE = 60.0  # seconds in which the server is up, before the browser is not opened


def prepare_notebook(*, edition: str, information: str, lang: str) -> Path:
    """Write the notebook with its parameters, once they fit an edition.

    Parameters
    ----------
    edition : str
        Name of an edition, or ``LATEST``.
    information : str
        One of its information sets.
    lang : str
        One of the study's languages, or ``both``.

    Returns
    -------
    Path
        A copy outside of the edition, without the texts: the page has its own.

    Raises
    ------
    UsageError
        There is no such edition, information set or language.
    InputError
        Data or program have changed since the edition was built.
    """
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from planodds.execution.atomic import write_text_atomic
    from planodds.notebook.session import open_run

    run = open_run(edition=edition, information=information, lang=lang)
    run.posterior_at(run.information)
    source = PROJECT_DIR / "notebooks" / f"{NOTEBOOK}.ipynb"
    chosen = {"edition": run.edition, "information": information, "lang": lang}
    content = parameterize_notebook(load_notebook_node(str(source)), chosen)
    content.cells = [cell for cell in content.cells if cell.cell_type == "code"]
    run.folder.mkdir(parents=True, exist_ok=True)
    return write_text_atomic(run.folder / source.name, nbformat.writes(content))


def serve(notebook: Path, *, browser: bool, port: int) -> None:
    """Serve a notebook as a page, on this machine only, until the process is ended.

    Parameters
    ----------
    notebook : Path
    browser : bool
        Whether to open the browser.
    port : int
        0 for any free one.

    Notes
    -----
    The address has a token, so that nobody else on the machine can open the page.
    """
    from voila.app import Voila

    port, token = port or _free_port(), secrets.token_urlsafe(16)
    address = f"http://{_LOOPBACK}:{port}/?token={token}"
    os.environ["JUPYTER_TOKEN"] = token
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    paths = [str(_TEMPLATES), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(paths)
    print(address, flush=True)
    if browser:
        opener = threading.Thread(target=_open_when_up, args=(address, port), daemon=True)
        opener.start()
    Voila.launch_instance(argv=server_options(notebook, port))


def server_options(notebook: Path, port: int) -> Sequence[str]:
    """Return the options of Voilà.

    Parameters
    ----------
    notebook : Path
    port : int

    Returns
    -------
    list of str

    Examples
    --------
    >>> "--Voila.ip=127.0.0.1" in server_options(Path("a.ipynb"), 8000)
    True
    """
    return [
        str(notebook),
        f"--Voila.ip={_LOOPBACK}",
        f"--Voila.port={port}",
        "--Voila.port_retries=0",
        "--Voila.auto_token=True",
        "--Voila.open_browser=False",
        "--VoilaConfiguration.template=planodds",
        "--VoilaConfiguration.show_tracebacks=True",
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _open_when_up(address: str, port: int) -> None:
    """Open the browser as soon as the server answers."""
    limit = time.monotonic() + _PATIENCE
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex((_LOOPBACK, port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(_LOOK_AGAIN)
