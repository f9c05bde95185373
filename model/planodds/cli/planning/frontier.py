"""`planodds frontier`: levels of both variables that are reached together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, load_draws
from planodds.cli.planning.files import folder_of, languages_of, unit_names, write_files

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
    from planodds.editions import fit_cache
    from planodds.inputs.tables.csv_tables import read_units
    from planodds.inputs.tables.unit_search import find_unit
    from planodds.probability.events.events import build_unit_forecast
    from planodds.probability.planning.frontier import FRONTIER_PROBABILITIES, joint_frontier
    from planodds.report.planning.frontier import FrontierText, write_frontier

    code = find_unit(read_units(request.data_dir), unit) if unit else None
    languages = languages_of(request.data_dir, lang)
    draws = load_draws(request)
    home = build_unit_forecast(draws.forecast, draws.panel, code)
    table = joint_frontier(home, year=year, probabilities=probabilities or FRONTIER_PROBABILITIES)
    names, folder = unit_names(draws.panel, home.unit), folder_of(request, out)
    manifest = {**draws.manifest, "paths": draws.forecast.draws}
    cache = fit_cache.cache_dir(request.outputs) / fit_cache.FONTS
    documents = []
    for language in languages:
        text = FrontierText(draws.panel.study, names[language], language, table)
        documents.append(write_frontier(text, manifest, text.draw(folder, cache)))
        yield from text.verdict()
    stem = f"frontier.{home.unit}.{year}"
    yield from write_files(request, draws, folder, stem, table, documents)
