"""Names and narratives from files are data: they break neither page, index nor notebook."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from types import SimpleNamespace

import nbformat as nbf
import pandas as pd
import pytest
import yaml

from planodds import constants
from planodds.editions.reader import Edition
from planodds.inputs import DATA_DIR
from planodds.report import theme
from planodds.report.brief.brief import render_brief
from planodds.report.brief.headline import build_headline
from planodds.report.brief.scenarios import build_scenarios
from planodds.report.content import Page
from planodds.report.figures.save import save_figure
from planodds.report.html.controls import as_json, build_live
from planodds.report.html.index import write_index
from planodds.report.html.notebook_pages import export_notebook
from planodds.report.text.words import Words

HOSTILE = "</script><script>alert(1)</script>\n../../x\u202e\u200f =cmd() {{ 7*7 }} " + "长" * 5000
MARKS = "\u202e\u200f"
# What the input allows: printable characters, at most 120 of them.
LABEL = "".join(c for c in HOSTILE if c.isprintable())[:100]


class Tags(HTMLParser):
    """Tags and links of a page, as a browser parses them."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.links, self.handlers = [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "script":
            self.scripts.append(found.get("type", ""))
        self.links += [found[name] for name in ("href", "src") if found.get(name)]
        self.handlers += [name for name in found if name.startswith("on")]


def read_tags(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.fixture(scope="module")
def hostile_data(tmp_path_factory):
    """The data with one scenario whose label and narrative are hostile."""
    folder = tmp_path_factory.mktemp("hostile") / "data" / DATA_DIR.name
    shutil.copytree(DATA_DIR, folder)
    path = folder / "scenarios" / "coal_slump.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = dict.fromkeys(constants.LANGUAGES, LABEL)
    path.write_text(
        yaml.safe_dump({**content, "label": text, "narrative": text}, allow_unicode=True),
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def hostile(edition_dir):
    """The edition, with labels and narratives that validation would reject."""
    edition = Edition(edition_dir)
    text = SimpleNamespace(zh=HOSTILE, en=HOSTILE)
    edition.__dict__["scenarios"] = {
        name: SimpleNamespace(**{**vars(kept), "label": text, "narrative": text})
        if name == "coal_slump"
        else kept
        for name, kept in edition.scenarios.items()
    }
    return edition


def test_the_brief_and_its_controls_escape_a_hostile_scenario(hostile, tmp_path):
    with theme.house_style():
        section = build_scenarios(hostile, Words.load("zh"), folder=tmp_path)
        head = build_headline(hostile, Words.load("zh"), folder=tmp_path)
    page = render_brief(
        Page("zh", head, (section,), "", ()), live=as_json(build_live(hostile, Words.load("zh")))
    )
    tags = read_tags(page)
    assert tags.scripts == ["application/json", ""] and not tags.handlers
    assert not [link for link in tags.links if ".." in link or link.startswith("http")]
    data = json.loads(re.search(r'id="live-data">(.*?)</script>', page, re.S).group(1))
    label = dict(data["scenarios"])["coal_slump/"]
    assert len(label) < 60 and not set(label) & set(MARKS + "\n")
    assert "{{ 7" in page and "49 长" not in page


def test_labels_stay_on_one_line_in_every_table(hostile, tmp_path):
    with theme.house_style():
        section = build_scenarios(hostile, Words.load("en"), folder=tmp_path)
    for row in section.blocks[1].rows:
        assert len(row[0]) < 60 and not set(row[0]) & set(MARKS + "\n")


def test_the_index_escapes_hostile_names_and_errors(edition_dir, hostile_data, tmp_path):
    folder = tmp_path / "edition"
    folder.mkdir()
    manifest = json.loads((edition_dir / "manifest.json").read_text(encoding="utf-8"))
    broken = {
        "name": f"notebooks/{HOSTILE[:40]}",
        "status": "failed",
        "error": {"ename": "ValueError", "evalue": HOSTILE},
    }
    manifest |= {
        "for_decisions": False,
        "complete": False,
        "runs": [
            broken,
            {"name": "x", "folder": "scenarios/latest/coal_slump", "status": "not_run"},
        ],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    page = write_index(folder, data_dir=hostile_data).read_text(encoding="utf-8")
    tags = read_tags(page)
    assert not tags.scripts and not tags.handlers
    assert not [link for link in tags.links if ".." in link]
    assert "&lt;script&gt;" in page and len(page) < 400_000


def test_a_notebook_escapes_hostile_text(hostile_data, tmp_path):
    cell = nbf.v4.new_code_cell(
        'information = "latest"\nscenario = "coal_slump"',
        metadata={"tags": ["injected-parameters"]},
    )
    cell.outputs = [
        nbf.v4.new_output("stream", name="stdout", text=HOSTILE),
        nbf.v4.new_output("error", ename="<script>", evalue=HOSTILE),
    ]
    title = nbf.v4.new_markdown_cell(f"# 情景 {HOSTILE[:60]}", metadata={"tags": ["zh"]})
    nbf.write(nbf.v4.new_notebook(cells=[title, cell]), tmp_path / "notebook.ipynb")
    for path in export_notebook(tmp_path / "notebook.ipynb", data_dir=hostile_data):
        tags = read_tags(path.read_text(encoding="utf-8"))
        assert not tags.scripts and not tags.handlers
        assert not [link for link in tags.links if ".." in link]


@pytest.mark.parametrize("begun", ["=cmd|' /C calc'!A0", "+1+cmd()", "-1+cmd()", "@SUM(A1)"])
def test_a_figures_table_contains_no_formula(tmp_path, begun):
    table = pd.DataFrame({"label_zh": [begun, "煤价下行"], "q50": [-1.5, 2.0]})
    with theme.house_style():
        figure, _ = theme.new_figure()
        *_, path = save_figure(figure, tmp_path, "f", Words.load("zh"), table)
    saved = pd.read_csv(path)
    assert saved["label_zh"].tolist() == [f"'{begun}", "煤价下行"]
    assert saved["q50"].tolist() == [-1.5, 2.0]
