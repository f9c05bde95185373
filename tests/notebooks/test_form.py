"""The committed notebooks are thin, bilingual and without outputs."""

from __future__ import annotations

import ast
import json
import re

import pytest

from planodds.batch.parameters import read_parameters
from planodds.batch.plan import NOTEBOOKS
from planodds.execution.content_keys import NOTEBOOK_DIR

FOR_PEOPLE = ("00_start", "06_explore")  # no part of an edition
EVERY = (*FOR_PEOPLE, *NOTEBOOKS)
READS_FILES = re.compile(r"\b(open|read_\w+|Path|np|pd)\b\s*[.(]")


@pytest.fixture(params=EVERY)
def cells(request):
    path = NOTEBOOK_DIR / f"{request.param}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def sources(cells, kind="code"):
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def test_every_notebook_on_file_is_run_or_for_people():
    assert {path.stem for path in NOTEBOOK_DIR.glob("*.ipynb")} == set(EVERY)


def test_cells_are_few_and_short(cells):
    assert len(sources(cells)) <= 12
    assert max(source.count("\n") + 1 for source in sources(cells)) <= 10


def test_nothing_is_defined_read_or_calculated(cells):
    for source in sources(cells):
        tree = ast.parse(source)
        kinds = {type(node) for node in ast.walk(tree)}
        assert not kinds & {ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.BinOp, ast.For}
        assert not READS_FILES.search(source.replace("open_run", ""))


def test_parameters_are_literals_and_checked_in_the_next_cell(cells):
    first, second = sources(cells)[:2]
    names = [target.id for node in ast.parse(first).body for target in node.targets]
    call = next(
        node
        for node in ast.walk(ast.parse(second))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "open_run"
    )
    assert {keyword.arg for keyword in call.keywords} == set(names)


@pytest.mark.parametrize("name", EVERY)
def test_defaults_open_the_newest_edition(name):
    parameters = read_parameters(NOTEBOOK_DIR / f"{name}.ipynb")
    assert parameters["edition"] == "LATEST"
    assert parameters["information"] == "latest"
    assert parameters["lang"] == "both"


@pytest.mark.parametrize("name", EVERY)
def test_papermill_explains_every_parameter(name):
    from papermill.inspection import _infer_parameters
    from papermill.iorw import load_notebook_node

    path = NOTEBOOK_DIR / f"{name}.ipynb"
    found = _infer_parameters(load_notebook_node(str(path)))
    assert {item.name for item in found} == set(read_parameters(path))
    assert all(len(item.help) > 20 for item in found)


def test_every_text_exists_in_both_languages(cells):
    tags = [cell["metadata"]["tags"] for cell in cells if cell["cell_type"] == "markdown"]
    assert tags[::2] == [["zh"]] * (len(tags) // 2)
    assert tags[1::2] == [["en"]] * (len(tags) // 2)


def test_no_outputs_are_committed(cells):
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
