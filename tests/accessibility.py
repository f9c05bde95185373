"""axe-core, the engine of accessibility checks, run inside an open page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# Shadows at the edges of wide tables are gradients, behind which axe cannot decide on a contrast.
_PLAIN_GROUND = ".wide{background:none!important}"
_RUN = "() => axe.run(document, {resultTypes: ['violations']})"


@cache
def _engine() -> str:
    from axe_playwright_python.base import AXE_FILE_PATH

    return Path(AXE_FILE_PATH).read_text(encoding="utf-8")


def find_violations(page) -> list[str]:
    """Return each violation of any level, of WCAG or good practice, with the first elements."""
    page.add_style_tag(content=_PLAIN_GROUND)
    page.evaluate(_engine())
    found = page.evaluate(_RUN)
    assert len(found["passes"]) > 20, "axe-core found next to nothing to check"
    return [
        f"{each['id']} ({each['impact']}): {[node['html'][:160] for node in each['nodes'][:3]]}"
        for each in found["violations"]
    ]
