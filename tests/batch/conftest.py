"""Small notebooks and small batches, so that the runner is tested without sampling."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planodds.batch.plan import BatchPlan, NotebookRun
from planodds.batch.prepare import Batch
from tests.notebook.notebook_files import write_notebook


@pytest.fixture
def out(tmp_path) -> Path:
    """An outputs folder in which the typeface has been cut already."""
    from planodds.report.fonts import static_fonts

    faces = static_fonts().regular.parent
    shutil.copytree(faces, tmp_path / "outputs/.cache/fonts")
    return tmp_path / "outputs"


@pytest.fixture
def make_batch(tmp_path):
    """Make a batch of notebooks without fits: `make_batch(name=[cell, …], …)`."""

    def make(after: dict[str, tuple[str, ...]] | None = None, **notebooks: list[str]) -> Batch:
        for name, sources in notebooks.items():
            write_notebook(tmp_path / "books" / f"{name}.ipynb", *sources)
        runs = tuple(
            NotebookRun(name, f"notebooks/{name}", after=(after or {}).get(name, ()))
            for name in notebooks
        )
        plan = BatchPlan(
            fits=(), notebooks=runs, information=("latest",), scenarios=(), full=True, quick=False
        )
        return Batch(
            plan=plan,
            edition="2024-0a1b2c3d",
            key="0a1b2c3d",
            data_dir=tmp_path,
            notebook_dir=tmp_path / "books",
            fit_keys={},
            run_keys={run.name: f"key-{run.name}" for run in runs},
            panel_hashes={},
            data_hashes={},
            settings={"seed": 1},
            paths=1,
            shape={},
            county_year=2024,
            subject=("shanxi", "141122", "jiaocheng-14fyp"),
            model="",
            origins={},
        )

    return make
