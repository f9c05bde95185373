"""`planodds frontier`: levels of both variables that are reached together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, check_question, load_unit_draws
from planodds.cli.planning.files import folder_of, font_cache, languages_of, unit_names, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def list_frontier(
    request: DrawRequest,
    *,
    unit: str,
    year: int,
    probabilities: Sequence[float],
    lang: str,
    out: Path | None,
) -> Iterator[str]:
    """Compute the pairs of one year; write table, figure, page and memo.

    Parameters
    ----------
    request : DrawRequest
    unit : str
        Code or name of a unit; empty: the home unit.
    year : int
    probabilities : sequence of float
        Of the curves; empty: 0.8, 0.5 and 0.2.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, the year is outside the horizon, a probability is not between 0 and 1,
        or the study has one variable.
    """
    from planodds.probability.planning.frontier import FRONTIER_PROBABILITIES, joint_frontier
    from planodds.report.planning.frontier import FrontierText, write_frontier

    check_question(request, year=year, probabilities=probabilities)
    languages = languages_of(request.data_dir, lang)
    draws, home = load_unit_draws(request, unit)
    table = joint_frontier(home, year=year, probabilities=probabilities or FRONTIER_PROBABILITIES)
    names, folder = unit_names(draws.panel, home.unit), folder_of(request, out)
    documents = []
    for language in languages:
        text = FrontierText(draws.panel.study, names[language], language, table)
        documents.append(
            write_frontier(text, draws.manifest, text.draw(folder, font_cache(request)))
        )
        yield from text.verdict()
    stem = f"frontier.{home.unit}.{year}"
    yield from write_files(request, draws, folder, stem, table, documents)
