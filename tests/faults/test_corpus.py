"""A part of the corpus in each run of the tests; all of it by `make faults`."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.faults.corpus import corpus
from tests.faults.damage import ACCEPTED
from tests.faults.judge import judge
from tests.faults.studies import UNITS, copy_small

if TYPE_CHECKING:
    from pathlib import Path

ALL = corpus()
SHARE = 55  # every 55th case, from a shuffled list, and one of each kind that once went wrong
ALWAYS = (
    "panel.csv: a pipe",
    "panel.csv: a device",
    "panel.csv: value: 400 nines",
    "panel.csv: own figure 1150000",
    "panel.csv: own figure 11.5",
    "panel.csv: a link out of the project",
    "study.yaml: 100 000 brackets",
    "study.yaml: nested aliases",
    "sweeps/coal_by_nation.yaml: three axes of 500 values",
    "priors.yaml: a prior misspelt",
    "priors.yaml: lower above upper",
    "scenarios/coal_boom.yaml: value: yes",
    "plans/jiaocheng-14fyp.yaml: no target",
)


def chosen():
    """Return the cases of the fast part."""
    shuffled = random.Random(1).sample(ALL, len(ALL))
    always = [case for case in ALL if case.name.removeprefix("shanxi/") in ALWAYS]
    return list({case.name: case for case in (*always, *shuffled[::SHARE])}.values())


@pytest.fixture(scope="module")
def studies(tmp_path_factory) -> dict[str, Path]:
    """Small copies of the studies; each test puts the file back that it spoils."""
    return {name: copy_small(name, tmp_path_factory.mktemp(name)) for name in UNITS}


def test_the_corpus_is_large_and_each_case_has_a_name():
    names = Counter(case.name for case in ALL)
    assert len(ALL) >= 300
    assert [name for name, count in names.items() if count > 1] == []
    assert len(chosen()) >= len(ALWAYS) + 15


@pytest.mark.parametrize("study", UNITS)
def test_the_studies_are_sound_before_they_are_spoilt(studies, study):
    assert judge(studies[study]).faults(ACCEPTED, "") == []


@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.name)
def test_a_damaged_file_is_refused_once_and_clearly(studies, case, tmp_path):
    folder = studies[case.study]
    path, kept = folder / case.file, tmp_path / "kept"
    shutil.copy(path, kept)
    try:
        case.spoil(path)
        assert judge(folder).faults(case.expect, case.says) == []
    finally:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        shutil.copy(kept, path)
