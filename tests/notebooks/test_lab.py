"""JupyterLab in a browser: it opens the start notebook, whose cells run, and the explorer."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys

import pandas as pd
import pytest

from tests.notebooks.conftest import ROOT
from tests.waiting import GUARD, LONG_GUARD, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TOKEN = "start"
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
COMPLAINTS = ", ".join(
    f'{SHOWN} [data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("error", "stderr")
)
ATTEMPT = 60_000  # milliseconds until the page or a command is tried again
LAST = 7  # number of code cells of the start notebook
CHANCE = '.po-chance[data-target="gdp_level"][data-side="chosen"]'
FULL = '.po-basis[data-full="true"]'  # all draws, not the quick answer
COAL = 1  # position of the slider among those of the page: after the year


@pytest.fixture(scope="module")
def project(quick, tmp_path_factory):
    """A copy of the project, for JupyterLab to write to, with the small edition as the newest."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("model", "notebooks"):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "README.md").write_text("# Planodds\n", encoding="utf-8")
    out = folder / "outputs"
    for name in (quick.folder.name, ".cache"):
        shutil.copytree(quick.out / name, out / name, copy_function=os.link)
    (out / "LATEST").write_text(quick.folder.name, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(quick, project):
    """JupyterLab as the command starts it, without settings of the user."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "PLANODDS_OUT": project / "outputs",
        "PYTHONPATH": project / "model",
        "JUPYTER_CONFIG_DIR": project / ".config",
        "JUPYTER_DATA_DIR": project / ".data",
    }
    command = [sys.executable, "-m", "planodds", "lab", "--no-browser", "--port", str(port)]
    with subprocess.Popen(
        [*command, f"--IdentityProvider.token={TOKEN}", "--allow-root"],
        cwd=project,
        env=quick.environment | {name: str(path) for name, path in own.items()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        server.wait(timeout=GUARD)


@pytest.fixture(scope="module")
def page(address, browser):
    """JupyterLab in Chromium, at the address that the command opens."""
    from playwright.sync_api import Error

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(1000 * LONG_GUARD)

    def answers() -> bool:
        try:
            page.goto(f"{address}/?token={TOKEN}", timeout=ATTEMPT)
        except Error:
            return False
        return True

    wait_until(answers)
    yield page
    page.close()


def begins(page) -> bool:
    """Choose Run All Cells; a notebook that is still being drawn may close the menu."""
    from playwright.sync_api import TimeoutError as NothingRuns

    try:
        page.get_by_role("menuitem", name="Run", exact=True).click(timeout=ATTEMPT)
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click(timeout=ATTEMPT)
        page.wait_for_selector(f'{SHOWN} .jp-InputPrompt:text-matches("[*1-9]")', timeout=ATTEMPT)
    except NothingRuns:
        page.keyboard.press("Escape")
        return False
    return True


def run_all(page, shows: str) -> None:
    """Run the cells of the notebook in front until `shows` is there; fail if a cell complains."""
    page.wait_for_selector(f'{SHOWN} .jp-Notebook-ExecutionIndicator[data-status="idle"]')
    wait_until(lambda: begins(page))
    page.wait_for_selector(f"{SHOWN} {shows}, {COMPLAINTS}", state="attached")
    assert page.locator(COMPLAINTS).all_text_contents() == []


def test_the_start_notebook_opens_and_its_cells_show_the_odds_of_the_edition(page, quick):
    page.wait_for_selector('.jp-mod-current[role="tab"]:has-text("00_start.ipynb")')
    listed = page.locator(".jp-DirListing-itemText")
    listed.get_by_text("README.md", exact=True).wait_for()  # the root, not the notebook's folder
    run_all(page, f'.jp-InputPrompt:text-is("[{LAST}]:")')
    assert page.get_by_text("official Jupyter news").count() == 0
    table = page.locator(f"{SHOWN} table.dataframe").first
    columns = table.locator("thead th").all_text_contents()
    rows = [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]
    shown = pd.DataFrame(rows, columns=columns)
    shown = shown[(shown["target"] == "gdp_level") & (shown["reading"] == "published")]
    filed = pd.read_csv(quick.folder / "scenarios/latest/baseline/results.csv")
    filed = filed[(filed["target"] == "gdp_level") & (filed["reading"] == "published")]
    filed = filed[filed["evidence"] == "posterior"].set_index("year")["probability"]
    read = {int(row["year"]): float(row["probability"]) for _, row in shown.iterrows()}
    assert read
    assert read == pytest.approx(filed[list(read)].to_dict(), abs=1e-6)


def test_a_slider_of_the_explorer_moved_in_lab_changes_the_number(page):
    for name in ("notebooks", "06_explore.ipynb"):
        page.locator(".jp-DirListing-itemText").get_by_text(name, exact=True).dblclick()
    page.wait_for_selector('.jp-mod-current[role="tab"]:has-text("06_explore.ipynb")')
    run_all(page, FULL)
    chance = page.locator(CHANCE).first
    before = chance.get_attribute("data-probability")
    page.locator(".noUi-handle").nth(COAL).focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(f'{FULL} code:has-text("with_conditions")', state="attached")
    assert chance.get_attribute("data-probability") != before
