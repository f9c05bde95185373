"""What an executed notebook keeps of papermill's record: its parameters, and no times."""

from __future__ import annotations

import nbformat

from planodds.batch.kernels.engine import write_executed


def executed(parameters: dict, started: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell("1", id="a")
    cell.metadata["papermill"] = {"start_time": started}
    record = {"start_time": started, "output_path": f"/tmp/{started}.ipynb"}
    if parameters:
        record["parameters"] = parameters
    return nbformat.v4.new_notebook(cells=[cell], metadata={"papermill": record})


def test_parameters_stay_and_bytes_agree_whenever_it_ran(tmp_path):
    for name in ("first", "second"):
        write_executed(executed({"information": "2020"}, name), tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    notebook = nbformat.read(tmp_path / "first", 4)
    assert notebook.metadata["papermill"] == {"parameters": {"information": "2020"}}
    assert notebook.cells[0].metadata == {}


def test_a_run_without_overrides_leaves_no_earlier_ones(tmp_path):
    path = tmp_path / "out.ipynb"
    write_executed(executed({"information": "2020"}, "first"), path)
    write_executed(executed({}, "second"), path)
    assert nbformat.read(path, 4).metadata["papermill"] == {"parameters": {}}
