"""`planodds ablate`: leave each term of the model out, fit again and score the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_print = partial(print, flush=True)


def ablate(*, folder: Path, show: Callable[[str], None] = _print) -> None:
    """Run the ablation, write its record, and show the log scores.

    Parameters
    ----------
    folder : Path
        Project folder that receives `data/record/terms.csv`.
    show : callable
        Receives each line of output.
    """
    from planodds.evaluation.ablation.run import run_ablation, write_record

    show(write_record(run_ablation(progress=show), folder))
