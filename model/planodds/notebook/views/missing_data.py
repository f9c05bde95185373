"""View of the data that would fill the targets without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Block, Table
from planodds.report.text import phrases
from planodds.report.text.formatting import DASH

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session
    from planodds.report.text.words import Words


def view_missing_data(run: Session, missing: pd.DataFrame | None, *, words: Words) -> list[Block]:
    """Show for each target without a number the file and the row that would fill it.

    Parameters
    ----------
    run : Session
    missing : DataFrame or None
        From ``missing_data``.
    words : Words

    Returns
    -------
    list of Block
        One table under the baseline; nothing under other scenarios, or if nothing is missing.
    """
    if missing is None or missing.empty or run.scenario.name != constants.BASELINE:
        return []
    targets = {target.id: target for target in run.plan.targets}
    rows = tuple(
        (
            phrases.short_label(targets[str(row["target"])], words),
            str(row["indicator"]) or DASH,
            str(row["unit"]),
            words("notebook-missing-figures", found=str(row["found"]), needed=str(row["needed"])),
            str(row["file"]),
            str(row["example"]),
        )
        for row in missing.to_dict("records")
    )
    columns = (
        words.label("column", "target"),
        words("notebook-missing-column-series"),
        words.label("column", "unit"),
        words("notebook-missing-column-figures"),
        words("notebook-missing-column-file"),
        words("notebook-missing-column-example"),
    )
    caption, note = words("notebook-missing-caption"), words("notebook-missing-note")
    return [Table(caption, columns, rows, note=note)]
