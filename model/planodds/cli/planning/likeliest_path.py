"""`planodds likeliest-path`: the most likely path to each target, and how likely it is."""

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
from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study


def list_likeliest_paths(
    request: DrawRequest, *, plan: str, unit: str, year: int | None, lang: str, out: Path | None
) -> Iterator[str]:
    """Compute the most likely paths to the targets of a plan; write table, figure, page and memo.

    Parameters
    ----------
    request : DrawRequest
    plan : str
        Name of a plan; empty: the home plan.
    unit : str
        Code or name of a unit; empty: the plan's.
    year : int or None
        Year in which the targets are to be met; None: the last year of the first page.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, the plan is of another unit, or no target is open in the year.
    """
    from planodds.inputs.study import load_study
    from planodds.probability.events.events import build_unit_forecast
    from planodds.probability.planning.likeliest_path import likeliest_paths
    from planodds.report.planning.likeliest_path import LikeliestText, write_likeliest_paths

    check_question(request, year=year)
    chosen = choose_plan(request.data_dir, plan, unit)
    languages = languages_of(request.data_dir, lang)
    _check_open(chosen, load_study(request.data_dir), year)
    draws = load_draws(request)
    study = draws.panel.study
    home = build_unit_forecast(draws.forecast, draws.panel, chosen.unit)
    table = likeliest_paths(home, chosen, year=year or study.last_headline_year)
    names, folder = unit_names(draws.panel, home.unit), folder_of(request, out)
    stem = f"likeliest-path.{chosen.name}.{home.unit}.{int(table['year'].iloc[0])}"
    documents = []
    for language in languages:
        text = LikeliestText(study, names[language], language, table, chosen)
        figure = text.draw(folder, stem, font_cache(request))
        documents.append(write_likeliest_paths(text, draws.manifest, figure))
        yield from text.verdict()
    yield from write_files(request, draws, folder, stem, table, documents)


def _check_open(plan: Plan, study: Study, year: int | None) -> None:
    """Refuse a year of which neither the plan nor the report says anything."""
    known = sorted({*study.report_years, *(target.year for target in plan.targets if target.year)})
    if year is not None and year not in known:
        raise UsageError(
            f"no target of plan {plan.name} is open in {year}",
            where="--year",
            expected=", ".join(map(str, known)),
            remedy="name a forecast year that study.yaml lists under report_years",
        )
