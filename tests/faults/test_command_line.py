"""Mistyped commands, options and values: told as any other fault, with exit status 2."""

from __future__ import annotations

import sys

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
    monkeypatch.setattr(sys, "argv", ["planodds", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert says in told.err
    assert [part for part in PARTS if told.err.count(part) != 1] == []
    assert len(told.err) < 1_000


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
