"""An executed notebook as two pages: one in each language, without code and without scripts.

Convention: markdown cells bear the tag ``zh`` or ``en``; what ``model.report.display`` shows bears
it in the output's metadata. What bears neither tag stands in both pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from model import names
from model.report.content import say
from model.report.display import MARK
from model.report.page import render_page, write_page
from model.report.provenance import STAMP

BRANCHES = ("scenarios", "notebooks")  # folders of an edition in which notebooks lie
PLAN_FILE = "plan.json"


def export_notebook(path: Path, *, cache_dir: Path | None = None,
                    stamp: bool | None = None) -> list[Path]:
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
    written = []
    for lang in names.LANGUAGES:
        cells = list(_render_cells(keep_language(notebook, lang)))
        page = render_page(
            "notebook.html", lang=lang, title=_title(cells, path.stem), flavor="woff",
            cells=cells, stamp=STAMP[lang] if warned else "", home=home, cache_dir=cache_dir,
            other=f"{path.stem}.{'en' if lang == 'zh' else 'zh'}.html",
            words={"home": say(lang, zh="返回目录", en="Contents"),
                   "other": say(lang, zh="English", en="中文")})
        written.append(write_page(path.with_name(f"{path.stem}.{lang}.html"), page))
    return written


def keep_language(notebook, lang: str):
    """A copy of the notebook without the cells and outputs of the other languages."""
    import copy

    from nbconvert.preprocessors import TagRemovePreprocessor

    others = set(names.LANGUAGES) - {lang}
    worker = TagRemovePreprocessor(remove_cell_tags=others, remove_single_output_tags=others,
                                   enabled=True)
    kept, _ = worker.preprocess(copy.deepcopy(notebook), {})
    return kept


def _find_edition(path: Path) -> tuple[str, bool]:
    """Relative way to the edition's index, and whether the edition is a quick one."""
    for depth, parent in enumerate(path.resolve().parents):
        if parent.name in BRANCHES and (parent.parent / PLAN_FILE).is_file():
            plan = json.loads((parent.parent / PLAN_FILE).read_text(encoding="utf-8"))
            return "../" * (depth + 1) + "index.html", bool(plan.get("quick"))
    return "", False


def _title(cells: list[tuple[str, object]], fallback: str) -> str:
    """First heading of the page."""
    import re

    for kind, body in cells:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", str(body)) if kind == "markdown" else None
        if found:
            return Markup(found.group(1)).striptags()
    return fallback


def _render_cells(notebook) -> Iterator[tuple[str, object]]:
    """Markdown cells and outputs as pairs of kind and markup; code itself is left out."""
    import mistune

    write = mistune.create_markdown(escape=True, plugins=["table", "strikethrough"])
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield "markdown", Markup(write(cell.source))
        elif cell.cell_type == "code":
            yield from _render_outputs(cell.get("outputs", []))


def _render_outputs(outputs) -> Iterator[tuple[str, object]]:
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
