"""The command that opens the explorer: which notebook, with what, and where it listens."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from planodds.batch.plan import NOTEBOOKS
from planodds.cli.app import app
from planodds.cli.workbench import explore
from planodds.constants import PROJECT_DIR
from planodds.errors import UsageError


@pytest.fixture
def served(monkeypatch):
    """Calls of the server, which is not started; the environment is put back."""
    calls = []
    for name in ("PLANODDS_DATA", "PLANODDS_UNIT", "PLANODDS_PLAN", "PLANODDS_OUT"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.delenv("PLANODDS_OUT")
    monkeypatch.setenv("PLANODDS_DATA", str(PROJECT_DIR / "data" / "shanxi"))
    monkeypatch.setattr(explore, "serve", lambda path, **given: calls.append((path, given)))
    monkeypatch.setattr(explore, "prepare_notebook", lambda **given: Path(json.dumps(given)))
    return calls


def test_options_reach_the_notebook_and_the_server(served, tmp_path):
    given = ["--unit", "孝义市", "--edition", "2024-abc", "--lang", "zh", "--no-browser"]
    result = CliRunner().invoke(app, ["explore", *given, "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    notebook, options = served[0]
    assert json.loads(str(notebook)) == {
        "edition": "2024-abc",
        "information": "latest",
        "lang": "zh",
    }
    assert options == {"browser": False, "port": 0}
    assert os.environ["PLANODDS_UNIT"] == "141181" and os.environ["PLANODDS_OUT"] == str(tmp_path)


def test_the_notebook_has_its_parameters_and_no_text(monkeypatch, tmp_path):
    run = SimpleNamespace(
        edition="2024-abc", information="latest", folder=tmp_path, posterior_at=lambda name: None
    )
    monkeypatch.setattr("planodds.notebook.session.open_run", lambda **given: run)
    path = explore.prepare_notebook(edition="LATEST", information="latest", lang="en")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert {cell["cell_type"] for cell in cells} == {"code"}
    inserted = "".join(cells[1]["source"])
    assert inserted.startswith("# Parameters\n")
    assert 'edition = "2024-abc"' in inserted and 'lang = "en"' in inserted


def test_an_edition_that_is_not_there_is_refused_before_anything_is_served(monkeypatch, tmp_path):
    monkeypatch.setenv("PLANODDS_OUT", str(tmp_path))
    with pytest.raises(UsageError, match="no edition '2024-none'"):
        explore.prepare_notebook(edition="2024-none", information="latest", lang="both")


def test_voila_knows_every_option_and_listens_on_this_machine_only():
    """A misspelt option of Jupyter is only warned of, and then ignored."""
    from voila.app import Voila
    from voila.configuration import VoilaConfiguration

    notebook, *options = explore.server_options(Path("06.ipynb"), 8123)
    assert notebook == "06.ipynb" and "--Voila.ip=127.0.0.1" in options
    classes = {"Voila": Voila, "VoilaConfiguration": VoilaConfiguration}
    for option in options:
        owner, name = option[2:].split("=")[0].split(".")
        assert classes[owner].class_traits().get(name), option


def test_the_page_asks_no_other_host():
    from jinja2 import DictLoader, Environment

    template = next(Path(explore.__file__).parent.glob("voila/**/index.html.j2"))
    lab = '{% block notebook_css %}<link href="https://elsewhere/a.css">{% endblock %}'
    loader = DictLoader(
        {"t": template.read_text(encoding="utf-8"), "voila/templates/lab/index.html.j2": lab}
    )
    page = Environment(loader=loader, autoescape=False).get_template("t").render()
    assert "https://" not in page and 'href="data:text/css,elsewhere/a.css"' in page


def test_the_explorer_is_no_part_of_an_edition():
    assert explore.NOTEBOOK not in NOTEBOOKS
    assert (PROJECT_DIR / "notebooks" / f"{explore.NOTEBOOK}.ipynb").is_file()
