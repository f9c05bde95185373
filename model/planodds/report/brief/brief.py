"""The brief: one page in each language, made from an edition's saved tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from planodds.editions.reader import Edition
from planodds.execution.atomic import write_bytes_atomic
from planodds.execution.process_pool import ProcessPool, Task
from planodds.inputs.tables.files import DATA_DIR
from planodds.report.brief.attainable import build_attainable
from planodds.report.brief.headline import build_headline
from planodds.report.brief.ranking import build_ranking
from planodds.report.brief.readings import build_readings
from planodds.report.brief.required_growth import build_required_growth
from planodds.report.brief.revision import build_revision_section
from planodds.report.brief.scenarios import build_scenarios
from planodds.report.brief.sensitivity import build_sensitivity
from planodds.report.brief.sources import build_sources
from planodds.report.brief.track_record import build_track_record_section
from planodds.report.content import Page
from planodds.report.documents import BRIEF, divide_page, document_file
from planodds.report.html.controls import as_json, build_live
from planodds.report.html.page import render_page
from planodds.report.method import build_method
from planodds.report.text.provenance import describe_provenance, stamp_of
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from markupsafe import Markup

_FIGURES = "figures"
_MAKE_DOCUMENTS = "planodds.report.brief.brief:make_documents"

_FOOT_OF_BRIEF = 3  # edition, time and commit; the annex has the hashes of all data


@dataclass(frozen=True)
class DocumentsRequest:
    """Request to a worker process for the documents of one language.

    Attributes
    ----------
    edition_dir, data_dir : Path
    lang : str
    cache_dir : Path or None
    """

    edition_dir: Path
    data_dir: Path
    lang: str
    cache_dir: Path | None


def write_brief(
    edition_dir: Path,
    *,
    data_dir: Path = DATA_DIR,
    cache_dir: Path | None = None,
    processes: int = 1,
) -> list[Path]:
    """Write brief and annex in all their forms, and their figures, into an edition.

    ``brief.{zh,en}.html``, ``.pdf``, ``.docx`` and ``.png``, ``annex.{zh,en}.html``, ``.pdf`` and
    ``.docx``, and ``results.{zh,en}.xlsx``.
    Reads the edition's tables and manifest, the plan, and the names of units and scenarios.

    Parameters
    ----------
    edition_dir : Path
        The edition's folder.
    data_dir : Path
    cache_dir : Path, optional
        Where the cut typefaces are kept; by default the outputs' own cache.
    processes : int
        With two or more, the languages are made beside each other in worker processes.

    Returns
    -------
    list of Path
        The pages and the files beside them.

    Raises
    ------
    UsageError
        A table that the brief needs is missing.
    InputError
        A page cannot be set; then none of the documents is written.
    RunError
        A worker process ended before its task.
    """
    folder = Path(edition_dir)
    requests = [
        DocumentsRequest(folder, data_dir, words.lang, cache_dir) for words in Words.load_all()
    ]
    if min(processes, len(requests)) > 1:
        tasks = [Task(request.lang, _MAKE_DOCUMENTS, request) for request in requests]
        with ProcessPool(processes) as pool:
            results = list(pool.map_unordered(tasks))
        made = {each.task.name: cast("dict[str, bytes]", each.unwrap()) for each in results}
    else:
        made = {request.lang: make_documents(request) for request in requests}
    return [
        write_bytes_atomic(folder / name, data)
        for request in requests
        for name, data in made[request.lang].items()
    ]


def make_documents(request: DocumentsRequest) -> dict[str, bytes]:
    """Make brief and annex of one language in all their forms; their figures are written.

    Parameters
    ----------
    request : DocumentsRequest

    Returns
    -------
    dict of str to bytes
        By name of the file.
    """
    from planodds.report.formats.write import make_formats
    from planodds.report.theme import house_style

    edition = Edition(request.edition_dir, request.data_dir)
    words, made = Words.load(request.lang), {}
    with house_style(cache_dir=request.cache_dir):
        page = build_page(edition, words)
        live = as_json(build_live(edition, words))
        for name, document in divide_page(page).items():
            text = render_brief(
                document, live=live if name == BRIEF else "", cache_dir=request.cache_dir
            )
            made[document_file(name, words.lang, "html")] = text.encode()
    return made | make_formats(edition, {words.lang: page}, cache_dir=request.cache_dir)


def build_page(edition: Edition, words: Words) -> Page:
    """Build the content of brief and annex in one language, inside ``house_style``.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    Page
    """
    folder = edition.folder / _FIGURES
    sections = (
        build_revision_section(edition, words, folder=folder),
        build_scenarios(edition, words, folder=folder),
        build_required_growth(edition, words),
        build_attainable(edition, words, folder=folder),
        build_ranking(edition, words, folder=folder),
        build_sensitivity(edition, words, folder=folder),
        build_track_record_section(edition, words, folder=folder),
        build_readings(edition, words),
        build_sources(edition, words),
        build_method(edition, words),
    )
    return Page(
        lang=words.lang,
        headline=build_headline(edition, words, folder=folder),
        sections=tuple(section for section in sections if section is not None),
        stamp=stamp_of(edition.manifest, words),
        foot=describe_provenance(edition.manifest, words),
    )


def render_brief(page: Page, *, live: Markup | str = "", cache_dir: Path | None = None) -> str:
    """Render a page as one self-contained HTML file.

    Parameters
    ----------
    page : Page
    live : Markup
        Data of the controls; without them the page is the same with all that stands still.
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    str
    """
    words = Words.load(page.lang)
    texts = {
        "grade": words("common-evidence"),
        "contents": words("brief-brief-contents"),
        "documents": words("brief-brief-documents"),
        "odds": words("brief-brief-odds-heading"),
        "counties": words("brief-brief-counties-heading"),
        "provenance": words("common-provenance"),
    }
    return render_page(
        "brief.html",
        lang=page.lang,
        title=page.headline.title,
        head=page.headline,
        sections=page.sections,
        stamp=page.stamp,
        foot=page.foot[:_FOOT_OF_BRIEF] if page.short else page.foot,
        links=page.links,
        words=texts,
        live=live,
        cache_dir=cache_dir,
    )
