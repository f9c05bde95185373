"""A headless Chromium, and the pages it opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.editions import shared_edition
from tests.waiting import GUARD


@pytest.fixture(scope="session")
def edition_dir(tmp_path_factory) -> Path:
    """Folder of an edition with its pages; not to be changed."""
    return shared_edition(tmp_path_factory)


@pytest.fixture(scope="session")
def browser(browser_path):
    """Chromium without a network."""
    from playwright.sync_api import sync_playwright

    quiet = (
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser_path, args=quiet, timeout=1000 * GUARD
        )
        yield running
        running.close()


@pytest.fixture
def open_page(browser):
    """Open a page without a network; return it with all that it asked for or complained of."""
    opened = []

    def begin(path: Path, **options):
        context = browser.new_context(offline=True, **options)
        context.set_default_timeout(1000 * GUARD)
        opened.append(context)
        page, troubles = context.new_page(), []
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda request: (
                troubles.append(request.url)
                if not request.url.startswith(("data:", "file:"))
                else None
            ),
        )
        page.goto(path.as_uri())
        return page, troubles

    yield begin
    for context in opened:
        context.close()
