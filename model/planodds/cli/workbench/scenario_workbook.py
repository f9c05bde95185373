"""`planodds scenario export|import`: a scenario as a workbook that an office edits, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.execution.atomic import write_bytes_atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planodds.inputs.scenarios.scenario import Scenario


def export_scenario(name: str, path: Path, *, lang: str, data_dir: Path) -> Iterator[str]:
    """Write a scenario as a workbook.

    Parameters
    ----------
    name : str
        Name of a scenario, or a file.
    path : Path
        Workbook to be written; no file is overwritten.
    lang : {"zh", "en"}
        Language of the explanations.
    data_dir : Path

    Yields
    ------
    str

    Raises
    ------
    UsageError
        There is no such scenario, it has projects, the name is not that of a
        workbook, or there is a file of this name.
    """
    from planodds.cli.scenarios import find_scenario
    from planodds.cli.validation import check_choice
    from planodds.inputs.study import load_study
    from planodds.report.formats.scenario_workbook import build_scenario_workbook
    from planodds.report.text.words import Words

    check_choice("language", [lang], list(constants.LANGUAGES))
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            f"{path.name} is not the name of a workbook",
            where=str(path),
            expected="a name that ends in .xlsx",
            remedy="name the file so, or leave it out",
        )
    if path.exists():
        raise UsageError(
            f"{path.name} is there already",
            where=str(path.parent),
            expected="a new name: no file is overwritten",
            remedy="name another file, or move this one",
        )
    scenario = find_scenario(name, data_dir)
    content = build_scenario_workbook(scenario, load_study(data_dir), Words.load(lang))
    yield str(write_bytes_atomic(path, content))


def import_scenario(path: Path, *, yes: bool, lang: str, data_dir: Path) -> Iterator[str]:
    """Show how a workbook changes a scenario of the study; with ``yes``, write the file.

    Parameters
    ----------
    path : Path
    yes : bool
    lang : {"zh", "en"}
    data_dir : Path

    Yields
    ------
    str

    Raises
    ------
    InputError
        A cell has a fault; the name or the label belongs to a sweep or another scenario; the
        scenario has projects; a change has no author, date and reason.
    """
    from planodds.cli.validation import check_choice
    from planodds.inputs.scenario_workbook import read_scenario_workbook
    from planodds.inputs.scenarios.scenario_files import (
        check_free_name,
        find_file,
        load_scenario,
        store_scenario,
    )

    check_choice("language", [lang], list(constants.LANGUAGES))
    stated = read_scenario_workbook(path, data_dir)
    check_free_name(stated, data_dir, where=f"{path.name} sheet scenario")
    target = find_file(stated.name, data_dir)
    before = load_scenario(target) if target.exists() else None
    lines = list(_differences(before, stated, lang))
    yield from lines or [f"{stated.name}: nothing changes"]
    if not lines:
        return
    if before is not None and before.ledger:
        raise InputError(
            f"scenario {stated.name!r} has investment projects",
            where=path.name,
            expected="a scenario without them: a workbook cannot hold their distributions",
            remedy="give the scenario another name",
        )
    if not yes:
        yield "nothing was written; --yes writes it"
        return
    *kept, written = store_scenario(stated, data_dir, where=f"{path.name} sheet changes")
    for file in kept:
        yield f"the file before, with its comments: {file}"
    yield str(written)


def _differences(before: Scenario | None, stated: Scenario, lang: str) -> Iterator[str]:
    """Describe what changes; of a new scenario, how much it assumes."""
    from planodds.report.text.scenario_diff import describe_difference
    from planodds.report.text.words import Words

    if before is None:
        yield f"{stated.name}: a new scenario with {len(stated.assumptions)} assumptions"
        return
    for line in describe_difference(before, stated, Words.load(lang)):
        yield f"{stated.name}: {line}"
