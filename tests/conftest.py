"""Fixtures that every room's tests share."""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")

from planodds.inputs import DATA_DIR, Panel, load_panel
from planodds.inputs.panels.early_figures import no_early_figures
from planodds.inputs.tables.files import EARLY_FILE

ROOT = Path(__file__).resolve().parents[1]
# Processes that a test starts import this tree, wherever the package is installed from.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(ROOT / "model"), *filter(None, [os.environ.get("PYTHONPATH")])]
)
# A shell starts background jobs with SIGINT ignored, and every process below would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that share a costly fixture on one worker when tests run in parallel.

    Tests of one file stay together, and so do all that use the small edition built by the
    command itself, which takes minutes and is built once per worker.
    """
    for item in items:
        shared = item.path.parent.name == "notebooks" and "quick" in item.fixturenames
        item.add_marker(pytest.mark.xdist_group("quick" if shared else str(item.path)))
