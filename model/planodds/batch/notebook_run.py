"""One notebook run: papermill in a temporary folder, which is renamed once it is complete."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planodds.batch.kernels.engine import (
    KernelLostError,
    engine_options,
    pop_last_kernel,
    write_executed,
)
from planodds.batch.parameters import check_parameters
from planodds.constants import SOURCE_DIR
from planodds.editions.fit_cache import digests_variable
from planodds.execution.atomic import STAGING, staged_folder
from planodds.execution.digests import write_digests
from planodds.execution.processes import ONE_THREAD, changed_environment
from planodds.inputs.tables.files import DATA_ENV, STUDY_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

CELL_TIMEOUT = 900  # seconds that one cell may take
EDITION_ENV = "PLANODDS_EDITION_DIR"  # the edition being built, for the kernel's session
FOLDER_ENV = "PLANODDS_RUN_FOLDER"  # where that run writes
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
) -> dict[str, Any]:
    """Execute a notebook and publish its results as `folder`.

    Parameters
    ----------
    notebook : Path
        The committed notebook.
    parameters : mapping of str to object
        Checked values for its `parameters` cell.
    folder : Path
        Final path of the results; it appears only if the run ends without error.
    edition_dir : Path
        The edition being built, from which the notebook reads.
    data_dir : Path
        The data.
    fonts : Path
        Cache of subset fonts.
    failed : Path
        Path for the notebook of a failed run.
    key : str
        Content key, recorded in `run.json`.
    name : str
        Of the run, recorded in `run.json`.
    fit_digests : mapping of str to str, optional
        Digests of the verified fits that the notebook may read, by content key. None: no fits.
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
    _remove_earlier(folder)
    with staged_folder(folder) as staging:
        variables = _variables(edition_dir, staging, data_dir) | digests_variable(fit_digests or {})
        error, peak = _execute_with_retry(notebook, parameters, variables, time_limit)
        record = {
            "name": name,
            "key": key,
            "seconds": round(time.perf_counter() - start, 2),
            "peak_mb": round(peak / 2**20),
        }
        if error:
            _move_failed(staging / "notebook.ipynb", failed)
            raise NotebookRunError({**record, "error": error})
        _export(staging, fonts)
        (staging / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
        write_digests(staging, ignore=REWRITTEN)
    return record


class NotebookRunError(Exception):
    """Failure of a notebook run; `record` describes it."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(str(record))
        self.record = record


def _remove_earlier(folder: Path) -> None:
    """Remove what earlier attempts left, and results that the runner did not reuse.

    The edition's lock prevents another process from working on the same run.
    """
    for left in folder.parent.glob(f"{folder.name}{STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)
    if folder.is_dir():
        old = folder.with_name(f"{folder.name}{STAGING}0")
        os.rename(folder, old)
        shutil.rmtree(old)


def _execute_with_retry(
    notebook: Path,
    parameters: Mapping[str, object],
    variables: Mapping[str, str],
    time_limit: float,
) -> tuple[dict[str, Any] | None, int]:
    """Execute; once more if the kernel was lost because the fork server died.

    Returns
    -------
    error : dict or None
    peak : int
        Peak memory of the kernel, bytes.
    """
    error = _execute(notebook, parameters, variables, time_limit)
    peak, orphaned = pop_last_kernel()
    if not (error and orphaned):
        return error, peak
    folder = Path(variables[FOLDER_ENV])
    shutil.rmtree(folder)  # discard what the lost kernel wrote
    folder.mkdir()
    return _execute(notebook, parameters, variables, time_limit), pop_last_kernel()[0]


def _execute(
    notebook: Path,
    parameters: Mapping[str, object],
    variables: Mapping[str, str],
    time_limit: float,
) -> dict[str, Any] | None:
    """Run papermill; return None, or the error with its cell and the parameters."""
    import papermill

    from planodds.inputs.study import load_study
    from planodds.report.html.notebook_pages import in_words_of

    folder = Path(variables[FOLDER_ENV])
    output = folder / "notebook.ipynb"
    try:
        with _kernel_environment(variables):
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
        write_executed(lost.content, output)  # removes the times by which the cell is found
    else:
        study_dir = Path(variables[DATA_ENV])
        if (study_dir / STUDY_FILE).is_file():  # a batch may run notebooks about other data
            content = in_words_of(content, load_study(study_dir))
        write_executed(content, output)
        return None
    return {**fault, "parameters": dict(parameters)}


def _name_loss(error: Exception) -> str:
    from nbclient.exceptions import CellTimeoutError

    return "CellTimeout" if isinstance(error, CellTimeoutError) else type(error).__name__


def _variables(edition_dir: Path, folder: Path, data_dir: Path) -> dict[str, str]:
    """Return the environment variables that a kernel's session needs."""
    return {
        EDITION_ENV: str(edition_dir),
        FOLDER_ENV: str(folder),
        DATA_ENV: str(data_dir),
        "IPYTHONDIR": str(folder / ".ipython"),
    }


def _kernel_environment(variables: Mapping[str, str]) -> AbstractContextManager[None]:
    """Set the kernel's environment for the block; the user's Jupyter settings are not used."""
    paths = [str(SOURCE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    return changed_environment(
        {
            **variables,
            **ONE_THREAD,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONHASHSEED": "0",
            "JUPYTER_PREFER_ENV_PATH": "1",
        }
    )


def _export(folder: Path, fonts: Path) -> None:
    """Write the notebook as pages in both languages; remove the kernel's own files."""
    from planodds.report.html.notebook_pages import export_notebook

    shutil.rmtree(folder / ".ipython", ignore_errors=True)
    export_notebook(folder / "notebook.ipynb", cache_dir=fonts)


def _move_failed(path: Path, failed: Path) -> None:
    if path.exists():
        failed.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, failed)
