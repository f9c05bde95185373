"""The index of an edition, one per language: all one click away, with provenance."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from planodds.editions.layout import scenario_folder
from planodds.editions.manifest import list_jobs
from planodds.editions.reader import Edition
from planodds.errors import PlanoddsError
from planodds.inputs.panels.information import LATEST
from planodds.inputs.tables.files import DATA_DIR
from planodds.report.brief.headline import build_verdict, data_cutoff_line, title_of
from planodds.report.documents import ANNEX, BRIEF, document_file, index_file
from planodds.report.html.page import render_page, write_page
from planodds.report.text.formatting import tidy_label
from planodds.report.text.phrases import scenario_label
from planodds.report.text.provenance import describe_provenance, stamp_of, without_digests
from planodds.report.text.words import Words

_TOP_FILES = ("results.csv", "results.parquet", "quantiles.csv", "quantiles.parquet")
_FORMS = ("html", "pdf", "docx", "png", "xlsx")
NOT_RUN = "not_run"
_HEADINGS = (
    "name",
    "notebook",
    "read",
    "incomplete",
    "failures",
    "failures-no-brief",
    "listed",
    "brief",
    "no-brief",
    "notebooks",
    "tables",
    "manifest",
    "figures",
    "page",
    "files",
)
_THUMBNAIL = 480  # pixels, twice the width at which it is shown
_COLOURS = 48
_MOST_REASON = 400  # characters of an error shown; the whole is in logs/
_MISSED = {"fit": "page-index-fit-missed", "check": "page-index-check-missed"}


@dataclass(frozen=True)
class Run:
    """One executed notebook: its names, where it lies, and how it ended."""

    names: dict[str, str]
    folder: str
    status: str


def write_index(
    edition_dir: Path, *, data_dir: Path = DATA_DIR, cache_dir: Path | None = None
) -> Path:
    """Write an index in each language into an edition's folder; all their links are relative.

    ``index.html`` is that of the study's first language, ``index.{lang}.html`` those of the others.
    An edition in which something failed gets one too: it says so, names what failed and has
    the stamp.

    Parameters
    ----------
    edition_dir : Path
        Folder of the edition.
    data_dir : Path, default DATA_DIR
        Folder of the input data.
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    Path
        Of ``index.html``.

    Raises
    ------
    UsageError
        The folder holds no manifest.
    """
    edition = Edition(Path(edition_dir), data_dir)
    spoken = list(Words.load_all())
    for words in spoken:
        others = [
            (index_file(other.lang), other.lang, other("common-language"))
            for other in spoken
            if other is not words
        ]
        page = _render(edition, words, others, cache_dir=cache_dir)
        write_page(edition.folder / index_file(words.lang), page)
    return edition.folder / index_file(spoken[0].lang)


def _render(
    edition: Edition, words: Words, others: list[tuple[str, str, str]], *, cache_dir: Path | None
) -> str:
    """The index in one language, which names those in the others."""
    failures = list(_find_failures(edition.manifest, words))
    misses = list(_find_misses(edition.manifest, words))
    stamp = stamp_of(edition.manifest, words) or (
        words("text-provenance-not-for-decisions") if failures or misses else ""
    )
    return render_page(
        "index.html",
        lang=words.lang,
        others=others,
        title=_told(title_of, edition, words) or edition.folder.name,
        known=_told(data_cutoff_line, edition, words),
        verdict="" if failures or misses else _told(build_verdict, edition, words),
        briefs=list(_find_briefs(edition.folder, words)),
        has_brief=(edition.folder / document_file(BRIEF, words.lang, "html")).is_file(),
        failures=failures,
        misses=misses,
        scenarios=list(_find_scenarios(edition)),
        notebooks=list(_find_notebooks(edition)),
        tables=list(_find_tables(edition.folder)),
        figures=list(_find_figures(edition.folder, words)),
        stamp=stamp,
        foot=without_digests(describe_provenance(edition.manifest, words), words),
        provenance=words("common-provenance"),
        text={key: words(f"page-heading-{key}") for key in _HEADINGS},
        statuses={
            "failed": words("page-index-status-failed"),
            NOT_RUN: words("page-index-status-not-run"),
        },
        cache_dir=cache_dir,
    )


def _told(describe: Callable[[Edition, Words], str], edition: Edition, words: Words) -> str:
    """A sentence of the brief; nothing where the tables for it are not in the edition."""
    try:
        return describe(edition, words)
    except (PlanoddsError, LookupError):
        return ""


def _label(edition: Edition, scenario: str, words: Words) -> str:
    """Name of a scenario; its key where its file can no longer be read."""
    try:
        return scenario_label(edition, scenario, words)
    except PlanoddsError:
        return tidy_label(scenario)


def _find_briefs(folder: Path, words: Words) -> Iterator[tuple[str, str, str]]:
    """File, kind and description of each form of brief, workbook and annex in one language."""
    for kind in _FORMS:
        name = f"{'results' if kind == 'xlsx' else BRIEF}.{words.lang}.{kind}"
        if (folder / name).is_file():
            yield name, kind.upper(), words.label("file-format", kind)
    tables = f"tables.{words.lang}.xlsx"
    if (folder / tables).is_file():
        yield tables, "XLSX", words.label("file-format", "tables")
    for kind in _FORMS:
        name = document_file(ANNEX, words.lang, kind)
        if (folder / name).is_file():
            yield name, f"{words.label('document', ANNEX)} {kind.upper()}", ""


def _find_failures(manifest: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """What failed or was left out, each with its reason."""
    for item in list_jobs(manifest):
        if item.get("error"):
            error = item["error"]
            reason = (
                error.get("evalue") or error.get("message") or error
                if isinstance(error, Mapping)
                else error
            )
            yield str(item.get("name", "")), tidy_label(str(reason), width=_MOST_REASON)
        elif item.get("reason"):
            yield (
                str(item.get("name", "")),
                words("page-index-not-run", reason=str(item["reason"])),
            )


def _find_misses(manifest: Mapping[str, Any], words: Words) -> Iterator[tuple[str, list[str]]]:
    """Each kind of check that was not passed, with how many, and their names."""
    found: dict[str, list[str]] = {}
    for name in manifest.get("gate", {}).get("missed", []):
        message = _MISSED.get(str(name).split("/")[0], "page-index-error-missed")
        found.setdefault(words(message), []).append(str(name))
    for reason, names in found.items():
        yield words("page-index-missed", reason=reason, count=len(names)), names


def _find_figures(folder: Path, words: Words) -> Iterator[tuple[str, str, list[str]]]:
    """Title, small picture and files of every figure of the edition in one language."""
    stems = sorted({path.name.split(".")[0] for path in (folder / "figures").glob("*.csv")})
    for stem in stems:
        drawn = folder / "figures" / f"{stem}.{words.lang}.png"
        forms = [f"{stem}.{words.lang}.{form}" for form in ("svg", "png")] + [f"{stem}.csv"]
        yield (
            words.label_or_code("figure", stem),
            _thumbnail(drawn) if drawn.is_file() else "",
            [f"figures/{name}" for name in forms if (folder / "figures" / name).is_file()],
        )


def _thumbnail(path: Path) -> str:
    """A small copy of a picture as a data URI, in few colours."""
    from PIL import Image

    with Image.open(path) as drawn:
        size = (_THUMBNAIL, round(_THUMBNAIL * drawn.height / drawn.width))
        small = drawn.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(_COLOURS)
    out = BytesIO()
    small.save(out, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _statuses(manifest: Mapping[str, Any]) -> dict[str, str]:
    return {run["folder"]: run["status"] for run in manifest.get("runs", []) if "folder" in run}


def _find_scenarios(edition: Edition) -> Iterator[tuple[dict[str, str], list[Run]]]:
    """Yield heading and scenario runs: today's information first, then earlier, newest first."""
    statuses = _statuses(edition.manifest)
    groups: dict[bool, list[Run]] = {True: [], False: []}
    known = list(edition.manifest["information"])
    for information in reversed(known):
        today = information == known[-1]
        for scenario in edition.manifest["scenarios"]:
            folder = scenario_folder(information, scenario)
            if folder in statuses or (edition.folder / folder).is_dir():
                names = {
                    words.lang: _label(edition, scenario, words)
                    + ("" if today else _suffix(information, words))
                    for words in Words.load_all()
                }
                groups[today].append(Run(names, folder, _status(edition, folder, statuses)))
    for today in (True, False):
        if groups[today]:
            heading = {
                words.lang: _heading(known[-1], words)
                if today
                else words("page-index-earlier-scenarios")
                for words in Words.load_all()
            }
            yield heading, groups[today]


