"""Every path option is resolved at the command line: jobs run in folders of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import planodds.cli.evaluation.ablate
import planodds.cli.evaluation.backtest
import planodds.cli.evaluation.calibrate
import planodds.cli.evaluation.record
import planodds.cli.run
import planodds.cli.validation
from planodds.cli.app import app


@pytest.fixture
def received(tmp_path, monkeypatch):
    """The path arguments that reach the bodies of the commands, run in `tmp_path/here`."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PLANODDS_DATA", "../data")
    paths = []

    def record_request(request, make_plan):
        paths.extend([request.out, request.data_dir])
        return 0

    def record_paths(*arguments, **options):
        values = [*arguments, *options.values()]
        paths.extend(value for value in values if isinstance(value, Path))
        return []

    monkeypatch.setattr(planodds.cli.validation, "choose_home", lambda data_dir, **_: data_dir)
    monkeypatch.setattr(planodds.cli.run, "run_request", record_request)
    monkeypatch.setattr(planodds.cli.evaluation.backtest, "backtest_panel", record_paths)
    monkeypatch.setattr(planodds.cli.evaluation.record, "build_record", record_paths)
    monkeypatch.setattr(planodds.cli.evaluation.calibrate, "calibrate", record_paths)
    monkeypatch.setattr(planodds.cli.evaluation.ablate, "ablate", record_paths)
    return paths


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["run", "--out", "../x"], ["x", "data"]),
        (["record", "--out", "../x"], ["data", "x"]),
        (["calibrate", "--folder", "../x"], ["x"]),
        (["ablate", "--folder", "../x"], ["x"]),
        (
            ["backtest", "--panel", "../p.csv", "--drivers", "../d.csv", "--out", "../x"],
            ["p.csv", "d.csv", "x"],
        ),
    ],
    ids=lambda item: item[0],
)
def test_a_relative_path_is_resolved_once(tmp_path, received, arguments, names):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert received == [tmp_path.resolve() / name for name in names]
