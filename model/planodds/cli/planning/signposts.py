"""`planodds signposts`: figures to be read on the way to the targets of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, check_question, load_draws
from planodds.cli.planning.files import (
    choose_plan,
    folder_of,
    languages_of,
    unit_names,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def list_signposts(
    request: DrawRequest, *, plan: str, unit: str, lang: str, out: Path | None
) -> Iterator[str]:
    """Compute the signposts of a plan; write table, page and memo.

    Figures of the newest data are read off where they are later than the information set.

    Parameters
    ----------
    request : DrawRequest
    plan : str
        Name of a plan; empty: the home plan.
    unit : str
        Code or name of a unit; empty: the plan's.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, or the plan is of another unit.
    """
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.probability.events.events import build_unit_forecast
    from planodds.probability.planning.signposts import tabulate_signposts
    from planodds.report.planning.signposts import SignpostText, write_signposts

    check_question(request)
    chosen = choose_plan(request.data_dir, plan, unit)
    languages = languages_of(request.data_dir, lang)
    draws = load_draws(request)
    home = build_unit_forecast(draws.forecast, draws.panel, chosen.unit)
    table = tabulate_signposts(home, chosen, load_panel(request.data_dir))
    names = unit_names(draws.panel, chosen.unit)
    documents = []
    for language in languages:
        text = SignpostText(draws.panel.study, names[language], language, table, chosen)
        documents.append(write_signposts(text, draws.manifest))
        yield from text.verdict()
    stem, folder = f"signposts.{chosen.name}.{chosen.unit}", folder_of(request, out)
    yield from write_files(request, draws, folder, stem, table, documents)
