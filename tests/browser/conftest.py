"""A headless Chromium, and the pages it opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.editions import shared_edition


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
        running = playwright.chromium.launch(executable_path=browser_path, args=quiet)
        yield running
        running.close()
