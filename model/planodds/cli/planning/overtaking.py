"""`planodds overtaking`: changes of order with the neighbours, and the ranks that are possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, check_question, load_unit_draws
from planodds.cli.planning.files import folder_of, languages_of, unit_names, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def list_overtaking(
    request: DrawRequest, *, unit: str, year: int, lang: str, out: Path | None
) -> Iterator[str]:
    """Compute changes of order up to a year; write tables, page and memo.

    Parameters
    ----------
    request : DrawRequest
    unit : str
        Code or name of a unit; empty: the home unit.
    year : int
        Last year shown.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, or the year is outside the horizon.
    """
    from planodds.execution.atomic import write_text_atomic
    from planodds.probability.planning.overtaking import overtaking, simultaneous_rank_sets
    from planodds.report.planning.overtaking import OvertakingText, write_overtaking

    check_question(request, year=year)
    languages = languages_of(request.data_dir, lang)
    draws, home = load_unit_draws(request, unit)
    last = draws.forecast.year_index(year)
    years = draws.forecast.years[: last + 1]
    order = overtaking(home, years=years)
    sets = simultaneous_rank_sets(home, years=years)
    names = unit_names(draws.panel, home.unit)
    documents = []
    for language in languages:
        text = OvertakingText(draws.panel.study, names[language], language, order, sets)
        documents.append(write_overtaking(text, draws.manifest))
        yield from text.verdict()
    stem, folder = f"overtaking.{home.unit}.{year}", folder_of(request, out)
    yield from write_files(request, draws, folder, stem, order, documents)
    ranks = sets.to_csv(index=False, lineterminator="\n")
    yield str(write_text_atomic(folder / f"{stem}.{request.information}.ranks.csv", ranks))
