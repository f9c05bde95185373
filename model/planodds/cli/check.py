"""`planodds check`: report everything that a run would refuse, at once and without a fit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from planodds.errors import InputError, UsageError
from planodds.inputs.validation import ValidationResult, check_inputs, guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


_TOLD = 3  # faults that are told in full


def check_all(data_dir: Path, count_notebooks: Callable[[], int]) -> Iterator[str]:
    """Check inputs and notebooks; yield one line per finding.

    Parameters
    ----------
    data_dir : Path
    count_notebooks : callable
        Prepares the default batch and returns the number of its notebook runs.

    Yields
    ------
    str

    Raises
    ------
    InputError
        With all errors found, after the lines on what is valid.
    """
    start = time.perf_counter()
    findings = (*check_inputs(data_dir), *_check_pages(data_dir))
    yield from (
        f"{item.level:<5} {item.subject}: {item.text}" for item in findings if item.level != "error"
    )
    errors = {item.text: item.subject for item in reversed(findings) if item.level == "error"}
    if errors:
        raise InputError(_tell(errors))
    yield f"ok    notebooks: {count_notebooks()} runs, parameters as declared"
    yield f"all is well ({time.perf_counter() - start:.1f} s)"


def _check_pages(data_dir: Path) -> Iterator[ValidationResult]:
    """Check what the notebooks and pages of a run read beside the inputs of the model."""
    from planodds.cli.run import check_pages
    from planodds.evaluation.track_record.load import load_track_record
    from planodds.evaluation.track_record.record_tables import check_records
    from planodds.inputs.plan import load_plan, load_plans
    from planodds.inputs.study import load_study
    from planodds.inputs.tables.files import RECORD_FOLDER, WORDS_FOLDER
    from planodds.report.text.study_words import check_study_words

    def words() -> Iterator[ValidationResult]:
        for name, count in check_study_words(data_dir, load_study(data_dir)).items():
            yield ValidationResult("ok", name, f"{count} sentences of the study")

    def record() -> Iterator[ValidationResult]:
        rows = check_records(data_dir)
        if load_study(data_dir).on_record:
            load_track_record(data_dir)
        if rows:
            text = f"{len(rows)} tables, {sum(rows.values())} rows"
            yield ValidationResult("ok", RECORD_FOLDER, text)

    def plans() -> Iterator[ValidationResult]:
        study, home = load_study(data_dir), load_plan(data_dir)
        check_pages(study, home)
        for plan in load_plans(data_dir):
            try:
                check_pages(study, plan)
            except UsageError as error:
                yield ValidationResult("note", f"plans/{plan.name}.yaml", f"no brief: {error.what}")

    try:
        load_study(data_dir)
        load_plan(data_dir)
    except InputError:
        return  # told by the checks of the study and of the plan
    yield from guard("plans", plans)
    yield from guard(WORDS_FOLDER, words)
    yield from guard(RECORD_FOLDER, record)


def _tell(errors: dict[str, str]) -> str:
    """Describe the first faults in full, each cause once, and count the rest."""
    told = [f"{subject}: {text}" for text, subject in reversed(errors.items())]
    more = len(told) - _TOLD
    rest = [f"{more} more, told once these are corrected"] if more > 0 else []
    return "\n".join([*told[:_TOLD], *rest])
