"""The catalogue keeps up with the source, and the runner tells killed from survived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.run import BROKEN, KILLED, ROOT, SURVIVED, try_mutant

QUICK = next(mutant for mutant in MUTANTS if mutant.name == "density_omitted")


def test_names_are_given_once():
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_finds_its_line_and_its_test(mutant):
    assert (ROOT / mutant.path).read_text(encoding="utf-8").count(mutant.old) == 1
    path, _, name = mutant.test.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert f"def {name}(" in text if name else "def test_" in text


@pytest.mark.parametrize(("changes", "verdict"), [
    ({}, KILLED), ({"new": QUICK.old}, SURVIVED), ({"old": "no such line"}, BROKEN),
    ({"new": "raise SyntaxError("}, BROKEN)])
def test_the_runner_tells_the_verdicts_apart(changes, verdict):
    assert try_mutant(replace(QUICK, **changes))[0] == verdict
