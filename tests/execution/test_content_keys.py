"""Keys change when the content changes, and only then."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from planodds.batch.plan import NOTEBOOKS
from planodds.execution import content_keys
from planodds.inputs import load_panel


def test_order_of_a_mapping_does_not_matter():
    assert content_keys.content_key({"a": 1, "b": [2, 3]}) == content_keys.content_key(
        {"b": [2, 3], "a": 1}
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 1.5}),
        ({"a": "1"}, {"a": 1}),
        ({"a": [1, 2]}, {"a": [2, 1]}),
        ({"a": ["xy", "z"]}, {"a": ["x", "yz"]}),
        ({"a": None}, {}),
        ({"a": np.zeros(4)}, {"a": np.zeros((2, 2))}),
        ({"a": pd.DataFrame({"x": [1]})}, {"a": pd.DataFrame({"y": [1]})}),
    ],
)
def test_different_content_has_different_keys(one, other):
    assert content_keys.content_key(one) != content_keys.content_key(other)


def test_a_copy_of_an_array_has_the_key_of_the_array():
    values = np.random.default_rng(1).normal(size=(4, 6))
    assert content_keys.hash_value(values[:, ::2]) == content_keys.hash_value(values[:, ::2].copy())


def test_what_has_no_defined_content_is_refused():
    with pytest.raises(TypeError, match="no content is defined for object"):
        content_keys.hash_value({"a": object()})


def test_source_hash_changes_with_the_source_only(tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    (room / "core.py").write_text("x = 1\n")
    before = content_keys.hash_tree(tmp_path, ["room"])
    (room / "notes.txt").write_text("not source")
    (room / "__pycache__").mkdir()
    (room / "__pycache__" / "core.py").write_text("compiled")
    assert content_keys.hash_tree(tmp_path, ["room"]) == before
    (room / "core.py").write_text("x = 2\n")
    assert content_keys.hash_tree(tmp_path, ["room"]) != before


def test_outputs_of_a_notebook_are_not_its_content(tmp_path):
    cell = {
        "cell_type": "code",
        "source": ["x = 1"],
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    before = content_keys.hash_notebook(path)
    executed = {**cell, "outputs": [{"text": "1"}], "execution_count": 3}
    path.write_text(json.dumps({"cells": [executed]}))
    assert content_keys.hash_notebook(path) == before
    path.write_text(json.dumps({"cells": [{**cell, "metadata": {"tags": ["zh"]}}]}))
    assert content_keys.hash_notebook(path) != before


def test_versions_name_what_is_absent():
    assert (
        content_keys.package_versions(["no-such-package-here"])["no-such-package-here"] == "absent"
    )


def test_a_later_figure_does_not_change_the_key_of_the_panel_of_2020(tmp_path, data_copy):
    before = {
        name: content_keys.hash_panel(load_panel(data_copy, name)) for name in ("2020", "latest")
    }
    panel = data_copy / "panel.csv"
    row = next(
        line
        for line in panel.read_text(encoding="utf-8").splitlines()
        if line.startswith("141122,交城县,2024,gdp,")
    )
    own = row.replace(",2024,", ",2025,", 1)
    panel.write_text(panel.read_text(encoding="utf-8") + own + "\n", encoding="utf-8")
    after = {
        name: content_keys.hash_panel(load_panel(data_copy, name)) for name in ("2020", "latest")
    }
    assert after["2020"] == before["2020"]
    assert after["latest"] != before["latest"]


def modules_imported_by(code: str) -> set[str]:
    """Run code in a separate process and list the model's source files it imported."""
    report = (
        "\nimport sys, pathlib; from planodds.constants import PACKAGE_DIR as home\n"
        "print(*[pathlib.Path(m.__file__).relative_to(home).as_posix() for n, m in "
        "sys.modules.items() if n.startswith('planodds.') and m.__file__])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code + report],
        cwd=content_keys.PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def in_sources(path: str, sources: tuple[str, ...]) -> bool:
    return any(path == source or path.startswith(f"{source}/") for source in sources)


def test_all_that_a_notebook_imports_is_in_its_key():
    imports = "\n".join(
        ast.unparse(node)
        for path in content_keys.NOTEBOOK_DIR.glob("*.ipynb")
        if path.stem in NOTEBOOKS  # the others are never part of an edition
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
        for node in ast.parse("".join(cell["source"])).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    assert "planodds.evaluation" in imports
    outside = {
        path
        for path in modules_imported_by(imports)
        if not in_sources(path, content_keys.NOTEBOOK_SOURCES)
    }
    assert outside <= {"__init__.py"}


def test_all_that_a_fit_imports_is_in_its_key():
    code = "from planodds.forecasting import *; from planodds.inputs import load_panel, load_priors"
    found = {path for path in modules_imported_by(code) if not path.startswith("batch/")}
    outside = {path for path in found if not in_sources(path, content_keys.FIT_SOURCES)}
    assert outside <= {"__init__.py"}
