"""The explorer in a browser: a slider moves, and the page shows the number of the interface."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

import pytest

import planodds as po
from tests.notebooks.conftest import ROOT
from tests.waiting import GUARD, LONG_GUARD

pytestmark = [pytest.mark.slow, pytest.mark.browser]

OWN = '.po-chance[data-target="gdp_level"][data-side="chosen"]'
LISTS = 2  # units and scenarios
NAMED = """() => [...document.querySelectorAll(".po-explorer :is(.noUi-handle, select)")].every(
    (control) => {
        const label = control.closest(".po-control").querySelector(".po-label")
            ?? control.closest(".po-group").querySelector("h3");
        return label.textContent && control.getAttribute("aria-label") === label.textContent;
    })"""
COAL = 1  # position of the slider among those of the page: after the year


@pytest.fixture
def address(quick):
    """The page as the command serves it, until the end of the test."""
    command = [sys.executable, "-m", "planodds", "explore", "--no-browser", "--lang", "en"]
    with subprocess.Popen(
        [*command, "--edition", quick.folder.name],
        cwd=ROOT,
        env=quick.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        yield server.stdout.readline().strip()
        server.terminate()
        server.wait(timeout=GUARD)


@pytest.fixture
def page(address, browser):
    """The page in Chromium, with the hosts that it asks."""
    page, hosts = browser.new_page(), set()
    page.set_default_timeout(1000 * LONG_GUARD)
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    response = _open(page, address)
    assert response.ok
    yield page, {host for host in hosts if host and not address.startswith(f"http://{host}/")}
    page.close()


def _open(page, address):
    """Open the page once the server listens."""
    from playwright.sync_api import Error

    from tests.waiting import wait_until

    found = []

    def answers() -> bool:
        try:
            found.append(page.goto(address))
        except Error:
            return False
        return True

    wait_until(answers)
    return found[-1]


def number(page) -> float:
    return float(page.locator(OWN).get_attribute("data-probability"))


def wait_for_names(page) -> None:
    """Wait until each slider and list has a name, that of its label as it is now."""
    page.wait_for_function(NAMED)
    assert page.locator(".noUi-handle").count() > COAL
    assert page.locator(".po-explorer select").count() == LISTS


def test_a_moved_slider_shows_the_number_of_the_interface(page, quick, monkeypatch):
    page, elsewhere = page
    page.wait_for_selector(f"{OWN} >> visible=true")
    page.wait_for_selector('.po-basis[data-full="true"]')
    before = number(page)
    wait_for_names(page)
    slider = page.locator(".noUi-handle").nth(COAL)
    slider.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    call = 'code:has-text("with_conditions")'
    page.wait_for_selector(f'.po-basis[data-full="true"] {call}')
    wait_for_names(page)
    shown, stated = number(page), page.locator(call).inner_text()
    given = ast.parse(stated, mode="eval").body
    arguments = {item.arg: ast.literal_eval(item.value) for item in given.keywords}
    monkeypatch.setenv("PLANODDS_DATA", str(quick.data))
    monkeypatch.setenv("PLANODDS_OUT", str(quick.out))
    panel = po.load_panel("shanxi")
    forecast = po.forecast(panel, po.fit(panel, quick=True))
    year = int(re.search(r"\d{4}", page.locator(".po-chances thead").inner_text()).group())
    expected = {}
    for name, run in (("before", forecast), ("after", forecast.with_conditions(**arguments))):
        odds = po.odds(run).query("target == 'gdp_level' and reading == 'published'")
        expected[name] = odds.set_index("year").at[year, "probability"]
    assert (before, shown) == (expected["before"], expected["after"])
    assert before != shown
    assert elsewhere == set()
