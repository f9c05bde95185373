"""Mistyped commands, options and values: told as any other fault, with exit status 2."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from planodds.cli.app import main
from tests.faults.judge import PARTS


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "--jobs", "x"], "--jobs"),
        (["run", "--jobs", "0"], "--jobs"),
        (["run", "--nonsense"], "--nonsense"),
        (["rnu"], "Did you mean 'run'?"),
        (["set-targets"], "--year"),
        (["set-targets", "--year", "20e3"], "--year"),
        (["set-targets", "--year", "x" * 5_000], "--year"),
        (["show"], "scenario"),
        (["frontier", "--year", "2030", "--probability", "much"], "--probability"),
    ],
)
def test_a_mistyped_command_is_told_as_any_other_fault(monkeypatch, capsys, words, says):
    refuse(monkeypatch, capsys, words, says)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "--jobs", "1000000000"], "1024"),
        (["run", "--executor", "x" * 3_000], "local, dask"),
        (["run", "--executor", "\x1b[31m"], r"\x1b[31m"),
        (["run", "--executor", "dask", "--scheduler", "tcp://"], "is no address"),
        (["run", "--executor", "dask", "--scheduler", "tcp://10.0.0.5:99999"], "is no address"),
        (["list", "--study", "{here}/\u202e"], r"\u202e"),
        (["verify", "x" * 3_000], "File name too long"),
        (["show", "x" * 3_000], "scenario"),
        (["frontier", "--year", "2030", "--probability", "1e-320"], "0.001 to 0.999"),
        (["set-targets", "--year", "2030", "--probability", "0.9999999"], "0.001 to 0.999"),
        (["frontier", "--year", "2030", *["--probability", "0.5"] * 10], "at most 9"),
        (["set-targets", "--year", "2030", "--plan", "{here}/plan.txt"], "ends in .yaml"),
        (["scenario", "export", "baseline", "{here}/book.txt"], "ends in .xlsx"),
        (["backtest", "--origins", "1990,,1995"], "--origins"),
        (["backtest", "--window", "10000000000"], "3 to 200 levels"),
        (["backtest", "--rank", "0"], "rank 0"),
        (["backtest", "--drivers", "{here}/file"], "--drivers without a panel"),
        (["backtest", "--unit-col", "code"], "--unit-col without a panel"),
        (["calibrate", "--simulations", "99999999999"], "100,000 simulations"),
        (["calibrate", "--seed", "9" * 40], "seed from 0"),
        (["calibrate", "--name", "x" * 300], "at most 60 letters"),
    ],
)
def test_an_option_that_nobody_can_mean_is_refused_before_any_work(
    monkeypatch, capsys, tmp_path, words, says
):
    refuse(monkeypatch, capsys, [word.replace("{here}", str(tmp_path)) for word in words], says)
    assert list(tmp_path.iterdir()) == []


FOLDERS = [
    ["run", "--dry-run", "--out"],
    ["list", "--out"],
    ["editions", "--out"],
    ["compare", "a", "b", "--out"],
    ["verify", "a", "--out"],
    ["reproduce", "a", "--into"],
    ["clean", "--keep", "1", "--yes", "--out"],
    ["record", "--out"],
    ["backtest", "--out"],
    ["calibrate", "--folder"],
    ["ablate", "--folder"],
    ["schedule-record", "--folder"],
    ["atlas", "--out"],
    ["set-targets", "--year", "2030", "--out"],
    ["timeline", "--editions"],
]
PLACES = {
    "": "is empty",
    "{here}/file": "is not a folder",
    "{here}/file/below": "lies below file",
    "{here}/loop": "is not a folder",
    "/dev/full": "is not a folder",
    "/proc/results": "without permission to write",
    "{here}/study": "inside the study",
    "{here}/study/outputs": "inside the study",
}


@pytest.mark.parametrize(
    ("command", "place", "says"),
    [
        *((command, "{here}/file", "is not a folder") for command in FOLDERS),
        *((["record", "--out"], place, says) for place, says in PLACES.items()),
    ],
    ids=lambda item: item if isinstance(item, str) else item[0],
)
def test_a_folder_that_cannot_hold_results_is_refused_before_any_work(
    monkeypatch, capsys, tmp_path, command, place, says
):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text("name: x", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    refuse(monkeypatch, capsys, [*command, place.replace("{here}", str(tmp_path))], says)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "command",
    [
        ["set-targets", "--year", "2030", "--plan"],
        ["scenario", "export", "baseline"],
        ["watch", "--once", "--note"],
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("place", ["{here}", "{here}/file/below.yaml", "/dev/full"])
def test_a_file_that_cannot_be_written_is_refused_before_any_work(
    monkeypatch, capsys, tmp_path, command, place
):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    refuse(monkeypatch, capsys, [*command, place.replace("{here}", str(tmp_path))], "not a")


def refuse(monkeypatch, capsys, words, says):
    """Run a command; it must end with status 2 and one message, in which a text stands."""
    monkeypatch.setattr(sys, "argv", ["planodds", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert says in told.err
    assert [part for part in PARTS if told.err.count(part) != 1] == []
    assert len(told.err) < 2_000
    assert told.err.replace("\n", "").isprintable()


def test_the_command_alone_shows_its_help(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["planodds"])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert "set-targets" in told.out + told.err


def test_a_command_that_ends_well_has_status_0(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["planodds", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "planodds" in capsys.readouterr().out


def test_a_folder_that_is_only_read_need_not_be_writable(monkeypatch, capsys):
    """Colleagues list editions on a share where they have no rights; /proc takes no file."""
    monkeypatch.setattr(sys, "argv", ["planodds", "editions", "--out", "/proc"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert capsys.readouterr().err == ""


def test_a_user_without_a_home_can_work(monkeypatch, capsys):
    """Processes of a run ask for a home too, so the environment has one that does not exist."""

    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr(Path, "home", unknown)
    monkeypatch.setattr(sys, "argv", ["planodds", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert os.environ["HOME"] == "/nonexistent"
    assert "planodds" in capsys.readouterr().out
