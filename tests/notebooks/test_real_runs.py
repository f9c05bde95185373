"""The shipped notebooks: same bytes however they are run, gaps reported by name."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from planodds.batch.plan import COMPARE_NOTEBOOK, SCENARIO_NOTEBOOK, build_plan
from planodds.batch.prepare import Batch, prepare_batch
from planodds.batch.runner import run_batch
from planodds.execution.content_keys import NOTEBOOK_DIR
from planodds.inputs.panels.information import LATEST
from tests.batch.processes import start_runner
from tests.waiting import GUARD

pytestmark = pytest.mark.slow
KEPT = (SCENARIO_NOTEBOOK, COMPARE_NOTEBOOK)
SAMPLERS = {"pymc", "arviz", "nutpie", "pytensor"}
LAST_CELL = """import json, sys
(run.folder / "modules.json").write_text(json.dumps(sorted(sys.modules)))
if scenario == "coal_slump":
    raise MemoryError("on purpose")"""


def lay_out(quick, scenario: str, notebook_dir: Path = NOTEBOOK_DIR) -> Batch:
    """Plan the baseline, one scenario and their comparison; the fit is stored already."""
    plan = build_plan(
        scenarios=["baseline", scenario], information=[LATEST], only=[scenario], quick=True
    )
    runs = [run for run in plan.notebooks if run.notebook in KEPT]
    names = {run.name for run in runs}
    runs = [dataclasses.replace(run, after=tuple(set(run.after) & names)) for run in runs]
    plan = dataclasses.replace(plan, notebooks=tuple(runs))
    return prepare_batch(plan, data_dir=quick.data, notebook_dir=notebook_dir)


def stored_fits(quick, out: Path) -> Path:
    """Create an outputs folder with only the fits of the quick edition."""
    shutil.copytree(quick.out / ".cache", out / ".cache")
    return out


def read_bytes(folder: Path) -> dict[str, bytes]:
    """Read every table and page by name; records and manifests contain times."""
    found = [path for kind in ("csv", "parquet", "html") for path in folder.rglob(f"*.{kind}")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def alone(quick, tmp_path_factory):
    """One edition, built by a single worker with forked kernels."""
    batch = lay_out(quick, "coal_slump")
    out = stored_fits(quick, tmp_path_factory.mktemp("alone") / "outputs")
    result = run_batch(batch, out=out, jobs=1, report=lambda event: None, pages=lambda *_: None)
    assert result.exit_status == 0, result.failures
    return batch, read_bytes(result.folder)


def test_four_workers_with_ordinary_kernels_write_the_same_bytes(
    quick, alone, tmp_path, monkeypatch
):
    monkeypatch.setenv("PLANODDS_KERNELS", "ordinary")
    batch, expected = alone
    result = run_batch(
        batch,
        out=stored_fits(quick, tmp_path),
        jobs=4,
        report=lambda event: None,
        pages=lambda *_: None,
    )
    assert result.exit_status == 0, result.failures
    assert len(expected) > 20
    assert read_bytes(result.folder) == expected


def test_two_plans_at_once_share_a_fit_and_write_the_same_bytes(quick, alone, tmp_path):
    out = stored_fits(quick, tmp_path / "outputs")
    batches = [alone[0], lay_out(quick, "plan_path")]
    runners = [
        start_runner(batch, tmp_path / f"{number}.pickle", out)
        for number, batch in enumerate(batches)
    ]
    outputs = [runner.communicate(timeout=GUARD)[0] for runner in runners]
    assert [runner.returncode for runner in runners] == [0, 0], outputs
    assert not any("fit/" in text for text in outputs)
    assert read_bytes(out / batches[0].edition) == alone[1]
    assert (out / batches[1].edition / "scenarios/latest/plan_path/results.csv").is_file()
    assert not list(out.rglob("*.staging-*"))


@pytest.fixture(scope="module")
def broken(quick, tmp_path_factory):
    """An edition whose scenario fails in its last cell."""
    base = tmp_path_factory.mktemp("broken")
    notebooks = Path(
        shutil.copytree(
            NOTEBOOK_DIR, base / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    )
    path = notebooks / f"{SCENARIO_NOTEBOOK}.ipynb"
    book = nbformat.read(path, 4)
    book.cells.append(nbformat.v4.new_code_cell(LAST_CELL))
    nbformat.write(book, path)
    return run_batch(
        lay_out(quick, "coal_slump", notebooks),
        jobs=2,
        out=stored_fits(quick, base / "outputs"),
        report=lambda event: None,
        pages=lambda *_: None,
    )


def test_a_failed_scenario_is_reported_with_cell_error_and_parameters(broken):
    assert broken.exit_status == 1
    assert list(broken.failures) == ["scenarios/latest/coal_slump"]
    error = broken.failures["scenarios/latest/coal_slump"]
    assert (error["ename"], error["evalue"]) == ("MemoryError", "on purpose")
    assert error["source"] == LAST_CELL and error["cell"] > 20
    assert error["parameters"]["scenario"] == "coal_slump"


def test_the_comparison_names_what_is_missing_in_both_languages(broken):
    folder = broken.folder / f"notebooks/{COMPARE_NOTEBOOK}.latest"
    table = pd.read_csv(folder / "comparison.csv", keep_default_na=False)
    assert table.loc[table["status"] == "not_run", "scenario"].tolist() == ["coal_slump"]
    english = (folder / "notebook.en.html").read_text(encoding="utf-8")
    chinese = (folder / "notebook.zh.html").read_text(encoding="utf-8")
    assert "Scenarios whose run failed:" in english
    assert "未能完成的情景：" in chinese
    assert "煤价" in chinese.partition("未能完成的情景：")[2][:40]


def test_a_finished_kernel_has_loaded_no_sampler(broken):
    names = json.loads(
        (broken.folder / "scenarios/latest/baseline/modules.json").read_text(encoding="utf-8")
    )
    assert "planodds.probability" in names
    assert not SAMPLERS & set(names)
