"""One notebook run: papermill, results written aside, then moved into place."""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.batch.kernels.engine import (
    KernelLostError,
    engine_options,
    pop_last_kernel,
    write_executed,
)
from planodds.batch.parameters import check_parameters
from planodds.constants import SOURCE_DIR
from planodds.editions.fit_cache import digests_variable
from planodds.execution.atomic import staged_folder
from planodds.execution.digests import write_digests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CELL_TIMEOUT = 900  # seconds that one cell may take
EDITION_ENV = "PLANODDS_EDITION_DIR"  # the edition being built, for the kernel's session
FOLDER_ENV = "PLANODDS_RUN_FOLDER"  # where that run writes
DATA_ENV = "PLANODDS_DATA"  # the data that the edition is made from
RECORD = "run.json"
REWRITTEN = (".html",)  # pages that are stamped once the edition is complete


def run_notebook(
    *,
    notebook: Path,
    parameters: Mapping[str, object],
    folder: Path,
    edition_dir: Path,
    data_dir: Path,
    fonts: Path,
    failed: Path,
    key: str,
    name: str,
    fit_digests: Mapping[str, str] | None = None,
    time_limit: float = CELL_TIMEOUT,
) -> dict[str, object]:
    """Execute a notebook and put what it wrote into `folder`.

    Parameters
    ----------
    notebook : Path
        The committed notebook.
    parameters : Mapping
        Checked values for its `parameters` cell.
    folder : Path
        Final place of the results; appears only when the run ended well.
    edition_dir : Path
        The edition being built, from which the notebook reads.
    data_dir : Path
        The data.
    fonts : Path
        Where cut typefaces are cached.
    failed : Path
        Where the notebook of a failed run is left for inspection.
    key : str
        Content key, recorded in `run.json`.
    fit_digests : mapping of str to str
        Digests of the verified fits that the notebook may read, by content key.
    time_limit : float
        Seconds that one cell may take before its kernel is ended.

    Returns
    -------
    dict
        The run's record: name, key, seconds, peak_mb (of a forked kernel; else 0).

    Raises
    ------
    UsageError
        A parameter is unknown, missing or of the wrong type.
    NotebookRunError
        With the record and its `error` (cell, ename, evalue, parameters).
    """
    check_parameters(notebook, parameters)
    start = time.perf_counter()
    _clear_away(folder)
    with staged_folder(folder) as aside:
        places = _places(edition_dir, aside, data_dir) | digests_variable(fit_digests or {})
        error, peak = _execute_twice_at_most(notebook, parameters, places, time_limit)
        record = {
            "name": name,
            "key": key,
            "seconds": round(time.perf_counter() - start, 2),
            "peak_mb": round(peak / 2**20),
        }
        if error:
            _keep_failed(aside / "notebook.ipynb", failed)
            raise NotebookRunError({**record, "error": error})
        _export(aside, fonts)
        (aside / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
        write_digests(aside, ignore=REWRITTEN)
    return record


class NotebookRunError(Exception):
    """Carries the record of a failed run out of the folder that is thrown away."""

    def __init__(self, record: dict[str, object]) -> None:
        super().__init__(str(record))
        self.record = record


def _clear_away(folder: Path) -> None:
    """Remove what unfinished attempts have left, and results that the runner did not take over.

    The edition's lock sees to it that nobody else works on the same run.
    """
    for left in folder.parent.glob(f"{folder.name}.staging-*"):
        shutil.rmtree(left, ignore_errors=True)
    if folder.is_dir():
        old = folder.with_name(f"{folder.name}.staging-0")
        os.rename(folder, old)
        shutil.rmtree(old)


def _execute_twice_at_most(
    notebook: Path, parameters: Mapping[str, object], places: Mapping[str, str], time_limit: float
) -> tuple[dict[str, object] | None, int]:
    """Execute; once more if the kernel was lost with the fork server, which is no fault of its own.

    Returns
    -------
    error : dict or None
    peak : int
        Most memory that the kernel held, bytes.
    """
    error = _execute(notebook, parameters, places, time_limit)
    peak, orphaned = pop_last_kernel()
    if not (error and orphaned):
        return error, peak
    folder = Path(places[FOLDER_ENV])
    shutil.rmtree(folder)  # what the lost kernel has written counts for nothing
    folder.mkdir()
    return _execute(notebook, parameters, places, time_limit), pop_last_kernel()[0]


def _execute(
    notebook: Path, parameters: Mapping[str, object], places: Mapping[str, str], time_limit: float
) -> dict[str, object] | None:
    """Run papermill; give None, or what went wrong, in which cell and with which parameters."""
    import papermill

    folder = Path(places[FOLDER_ENV])
    output = folder / "notebook.ipynb"
    try:
        with _kernel_environment(places):
            content = papermill.execute_notebook(
                notebook,
                output,
                dict(parameters),
                cwd=folder,
                execution_timeout=time_limit,
                **engine_options(),
            )
    except papermill.PapermillExecutionError as error:
        fault = {
            "cell": error.cell_index,
            "source": error.source,
            "ename": error.ename,
            "evalue": error.evalue,
        }
    except KernelLostError as lost:
        fault = {
            "cell": lost.cell,
            "source": lost.source,
            "ename": _name_loss(lost.error),
            "evalue": str(lost.error).strip(),
        }
        write_executed(lost.content, output)  # forgets the times by which the cell is found
    else:
        write_executed(content, output)
        return None
    return {**fault, "parameters": dict(parameters)}


def _name_loss(error: Exception) -> str:
    from nbclient.exceptions import CellTimeoutError

    return "CellTimeout" if isinstance(error, CellTimeoutError) else type(error).__name__


def _places(edition_dir: Path, folder: Path, data_dir: Path) -> dict[str, str]:
    """Name the places that a kernel's session needs, as environment variables."""
    return {
        EDITION_ENV: str(edition_dir),
        FOLDER_ENV: str(folder),
        DATA_ENV: str(data_dir),
        "IPYTHONDIR": str(folder / ".ipython"),
    }


@contextmanager
def _kernel_environment(places: Mapping[str, str]) -> Iterator[None]:
    """Tell the kernel where it works; the reader's own Jupyter settings stay out of it."""
    root = str(SOURCE_DIR)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    values = {
        **places,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


def _export(folder: Path, fonts: Path) -> None:
    """Write the notebook in both languages and drop the kernel's own leavings."""
    from planodds.report.html.notebook_pages import export_notebook

    shutil.rmtree(folder / ".ipython", ignore_errors=True)
    export_notebook(folder / "notebook.ipynb", cache_dir=fonts)


def _keep_failed(path: Path, failed: Path) -> None:
    if path.exists():
        failed.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, failed)
