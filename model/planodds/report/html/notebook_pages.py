"""An executed notebook as two pages: one in each language, without code and without scripts.

Convention: markdown cells have the tag ``zh`` or ``en``; what ``planodds.report.display`` shows has
it in the output's metadata. What has neither tag appears in both pages.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from planodds import constants
from planodds.editions.layout import PLAN_FILE
from planodds.editions.manifest import MANIFEST
from planodds.execution.digests import read_json
from planodds.inputs.panels.information import LATEST
from planodds.inputs.scenarios.scenario_files import load_scenario
from planodds.inputs.scenarios.sweep_files import sweep_scenarios_in
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_ROOT, SCENARIO_FOLDER, chosen_data_dir
from planodds.report.display import MARK
from planodds.report.documents import index_file
from planodds.report.html.page import render_page, write_page
from planodds.report.text.formatting import tidy_label
from planodds.report.text.phrases import localise
from planodds.report.text.provenance import stamp_of
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nbformat import NotebookNode

    from planodds.inputs.study import Nouns, Study

_BRANCHES = ("scenarios", "notebooks")  # folders of an edition in which notebooks lie
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
_STAMPED = re.compile("<!--stamp-->.*?<!--/stamp-->", re.S)


def export_notebook(
    path: Path,
    *,
    cache_dir: Path | None = None,
    stamp: bool | None = None,
    data_dir: Path | None = None,
) -> list[Path]:
    """Write ``<stem>.zh.html`` and ``<stem>.en.html`` beside an executed notebook.

    Parameters
    ----------
    path : Path
        The executed notebook.
    cache_dir : Path, optional
        Where the cut typefaces are kept.
    stamp : bool, optional
        Whether the pages say NOT FOR DECISIONS; by default read from the edition's plan of runs
        (a quick run does).
    data_dir : Path, optional
        Where the scenarios' names are; by default the data of the run.

    Returns
    -------
    list of Path
        The two pages.
    """
    import nbformat

    path = Path(path)
    notebook = nbformat.read(path, as_version=4)
    home, quick = _find_edition(path)
    warned = quick if stamp is None else stamp
    data_dir = data_dir or chosen_data_dir()
    written = []
    for words in Words.load_all():
        cells = list(_render_cells(keep_language(notebook, words)))
        cells = _name_run(cells, *_run_name(notebook, words, data_dir), words)
        page = render_page(
            "notebook.html",
            lang=words.lang,
            title=_title(cells, path.stem),
            flavor="woff",
            cells=cells,
            stamp=words("text-provenance-not-for-decisions") if warned else "",
            home=home and home + index_file(words.lang),
            cache_dir=cache_dir,
            other=_other_page(path, words),
            words={
                "home": words("page-notebook-contents"),
                "other": words("common-other-language"),
            },
        )
        written.append(write_page(path.with_name(f"{path.stem}.{words.lang}.html"), page))
    return written


def in_words_of(notebook: NotebookNode, study: Study) -> NotebookNode:
    """Leave out cells and outputs of languages that a study does not have, and set its nouns.

    The committed notebooks speak of the default study's units.

    Parameters
    ----------
    notebook : NotebookNode
    study : Study

    Returns
    -------
    NotebookNode
    """
    usual = load_study(DATA_ROOT / constants.DEFAULT_STUDY).nouns
    for lang in constants.LANGUAGES:
        if lang not in study.languages:
            notebook = _without(notebook, {lang})
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        for lang in study.languages:
            if cell.cell_type == "markdown" and lang in tags:
                cell.source = _rename(cell.source, usual, study.nouns, lang)
    return notebook


def _rename(text: str, usual: Nouns, own: Nouns, lang: str) -> str:
    """Replace the nouns of the default study by those of another, the longest first."""
    for name in ("units", "unit", "short", "region"):
        old, new = (getattr(nouns, name) or nouns.unit for nouns in (usual, own))
        text = text.replace(old[lang], new[lang])
    return text


def _other_page(path: Path, words: Words) -> str:
    """File of the page in the other language; empty in a study of one language."""
    others = [other.lang for other in Words.load_all() if other.lang != words.lang]
    return f"{path.stem}.{others[0]}.html" if others else ""


def keep_language(notebook: NotebookNode, words: Words) -> NotebookNode:
    """Return a copy of the notebook without the cells and outputs of the other languages.

    Parameters
    ----------
    notebook : NotebookNode
    words : Words

    Returns
    -------
    NotebookNode
    """
    return _without(notebook, set(constants.LANGUAGES) - {words.lang})


def _without(notebook: NotebookNode, tags: set[str]) -> NotebookNode:
    """Return a copy without the cells and outputs that have one of some tags."""
    import copy

    from nbconvert.preprocessors import TagRemovePreprocessor

    worker = TagRemovePreprocessor(
        remove_cell_tags=tags, remove_single_output_tags=tags, enabled=True
    )
    kept, _ = worker.preprocess(copy.deepcopy(notebook), {})
    return kept


def _find_edition(path: Path) -> tuple[str, bool]:
    """Relative way to the edition's folder, and whether the edition is a quick one."""
    for depth, parent in enumerate(path.resolve().parents):
        if parent.name in _BRANCHES and (parent.parent / PLAN_FILE).is_file():
            plan = read_json(parent.parent / PLAN_FILE)
            return "../" * (depth + 1), bool(plan.get("quick"))
    return "", False


