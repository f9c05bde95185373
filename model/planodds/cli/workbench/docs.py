"""`planodds docs`: the built documentation in the browser."""

from __future__ import annotations

import webbrowser

from planodds.constants import PROJECT_DIR
from planodds.errors import UsageError

BUILT = PROJECT_DIR / "docs" / "_build" / "html" / "index.html"


def open_docs(*, browser: bool) -> str:
    """Open the documentation, which needs no network.

    Parameters
    ----------
    browser : bool
        Whether to open the browser.

    Returns
    -------
    str
        The address of its first page.

    Raises
    ------
    UsageError
        It has not been built.
    """
    if not BUILT.is_file():
        raise UsageError(
            "the documentation has not been built",
            where="docs/",
            expected="docs/_build/html/index.html",
            remedy="run `make docs` (under a minute), or read the pages in docs/ as text",
        )
    address = BUILT.as_uri()
    if browser:
        webbrowser.open(address)
    return address
