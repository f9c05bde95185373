"""`planodds check`: report everything that a run would refuse, at once and without a fit."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from planodds.errors import InputError

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
    from planodds.inputs.validation import check_inputs

    start = time.perf_counter()
    findings = check_inputs(data_dir)
    yield from (
        f"{item.level:<5} {item.subject}: {item.text}" for item in findings if item.level != "error"
    )
    errors = {item.text: item.subject for item in reversed(findings) if item.level == "error"}
    if errors:
        raise InputError(_tell(errors))
    yield f"ok    notebooks: {count_notebooks()} runs, parameters as declared"
    yield f"all is well ({time.perf_counter() - start:.1f} s)"


def _tell(errors: dict[str, str]) -> str:
    """Describe the first faults in full, each cause once, and count the rest."""
    told = [f"{subject}: {text}" for text, subject in reversed(errors.items())]
    more = len(told) - _TOLD
    rest = [f"{more} more, told once these are corrected"] if more > 0 else []
    return "\n".join([*told[:_TOLD], *rest])
