"""Files of the planning commands: one tidy table, a page and a memo in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from planodds.cli.planning.draws import DrawRequest, Draws
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.report.planning.document import Document


def choose_plan(data_dir: Path, plan: str, unit: str) -> Plan:
    """Load a plan by name for a unit.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    plan : str
        Name; empty: the home plan of the study.
    unit : str
        Code or name; empty: the unit of the plan, else the home unit.

    Returns
    -------
    Plan

    Raises
    ------
    UsageError
        There is no such plan or unit, or the plan is of another unit.
    """
    from planodds.cli.validation import check_choice
    from planodds.inputs.plan import load_plan, plan_paths
    from planodds.inputs.tables.former_units import find_study_unit

    if plan:
        check_choice("plan", [plan], [path.stem for path in plan_paths(data_dir)])
    code = find_study_unit(data_dir, unit) if unit else None
    return load_plan(data_dir, file=plan or None, unit=code)


def languages_of(data_dir: Path, lang: str) -> tuple[str, ...]:
    """Return the languages of the documents.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    lang : {"zh", "en", "both"}
        ``both``: those of the study.

    Returns
    -------
    tuple of str

    Raises
    ------
    UsageError
        The language is unknown.
    """
    from planodds import constants
    from planodds.cli.validation import check_choice
    from planodds.inputs.study import load_study

    check_choice("language", [lang], (*constants.LANGUAGES, "both"), see="--help")
    return load_study(data_dir).languages if lang == "both" else (lang,)


def unit_names(panel: Panel, unit: str) -> dict[str, str]:
    """Return the name of a unit by language; the code where a language has none.

    Parameters
    ----------
    panel : Panel
    unit : str
        Code of the unit.

    Returns
    -------
    dict of str to str
    """
    from planodds import constants

    row = panel.unit_table.reindex([unit]).iloc[0]
    return {
        lang: str(row.get(f"name_{lang}") or row.get("name_en") or unit)
        for lang in constants.LANGUAGES
    }


def folder_of(request: DrawRequest, out: Path | None) -> Path:
    """Return the folder of the files: the one that is named, or ``planning`` in the outputs.

    Parameters
    ----------
    request : DrawRequest
    out : Path or None

    Returns
    -------
    Path
    """
    return out or request.outputs / "planning"


def font_cache(request: DrawRequest) -> Path:
    """Return the folder where the cut typefaces are cached.

    Parameters
    ----------
    request : DrawRequest

    Returns
    -------
    Path
    """
    from planodds.editions import fit_cache

    return fit_cache.cache_dir(request.outputs) / fit_cache.FONTS


def write_files(
    request: DrawRequest,
    draws: Draws,
    folder: Path,
    stem: str,
    table: pd.DataFrame,
    documents: Sequence[Document],
) -> Iterator[str]:
    """Write a table as CSV, and each document as page and as memo; state what they rest on.

    Parameters
    ----------
    request : DrawRequest
    draws : Draws
        What the table was computed from.
    folder : Path
        Made if it is missing.
    stem : str
        Of the files' names, before the information set.
    table : DataFrame
    documents : sequence of Document

    Yields
    ------
    str
        The number of rows and draws, then each file.
    """
    yield f"{len(table)} rows from {draws.forecast.draws} joint draws of {draws.described}"
    yield from write_documents(request, folder, f"{stem}.{request.information}", table, documents)


def write_documents(
    request: DrawRequest,
    folder: Path,
    stem: str,
    table: pd.DataFrame,
    documents: Sequence[Document],
) -> Iterator[str]:
    """Write a table as CSV, and each document as page and as memo.

    Parameters
    ----------
    request : DrawRequest
        Supplies the cache of typefaces.
    folder : Path
        Made if it is missing.
    stem : str
        Of the files' names.
    table : DataFrame
    documents : sequence of Document

    Yields
    ------
    str
        Each file.
    """
    from planodds.execution.atomic import write_text_atomic

    folder.mkdir(parents=True, exist_ok=True)
    content = table.to_csv(index=False, lineterminator="\n")
    yield str(write_text_atomic(folder / f"{stem}.csv", content))
    for document in documents:
        yield from write_document(folder, stem, document, font_cache(request))


def write_document(folder: Path, stem: str, document: Document, cache: Path) -> Iterator[str]:
    """Write a document as page and as memo, each in one step.

    Parameters
    ----------
    folder : Path
        With the PNG of each of its figures.
    stem : str
        Of the files' names.
    document : Document
    cache : Path
        Where the cut typefaces are cached.

    Yields
    ------
    str
        Each file.
    """
    from planodds.execution.atomic import write_bytes_atomic, write_text_atomic
    from planodds.report.planning.document import build_memo, render_document

    page = render_document(document, cache_dir=cache)
    yield str(write_text_atomic(folder / f"{stem}.{document.lang}.html", page))
    memo = build_memo(document, _pictures(document, folder))
    yield str(write_bytes_atomic(folder / f"{stem}.{document.lang}.docx", memo))


def _pictures(document: Document, folder: Path) -> dict[str, bytes]:
    """Return the PNG of every figure, as it was saved in the folder."""
    from planodds.report.content import Figure

    return {
        block.name: (folder / f"{block.name}.{document.lang}.png").read_bytes()
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Figure)
    }
