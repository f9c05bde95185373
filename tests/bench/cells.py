"""Processor time that a notebook's own cells take: the work that no runner can avoid.

    python -m tests.bench.cells NOTEBOOK FOLDER EDITION DATA NAME=VALUE ...

executes the cells of a notebook in this process, as a kernel would, after all that the kernel
server loads; prints the processor seconds of the cells alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.batch import notebook_run
from planodds.editions.fit_cache import FONTS, cache_dir, digests_variable
from planodds.execution.processes import ONE_THREAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.batch.plan import NotebookRun
    from planodds.batch.prepare import Batch


def cell_seconds(runs: Sequence[NotebookRun], batch: Batch, edition: Path, folder: Path) -> float:
    """Sum the processor seconds of the cells of some runs, each in a process of its own."""
    digests = {
        key: _digest(edition, key) for run in runs for key in (batch.fit_keys[n] for n in run.needs)
    }
    return sum(
        float(
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "tests.bench.cells",
                    str(batch.notebook_dir / f"{run.notebook}.ipynb"),
                    str(folder / run.name),
                    str(edition),
                    str(batch.data_dir),
                    f"edition={edition.name}",
                    *(f"{name}={value}" for name, value in run.parameters.items()),
                ],
                env={**os.environ, **ONE_THREAD, **digests_variable(digests)},
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            ).stdout.splitlines()[-1]
        )
        for run in runs
    )


def _digest(edition: Path, key: str) -> str:
    from planodds.execution.result_store import ResultStore

    return ResultStore(cache_dir(edition.parent)).digest(key)


def run_cells(
    notebook: Path, folder: Path, edition: Path, data_dir: Path, parameters: Mapping[str, str]
) -> float:
    """Execute the cells in this process and return their processor seconds."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    from planodds.batch.kernels.server import _prefetch, _preload
    from planodds.batch.local.executor import _PREFETCH

    os.environ |= {
        notebook_run.EDITION_ENV: str(edition),
        notebook_run.FOLDER_ENV: str(folder),
        notebook_run.DATA_ENV: str(data_dir),
    }
    folder.mkdir(parents=True)
    os.chdir(folder)
    _preload(cache_dir(edition.parent) / FONTS)
    _prefetch(data_dir, _PREFETCH)
    shell = InteractiveShell.instance()
    spent = 0.0
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        start = time.process_time()
        result = shell.run_cell(cell.source, silent=False)
        spent += time.process_time() - start
        result.raise_error()
        if "parameters" in cell.metadata.get("tags", []):
            shell.push(dict(parameters))
    return spent


if __name__ == "__main__":
    source, target, built, data, *given = sys.argv[1:]
    seconds = run_cells(
        Path(source),
        Path(target),
        Path(built),
        Path(data),
        dict(pair.split("=", 1) for pair in given),
    )
    print(f"\n{seconds:.3f}")
