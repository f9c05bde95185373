"""`planodds first-print`: the final figure of a published year, given its first print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, check_question, load_draws
from planodds.cli.planning.files import (
    choose_plan,
    folder_of,
    font_cache,
    languages_of,
    unit_names,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def list_first_print(
    request: DrawRequest, *, plan: str, unit: str, year: int | None, lang: str, out: Path | None
) -> Iterator[str]:
    """Judge a published year by first print and by final figure; write table, page and memo.

    Parameters
    ----------
    request : DrawRequest
    plan : str
        Name of a plan; empty: the home plan.
    unit : str
        Code or name of a unit; empty: the plan's.
    year : int or None
        A published year; None: the last one of all units.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, the plan is of another unit, or the year is not published.
    """
    from planodds.probability.events.events import build_unit_forecast
    from planodds.probability.planning.first_print import judge_first_print
    from planodds.report.planning.first_print import FirstPrintText, write_first_print

    check_question(request, year=year, published=True)
    chosen = choose_plan(request.data_dir, plan, unit)
    languages = languages_of(request.data_dir, lang)
    draws = load_draws(request)
    home = build_unit_forecast(draws.forecast, draws.panel, chosen.unit)
    table = judge_first_print(home, chosen, year=year or draws.panel.years[-1])
    names, folder = unit_names(draws.panel, home.unit), folder_of(request, out)
    stem = f"first-print.{chosen.name}.{home.unit}.{int(table['year'].iloc[0])}"
    documents = []
    for language in languages:
        text = FirstPrintText(draws.panel.study, names[language], language, table, chosen)
        figure = text.draw(folder, stem, font_cache(request))
        documents.append(write_first_print(text, draws.manifest, figure))
        yield from text.verdict()
    yield from write_files(request, draws, folder, stem, table, documents)
