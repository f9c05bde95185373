"""`planodds bridge`: why the chances changed between two editions or two origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.files import folder_of, font_cache, languages_of, write_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from planodds.cli.planning.change.sides import Side
    from planodds.cli.planning.draws import DrawRequest
    from planodds.report.planning.change.bridge import BridgeEnd


def explain_change(
    request: DrawRequest,
    first: str,
    second: str,
    *,
    year: int | None,
    fit: bool,
    lang: str,
    out: Path | None,
) -> Iterator[str]:
    """Split the change of the headline chances by cause; write table, figure, page and memo.

    Parameters
    ----------
    request : DrawRequest
        Study and outputs folder.
    first, second : str
        ``EDITION[@INFORMATION[/SCENARIO]]``.
    year : int or None
        Year of the figure; None: the last year of the first page.
    fit : bool
        Whether a missing forecast between the two may be fitted.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        There is no such run, the two have no chance in common, or not the year.
    """
    import os

    from planodds.cli.planning.change.sides import find_side
    from planodds.cli.planning.change.stages import build_stages
    from planodds.probability.planning.bridge import split_change
    from planodds.report.planning.change.bridge import BridgeText, write_bridge

    languages = languages_of(request.data_dir, lang)
    sides = tuple(find_side(text, request.outputs, request.data_dir) for text in (first, second))
    os.environ.setdefault("PLANODDS_OUT", str(request.outputs))  # where a fit is stored
    table = _same_questions(split_change(build_stages(*sides, fit=fit)), *sides)
    edition = sides[1].edition
    chosen = _chosen_year(table, year, edition.study.last_headline_year)
    ends = _end_of(sides[0]), _end_of(sides[1])
    folder = folder_of(request, out)
    stem = f"bridge.{sides[0].name}.{sides[1].name}".replace("/", "-")
    documents = []
    for language in languages:
        text = BridgeText(
            edition.study, edition.unit_names[language], language, table, edition.plan, ends, chosen
        )
        figure = text.draw(folder, stem, font_cache(request))
        documents.append(write_bridge(text, edition.manifest, figure))
        yield from text.verdict()
    yield from write_documents(request, folder, stem, table, documents)


def _end_of(side: Side) -> BridgeEnd:
    from planodds.report.planning.change.bridge import BridgeEnd

    rows = side.edition.results(side.information, scenario=side.scenario, variant=side.variant)
    return BridgeEnd(side.name, side.created_at, int(rows["origin"].iloc[0]))


def _same_questions(table: pd.DataFrame, first: Side, second: Side) -> pd.DataFrame:
    """Keep the chances that both ask with the same threshold; refuse if there is none."""
    from planodds.errors import UsageError
    from planodds.probability.planning.bridge import KEY

    keys = list(KEY)
    asked = first.odds.merge(second.odds, on=[*keys, "threshold"])[keys]
    kept = table.merge(asked, on=keys)
    if kept.empty:
        raise UsageError(
            f"{first.name} and {second.name} have no chance in common",
            where="planodds bridge",
            expected="the same targets with the same thresholds and years",
            remedy="see `planodds compare` for what differs",
        )
    return kept


def _chosen_year(table: pd.DataFrame, year: int | None, usual: int) -> int:
    """Return the year of the figure: the one asked for, the usual one, or the last."""
    from planodds.cli.validation import check_choice

    years = sorted(table["year"].unique().tolist())
    if year is not None:
        check_choice("year", [str(year)], [str(known) for known in years], where="--year")
        return year
    return usual if usual in years else int(years[-1])
