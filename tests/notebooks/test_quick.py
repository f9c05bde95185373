"""A quick edition on a small real panel: complete, stamped, never used for decisions."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pandas as pd
import pytest
import yaml

from planodds import constants
from planodds.execution.content_keys import NOTEBOOK_DIR
from planodds.inputs import load_panel, load_scenario
from planodds.inputs.scenarios.resolve_years import first_unknown_year
from tests.notebooks.conftest import ROOT, SCENARIOS
from tests.notebooks.test_form import EVERY
from tests.waiting import GUARD, LONG_GUARD

pytestmark = pytest.mark.slow
# nbval has no option for the delay of outputs after the end of a cell.
NBVAL_GUARD = f"def pytest_itemcollected(item):\n    item.output_timeout = {GUARD}\n"


def test_the_command_succeeds_and_names_the_folder(quick):
    assert quick.done.returncode == 0, quick.done.stderr
    assert str(quick.folder / "index.html") in quick.done.stdout
    assert "notebooks" in quick.done.stdout and " s" in quick.done.stdout


def test_it_is_stamped_and_never_the_newest(quick):
    manifest = json.loads((quick.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["for_decisions"] is False
    assert manifest["stamp"] == "NOT FOR DECISIONS"
    assert quick.folder.name.endswith("-quick")
    assert not (quick.out / "LATEST").exists()


@pytest.mark.parametrize(
    "page",
    [
        "index.html",
        "brief.en.html",
        "brief.zh.html",
        "annex.en.html",
        "scenarios/latest/baseline/notebook.en.html",
    ],
)
def test_every_page_has_the_stamp(quick, page):
    assert "NOT FOR DECISIONS" in (quick.folder / page).read_text(encoding="utf-8")


def test_results_contain_every_run_with_the_columns_of_the_dictionary(quick):
    results = pd.read_parquet(quick.folder / "results.parquet")
    assert list(results.columns) == list(constants.RESULT_COLUMNS)
    assert set(results.loc[results["information"] == "latest", "scenario"]) == set(SCENARIOS)
    assert set(results["information"]) == {"2020", "2021", "2022", "2023", "latest"}
    prior = results[results["evidence"] == constants.PRIOR_ONLY]
    assert set(prior["information"]) == {"2020"}
    assert set(prior["scenario"]) == {constants.BASELINE}
    quantiles = pd.read_parquet(quick.folder / "quantiles.parquet")
    assert list(quantiles.columns) == list(constants.QUANTILE_COLUMNS)


def test_numbers_of_the_joined_table_are_those_of_the_notebooks(quick):
    joined = pd.read_csv(quick.folder / "results.csv", dtype=str, keep_default_na=False)
    parts = [
        pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in quick.folder.glob("scenarios/*/*/results.csv")
    ]
    key = list(joined.columns)
    expected = pd.concat(parts).sort_values(key).reset_index(drop=True)
    assert joined.sort_values(key).reset_index(drop=True).equals(expected)


def test_executed_notebooks_contain_both_languages_and_no_file_paths(quick):
    text = (quick.folder / "scenarios/latest/baseline/notebook.ipynb").read_text(encoding="utf-8")
    outputs = [
        output for cell in nbformat.reads(text, 4).cells for output in cell.get("outputs", [])
    ]
    tags = {tag for output in outputs for tag in output["metadata"].get("tags", [])}
    assert tags == set(constants.LANGUAGES)
    assert nbformat.reads(text, 4).metadata["papermill"] == {
        "parameters": {
            "edition": quick.folder.name,
            "information": "latest",
            "scenario": "baseline",
        }
    }
    assert str(quick.out) not in text
    assert str(ROOT) not in text


def test_the_same_command_again_has_nothing_to_redo(quick):
    before = (quick.folder / "manifest.json").stat().st_mtime_ns
    again = subprocess.run(
        [sys.executable, "-m", "planodds", "run", "--quick", "--out", str(quick.out)],
        cwd=ROOT,
        env=quick.environment,
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
    )
    assert again.returncode == 0, again.stderr
    assert "nothing to redo" in again.stdout
    assert (quick.folder / "manifest.json").stat().st_mtime_ns == before


def test_notebooks_run_by_hand_under_nbval(quick, tmp_path):
    for name in EVERY:
        notebook = nbformat.read(NOTEBOOK_DIR / f"{name}.ipynb", 4)
        cell = next(
            cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])
        )
        cell.source = cell.source.replace('"LATEST"', f'"{quick.folder.name}"')
        cell.source = cell.source.replace('lang = "both"', 'lang = "en"')  # both: as in the batch
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    (tmp_path / "conftest.py").write_text(NBVAL_GUARD, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            f"--nbval-cell-timeout={GUARD}",
            f"--nbval-kernel-startup-timeout={GUARD}",
            "-q",
            "-p",
            "no:cacheprovider",
            str(tmp_path),
        ],
        cwd=tmp_path,
        env=quick.environment,
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    by_hand = quick.out / ".byhand" / quick.folder.name
    assert (by_hand / "latest/baseline/results.csv").is_file()


def test_kernels_of_the_notebooks_import_no_sampler(quick):
    code = (
        "import sys; from planodds import probability as odds; "
        "from planodds.evaluation.track_record import county_scores, joint, load; "
        "from planodds.notebook import session, tables; "
        "from planodds.notebook.views import compare, data, model, scenario; "
        "from planodds.forecasting import apply_scenario, load_forecast, load_posterior; "
        "print([name for name in ('pymc', 'arviz', 'nutpie', 'pytensor') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_papermill_answers_conditions_stated_on_the_command_line(quick, tmp_path):
    """The path of the file `coal_slump`, without the file: the same numbers to the last digit."""
    slump = load_scenario(quick.data / "scenarios" / "coal_slump.yaml").conditions[0]
    first = first_unknown_year(load_panel(quick.data), "coal_price")
    path = {first + ahead - 1: value for ahead, value in zip(slump.ahead, slump.value, strict=True)}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "papermill", "--no-progress-bar"),
            *(str(NOTEBOOK_DIR / "04_scenario.ipynb"), str(tmp_path / "out.ipynb")),
            *("-p", "edition", quick.folder.name, "-p", "lang", "en"),
            *("-y", yaml.safe_dump({"conditions": {"coal_price": path, "sd": slump.sd}})),
        ],
        cwd=tmp_path,
        env=quick.environment,
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    by_hand = quick.out / ".byhand" / quick.folder.name / "latest/with_conditions/results.csv"
    stated, filed = (
        pd.read_csv(folder, dtype=str, keep_default_na=False).drop(columns="scenario")
        for folder in (by_hand, quick.folder / "scenarios/latest/coal_slump/results.csv")
    )
    pd.testing.assert_frame_equal(stated, filed)
    told = nbformat.read(tmp_path / "out.ipynb", 4).metadata["papermill"]["parameters"]
    assert told["conditions"]["coal_price"] == {str(year): value for year, value in path.items()}
