"""Fixtures that every room's tests share."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")

from planodds.inputs import DATA_DIR, Panel, load_panel
from planodds.inputs.panels.early_figures import no_early_figures
from planodds.inputs.tables.files import EARLY_FILE
from tests.distribution import find_position
from tests.waiting import GUARD

ROOT = Path(__file__).resolve().parents[1]
# Processes that a test starts import this tree, wherever the package is installed from.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(ROOT / "model"), *filter(None, [os.environ.get("PYTHONPATH")])]
)
# A shell starts background jobs with SIGINT ignored, and every process below would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_OWN = "PLANODDS_"  # how the names of our variables of the environment begin
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Path of a Chromium; without one the test is skipped unless REQUIRE_BROWSER=1."""
    if os.environ.get("REQUIRE_BROWSER") != "1":
        pytest.skip("pages are opened in a browser only with REQUIRE_BROWSER=1")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        pytest.fail(f"REQUIRE_BROWSER=1, but none of {', '.join(BROWSERS)} is on the PATH")
    return found


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


@pytest.fixture(scope="session")
def latest_panel() -> Panel:
    """The shipped data at the latest information."""
    return load_panel(DATA_DIR, "latest")


@pytest.fixture(scope="session")
def panel_without_early_figures(latest_panel) -> Panel:
    """The latest panel without early figures: its forecast has no condition."""
    return dataclasses.replace(latest_panel, early_figures=no_early_figures())


@pytest.fixture(scope="session")
def unconditioned_study(tmp_path_factory) -> Path:
    """The shipped study without early figures: simulated draws cannot be conditioned on them."""
    folder = shutil.copytree(DATA_DIR, tmp_path_factory.mktemp("data") / DATA_DIR.name)
    header = (DATA_DIR / EARLY_FILE).read_text(encoding="utf-8").partition("\n")[0]
    (folder / EARLY_FILE).write_text(f"{header}\n", encoding="utf-8")
    return Path(folder)


@pytest.fixture(scope="session")
def panel_2020() -> Panel:
    """The shipped data as of 2020."""
    return load_panel(DATA_DIR, "2020")


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the data folder that a test may spoil."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data" / DATA_DIR.name


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep the tests of a file, or of files that share a costly fixture, in one process."""
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.distribution import GroupScheduling

    config.option.loadscopereorder = False  # the order of collection counts
    return GroupScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that no process waits for them at the end."""
    items.sort(key=lambda item: find_position(item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Drop what a command leaves in the environment of its process, such as the chosen study."""
    before = {name: value for name, value in os.environ.items() if name.startswith(_OWN)}
    try:
        return (yield)
    finally:
        for name in [name for name in os.environ if name.startswith(_OWN)]:
            del os.environ[name]
        os.environ.update(before)
