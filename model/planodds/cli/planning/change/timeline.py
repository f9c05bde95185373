"""`planodds timeline`: how the chances moved over all editions of an outputs folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.files import folder_of, font_cache, languages_of, write_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planodds.cli.planning.draws import DrawRequest


def list_timeline(request: DrawRequest, *, lang: str, out: Path | None) -> Iterator[str]:
    """Collect the chances of every edition; write table, figure, page and memo.

    Parameters
    ----------
    request : DrawRequest
        Study and outputs folder.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        The language is unknown, or there is no edition of this study, unit and plan.
    """
    from planodds.editions.headlines import chances_over_time
    from planodds.editions.layout import find_edition
    from planodds.editions.reader import Edition
    from planodds.errors import UsageError
    from planodds.report.planning.change.timeline import FIGURE, TimelineText, write_timeline

    languages = languages_of(request.data_dir, lang)
    table = chances_over_time(request.outputs, request.data_dir)
    if table.empty:
        raise UsageError(
            "no edition of this study, unit and plan",
            where=str(request.outputs),
            expected="a complete edition",
            remedy="run `planodds run` first, or name another folder with --editions",
        )
    newest = find_edition(request.outputs, str(table["edition"].iloc[-1]))
    edition = Edition(newest, request.data_dir)
    unit = edition.plan.unit or edition.study.home.unit
    folder, stem = folder_of(request, out), f"{FIGURE}.{edition.plan.name}.{unit}"
    documents = []
    for language in languages:
        text = TimelineText(
            edition.study, edition.unit_names[language], language, table, edition.plan
        )
        figure = text.draw(folder, stem, font_cache(request))
        documents.append(write_timeline(text, edition.manifest, figure))
        yield from text.verdict()
    yield from write_documents(request, folder, stem, table, documents)
