"""Show formulas as MathML, which browsers draw themselves: nothing is fetched from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.nodes import Node, SkipNode
from docutils.utils.math.latex2mathml import tex2mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def _inline(writer: object, node: Node) -> None:
    writer.body.append(tex2mathml(node.astext()))  # type: ignore[attr-defined]
    raise SkipNode


def _block(writer: object, node: Node) -> None:
    formula = tex2mathml(node.astext(), as_block=True)
    writer.body.append(f'<div class="formula">{formula}</div>\n')  # type: ignore[attr-defined]
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer, which becomes the default."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True}