def _find_notebooks(edition: Edition) -> Iterator[Run]:
    """The other notebooks, in their order."""
    statuses = _statuses(edition.manifest)
    folders = {
        f"notebooks/{path.name}"
        for path in (edition.folder / "notebooks").glob("*")
        if path.is_dir()
    }
    for folder in sorted(folders | {f for f in statuses if f.startswith("notebooks/")}):
        stem, _, information = folder.removeprefix("notebooks/").partition(".")
        names = {
            words.lang: words.label_or_code("notebook", stem) + _suffix(information, words)
            for words in Words.load_all()
        }
        yield Run(names, folder, _status(edition, folder, statuses))


def _heading(information: str, words: Words) -> str:
    return words("page-index-scenarios", data=_data(information, words))


def _suffix(information: str, words: Words) -> str:
    return f" · {_data(information, words)}" if information else ""


def _data(information: str, words: Words) -> str:
    if information == LATEST:
        return words("page-notebook-all-data-hand")
    return words("page-notebook-data", information=information)


def _status(edition: Edition, folder: str, statuses: Mapping[str, str]) -> str:
    written = any((edition.folder / folder).glob("notebook.*.html"))
    told = statuses.get(folder, NOT_RUN)
    return "done" if written else NOT_RUN if told == "done" else told


def _find_tables(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Path of every table of the edition, and its description by language."""
    paths = [folder / name for name in _TOP_FILES] + sorted((folder / "tables").glob("*.csv"))
    for path in paths:
        if path.is_file():
            told = {
                words.lang: words.label("table", path.stem)
                if words.has_label("table", path.stem)
                else ""
                for words in Words.load_all()
            }
            yield path.relative_to(folder).as_posix(), told
