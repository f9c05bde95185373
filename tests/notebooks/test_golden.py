"""The text of one executed notebook must not change unnoticed.

The findings of `01_data` are published facts and results derived without a model, so that they
are the same on every machine. To accept a change on purpose:

    PLANODDS_WRITE_GOLDEN=1 python -m pytest tests/notebooks/test_golden.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest

from planodds.batch.plan import build_plan
from planodds.batch.prepare import as_plain, prepare_batch
from planodds.editions.layout import PLAN_FILE
from planodds.execution.content_keys import NOTEBOOK_DIR
from planodds.inputs import DATA_DIR, load_scenarios
from tests.notebooks.conftest import ROOT
from tests.waiting import GUARD

GOLDEN = Path(__file__).parent / "golden" / "01_data.ipynb"
WRITE = "PLANODDS_WRITE_GOLDEN"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Execute the committed notebook on the real data; no fit is needed for it."""
    from nbclient import NotebookClient

    out = tmp_path_factory.mktemp("golden")
    scenarios = [scenario.name for scenario in load_scenarios(DATA_DIR)]
    batch = prepare_batch(build_plan(scenarios=scenarios), data_dir=DATA_DIR)
    (out / batch.edition).mkdir()
    (out / batch.edition / PLAN_FILE).write_text(json.dumps(as_plain(batch)), encoding="utf-8")
    (out / "LATEST").write_text(batch.edition, encoding="utf-8")
    notebook = nbformat.read(NOTEBOOK_DIR / "01_data.ipynb", 4)
    environment = {**os.environ, "PLANODDS_OUT": str(out), "PYTHONPATH": str(ROOT / "model")}
    NotebookClient(notebook, timeout=int(GUARD)).execute(env=environment)
    return notebook


def keep_words(notebook):
    """Extract the plain text of each output, with its language."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.data = {"text/plain": output.data["text/plain"]}
    notebook.metadata.pop("language_info", None)
    return notebook


def findings(notebook, lang):
    """List the text of the notebook in one language, cell by cell."""
    return [
        (cell.id, output.data["text/plain"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if lang in output.metadata.get("tags", [])
    ]


def test_golden_is_of_the_committed_notebook(executed):
    if os.environ.get(WRITE):
        GOLDEN.parent.mkdir(exist_ok=True)
        nbformat.write(keep_words(executed), GOLDEN)
    golden = nbformat.read(GOLDEN, 4)
    assert [cell.source for cell in golden.cells] == [cell.source for cell in executed.cells]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_findings_are_those_of_the_golden_notebook(executed, lang):
    golden = findings(nbformat.read(GOLDEN, 4), lang)
    assert golden, "the golden notebook holds no findings"
    assert findings(executed, lang) == golden


def test_golden_contains_the_published_facts():
    text = "\n".join(words for _, words in findings(nbformat.read(GOLDEN, 4), "en"))
    for fact in ("8.490", "10.748", "66th in 2020 and 73rd in 2024", "growth of 18.7% a year"):
        assert fact in text