def _run_name(notebook: NotebookNode, words: Words, data_dir: Path) -> tuple[str, str]:
    """What sets this run apart from others of its notebook: scenario and information set.

    Either is empty where the notebook has no such parameter.
    """
    values = _parameters(notebook)
    information, scenario = values.get("information"), values.get("scenario")
    if not isinstance(information, str):
        return "", ""
    known = (
        words("page-notebook-all-data-hand")
        if information == LATEST
        else words("page-notebook-data", information=information)
    )
    if not isinstance(scenario, str):
        return "", known
    return _scenario_name(scenario, words, data_dir), known


def _scenario_name(scenario: str, words: Words, data_dir: Path) -> str:
    """The scenario's label; its name where no file gives it (any more)."""
    path = data_dir / SCENARIO_FOLDER / f"{scenario}.yaml"
    found = sweep_scenarios_in([scenario], data_dir)
    if path.is_file():
        found = {scenario: load_scenario(path)}
    return tidy_label(localise(found[scenario].label, words)) if scenario in found else scenario


def _parameters(notebook: NotebookNode) -> Mapping[str, object]:
    """Values of the parameters, those of the run before the defaults."""
    values: dict[str, object] = {}
    for cell in notebook.cells:
        tags = set(cell.get("metadata", {}).get("tags", []))
        if cell.cell_type == "code" and tags & {"parameters", "injected-parameters"}:
            for statement in ast.parse(cell.source).body:
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
                    for name in statement.targets:
                        if isinstance(name, ast.Name):
                            values[name.id] = statement.value.value
    return values


def _name_run(
    cells: list[tuple[str, object]], scenario: str, known: str, words: Words
) -> list[tuple[str, object]]:
    """Set the first heading to the name of the run: its scenario or title, and its data.

    A scenario's title stands above its name.
    """
    if not known:
        return cells
    form = words("common-name-bracketed", name="{}", detail="{}")
    named, done = [], False
    for kind, body in cells:
        found = _HEADING.search(str(body)) if kind == "markdown" and not done else None
        if found:
            done = True
            title = Markup(found.group(1))
            first = Markup("<h1>{}</h1>").format(Markup(form).format(scenario or title, known))
            first = Markup('<p class="kicker">{}</p>\n').format(title) * bool(scenario) + first
            body = Markup(str(body).replace(found.group(0), str(first), 1))
        named.append((kind, body))
    return named


def stamp_pages(edition_dir: Path) -> list[Path]:
    """Write the edition's stamp, or none, into the notebooks' pages, by its manifest.

    The pages are written while the edition is being made, before it is known whether all fits
    pass the gate and all runs end well.

    Parameters
    ----------
    edition_dir : Path
        Folder of the edition.

    Returns
    -------
    list of Path
        The pages that changed.
    """
    edition_dir = Path(edition_dir)
    manifest = read_json(edition_dir / MANIFEST)
    changed = []
    for words in Words.load_all():
        stamp = stamp_of(manifest, words)
        mark = Markup('<div class="stamp" role="alert">{}</div>').format(stamp) if stamp else ""
        stamped = f"<!--stamp-->{mark}<!--/stamp-->".replace("\\", r"\\")
        for path in sorted(edition_dir.glob(f"*/**/notebook.{words.lang}.html")):
            page = path.read_text(encoding="utf-8")
            new = _STAMPED.sub(stamped, page, count=1)
            if new != page:
                changed.append(write_page(path, new))
    return changed


def _title(cells: list[tuple[str, object]], fallback: str) -> str:
    """First heading of the page."""
    for kind, body in cells:
        found = _HEADING.search(str(body)) if kind == "markdown" else None
        if found:
            return Markup(found.group(1)).striptags()
    return fallback


def _render_cells(notebook: NotebookNode) -> Iterator[tuple[str, object]]:
    """Markdown cells and outputs as pairs of kind and markup; code itself is left out."""
    import mistune

    write = mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield "markdown", Markup(write(cell.source))
        elif cell.cell_type == "code":
            yield from _render_outputs(cell.get("outputs", []))


def _render_outputs(outputs: Iterable[NotebookNode]) -> Iterator[tuple[str, object]]:
    """What a code cell showed: our own markup as it is, all else as plain text."""
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stdout":
                yield "text", output.text
        elif output.output_type == "error":
            yield "text", f"{output.ename}: {output.evalue}"
        else:
            ours = MARK in output.get("metadata", {}) and "text/html" in output.data
            if ours:
                yield "shown", Markup(output.data["text/html"])
            elif "text/plain" in output.data:
                yield "text", output.data["text/plain"]
