"""Display of blocks in notebooks: one for readers of each language, tagged with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report.content import Block, DefinitionList, Figure, Paragraph, Table
from planodds.report.html.page import environment

if TYPE_CHECKING:
    from planodds.report.text.words import Words

MARK = "planodds"  # key in an output's metadata: markup made here, escaped, safe to keep


def show(shown: Block | str, words: Words) -> None:
    """Display a table, a figure, a list or a sentence for readers of one language.

    The output's metadata has the language as a tag, by which the export chooses
    (nbconvert's TagRemovePreprocessor looks for tags there).

    Parameters
    ----------
    shown : Block or str
        Finished content; text is escaped.
    words : Words
    """
    from IPython.display import display

    block = Paragraph(shown) if isinstance(shown, str) else shown
    data = {"text/html": render_block(block), "text/plain": terminal_text(block)}
    display(data, raw=True, metadata={"tags": [words.lang], MARK: type(block).__name__})


def render_block(block: Block) -> str:
    """Render one block as escaped markup.

    Parameters
    ----------
    block : Block

    Returns
    -------
    str
    """
    return str(environment().get_template("blocks.html").module.any(block))  # type: ignore[attr-defined]  # a macro


def terminal_text(block: Block) -> str:
    """Return a block as plain text, for terminals and for comparison with the golden notebook.

    Parameters
    ----------
    block : Block

    Returns
    -------
    str
    """
    if isinstance(block, Table):
        rows = (" | ".join(cell.replace("\n", " ") for cell in row) for row in block.rows)
        heads = " | ".join(name.replace("\n", " ") for name in block.columns)
        lines = [block.caption, heads, *rows, block.note]
        return "\n".join(line for line in lines if line)
    if isinstance(block, DefinitionList):
        return "\n".join(f"{term}: {text}" for term, text in block.entries)
    return f"[{block.name}] {block.title}" if isinstance(block, Figure) else block.text
