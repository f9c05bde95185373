"""What notebooks show: tables and figures, once for each language, each with its tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from model import names
from model.report import theme
from model.report.content import Figure, Items, Paragraph, Table
from model.report.page import environment
from model.report.present import present_table
from model.report.words import check_language

MARK = "planodds"  # key in an output's metadata: markup made here, escaped, safe to keep


def show(shown, lang: str, *, caption: str = "") -> None:
    """Display a table, a figure or a sentence for readers of one language.

    Parameters
    ----------
    shown : pandas.DataFrame, Table, Figure or str
        A frame is laid out by ``present_table``; text is escaped.
    lang : str
        "zh" or "en"; the output bears it as a tag, by which the export chooses.
    caption : str
        Of a frame.
    """
    from IPython.display import display

    check_language(lang)
    block = _as_block(shown, lang, caption)
    data = {"text/html": render_block(block), "text/plain": _plain(block)}
    display(data, raw=True, metadata={"tags": [lang], MARK: type(block).__name__})


def show_both(table: pd.DataFrame, *, caption: Mapping[str, str], **options) -> None:
    """Display a frame in both languages; ``options`` go to ``present_table``."""
    for lang in names.LANGUAGES:
        show(present_table(table, lang, caption=caption[lang], **options), lang)


def say_both(text: Mapping[str, str]) -> None:
    """Display a sentence in both languages."""
    for lang in names.LANGUAGES:
        show(text[lang], lang)


def show_figure(plot: Callable[..., object], table: pd.DataFrame, *, name: str, folder: Path,
                title: Mapping[str, str], note: Mapping[str, str] | None = None,
                wide: tuple[float, float] = theme.WIDE,
                phone: tuple[float, float] = theme.PHONE, grid: dict | None = None,
                phone_grid: dict | None = None, cache_dir: Path | None = None) -> None:
    """Draw a figure in both languages, save it with its table and display it.

    Parameters
    ----------
    plot : callable
        A ``plot_*`` function of ``model.report.figures``: takes the table, ``ax`` and ``lang``.
    table : pandas.DataFrame
        Tidy; what is drawn and saved.
    name, folder : str, Path
        Files are ``folder/figures/name.{zh,en}.{svg,png}`` and ``name.csv``.
    title, note : mapping of language to str
        The finding, and how to read the figure.
    grid, phone_grid : dict, optional
        ``rows`` and ``columns``, for functions that fill several axes.
    """
    from model.report.drawing import draw_figure

    with theme.house_style(cache_dir=cache_dir):
        for lang in names.LANGUAGES:
            figure = draw_figure(
                _drawn(plot, table, lang), table, folder=Path(folder) / "figures", name=name,
                lang=lang, title=title[lang], note=(note or {}).get(lang, ""), wide=wide,
                phone=phone, grid=grid, phone_grid=phone_grid)
            show(figure, lang)


def _drawn(plot: Callable[..., object], table: pd.DataFrame, lang: str) -> Callable[..., object]:
    """Bind table and language; pass ``compact`` on to the functions that know it."""
    import inspect

    knows = "compact" in inspect.signature(plot).parameters

    def draw(*, ax, compact: bool):
        return plot(table, ax=ax, lang=lang, **({"compact": compact} if knows else {}))

    return draw


def _as_block(shown, lang: str, caption: str):
    if isinstance(shown, pd.DataFrame):
        return present_table(shown, lang, caption=caption)
    return Paragraph(shown) if isinstance(shown, str) else shown


def render_block(block: Table | Figure | Items | Paragraph) -> str:
    """One block as escaped markup."""
    return str(environment().get_template("blocks.html").module.any(block))


def _plain(block: Table | Figure | Items | Paragraph) -> str:
    """What a screen without markup shows, and what the golden notebook is compared by."""
    if isinstance(block, Table):
        lines = [block.caption, " | ".join(block.columns), *(" | ".join(r) for r in block.rows)]
        return "\n".join(line for line in lines if line)
    if isinstance(block, Items):
        return "\n".join(f"{term}: {text}" for term, text in block.entries)
    return block.text if isinstance(block, Paragraph) else f"[{block.name}] {block.title}"
