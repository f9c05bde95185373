"""Unknown, missing and wrongly typed parameters are refused before anything runs."""

from __future__ import annotations

import pytest

from planodds.batch.parameters import check_parameters, read_parameters
from planodds.errors import InputError, UsageError
from tests.notebook.notebook_files import write_notebook


@pytest.fixture
def notebook(tmp_path):
    return write_notebook(
        tmp_path / "04_scenario.ipynb",
        parameters='edition = "LATEST"\nscenario = "baseline"\nyears = 5',
    )


def test_literals_are_read(notebook):
    assert read_parameters(notebook) == {"edition": "LATEST", "scenario": "baseline", "years": 5}


def test_what_the_cell_declares_is_accepted(notebook):
    check_parameters(notebook, {"edition": "x", "scenario": "coal_boom", "years": 3})


def test_an_unknown_parameter_is_refused_with_the_closest_name(notebook):
    with pytest.raises(UsageError, match=r"unknown parameter 'scenaro'.*\n.*\n.*\n.*'scenario'"):
        check_parameters(notebook, {"edition": "x", "scenaro": "coal_boom", "years": 3})


def test_a_missing_parameter_is_refused(notebook):
    with pytest.raises(UsageError, match="missing parameter 'scenario'"):
        check_parameters(notebook, {"edition": "x", "years": 3})


def test_a_value_of_another_type_is_refused(notebook):
    with pytest.raises(UsageError, match="'years' = '3' is of type str"):
        check_parameters(notebook, {"edition": "x", "scenario": "a", "years": "3"})


@pytest.mark.parametrize("cell", ["import os", "x = os.getcwd()", "x = y = 1", "x += 1", "x = ="])
def test_a_parameters_cell_contains_only_literals(tmp_path, cell):
    path = write_notebook(tmp_path / "bad.ipynb", parameters=cell)
    with pytest.raises(InputError, match="not a literal parameter"):
        read_parameters(path)


def test_a_notebook_without_the_cell_is_refused(tmp_path):
    path = tmp_path / "none.ipynb"
    path.write_text('{"cells": []}')
    with pytest.raises(InputError, match="0 cells are tagged 'parameters'"):
        read_parameters(path)


def test_what_is_not_a_notebook_is_refused(tmp_path):
    path = tmp_path / "text.ipynb"
    path.write_text("not json")
    with pytest.raises(InputError, match=r"not a notebook: text\.ipynb"):
        read_parameters(path)
