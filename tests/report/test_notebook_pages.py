"""An executed notebook becomes two pages: one language each, no code, no outside script."""

from __future__ import annotations

import json

import nbformat as nbf
import pytest

from planodds import constants
from planodds.report.content import Paragraph, Table
from planodds.report.display import MARK, render_block, show, terminal_text
from planodds.report.html.notebook_pages import export_notebook, keep_language, stamp_pages
from planodds.report.text.words import Words

SECRET = "secret_variable = 42"


def shown_output(block, lang: str):
    data = {"text/html": render_block(block), "text/plain": terminal_text(block)}
    return nbf.v4.new_output(
        "display_data", data=data, metadata={"tags": [lang], MARK: type(block).__name__}
    )


@pytest.fixture
def notebook(tmp_path):
    code = nbf.v4.new_code_cell(SECRET, execution_count=7)
    code.outputs = [
        shown_output(Paragraph("中文句 <script>alert(1)</script>"), "zh"),
        shown_output(Table("A table", ("name", "value"), (("x", "3.5"),)), "en"),
        nbf.v4.new_output("stream", name="stdout", text="printed <b>plainly</b>"),
        nbf.v4.new_output("stream", name="stderr", text="a warning nobody should read"),
        nbf.v4.new_output(
            "display_data",
            data={
                "text/html": "<script src='https://cdn.example/x.js'></script><i>foreign</i>",
                "text/plain": "foreign object",
            },
        ),
    ]
    cells = [
        nbf.v4.new_markdown_cell("# 标题甲 <script>x</script>", metadata={"tags": ["zh"]}),
        nbf.v4.new_markdown_cell("# Heading A", metadata={"tags": ["en"]}),
        code,
    ]
    path = tmp_path / "notebook.ipynb"
    nbf.write(nbf.v4.new_notebook(cells=cells), path)
    return path


def test_each_page_has_one_language(notebook):
    zh, en = (path.read_text(encoding="utf-8") for path in export_notebook(notebook))
    assert "标题甲" in zh and "中文句" in zh and "Heading A" not in zh and "A table" not in zh
    assert "Heading A" in en and "A table" in en and "标题甲" not in en and "中文句" not in en
    assert "<title>Heading A</title>" in en and '<html lang="en">' in en


def test_the_code_is_absent_and_nothing_is_fetched(notebook):
    for path in export_notebook(notebook):
        page = path.read_text(encoding="utf-8")
        assert "secret_variable" not in page and "[7]" not in page
        assert "<script" not in page and "cdn.example" not in page
        assert "a warning nobody should read" not in page
        assert "default-src 'none'" in page


def test_what_is_not_ours_is_shown_as_text(notebook):
    page = export_notebook(notebook)[0].read_text(encoding="utf-8")
    assert "foreign object" in page and "<i>foreign</i>" not in page
    assert "printed &lt;b&gt;plainly&lt;/b&gt;" in page


def test_the_notebook_itself_is_left_as_it_was(notebook):
    before = notebook.read_bytes()
    export_notebook(notebook)
    assert notebook.read_bytes() == before
    kept = keep_language(nbf.read(notebook, 4), Words.load("zh"))
    assert [cell.cell_type for cell in kept.cells] == ["markdown", "code"]


@pytest.mark.parametrize("quick", [True, False])
def test_a_quick_edition_stamps_its_notebooks_and_they_lead_home(tmp_path, notebook, quick):
    run = tmp_path / "edition" / "scenarios" / "latest" / "baseline"
    run.mkdir(parents=True)
    (tmp_path / "edition" / "plan.json").write_text(json.dumps({"quick": quick}))
    target = run / "notebook.ipynb"
    target.write_bytes(notebook.read_bytes())
    for path in export_notebook(target):
        page = path.read_text(encoding="utf-8")
        assert ("NOT FOR DECISIONS" in page) is quick
        index = {"zh": "index.html", "en": "index.en.html"}[path.stem.rpartition(".")[2]]
        assert f'href="../../../{index}"' in page


def test_outputs_are_tagged_with_their_language(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "IPython.display.display", lambda data, raw, metadata: seen.append((data, metadata))
    )
    for lang in constants.LANGUAGES:
        show("word", Words.load(lang))
    assert [metadata["tags"] for _, metadata in seen] == [["zh"], ["en"]]
    assert seen[0][0]["text/plain"] == "word"


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("coal_slump", ("煤价下行（2020 年数据）", "Coal slump (data of 2020)")),
        ("", ("标题甲 &lt;script&gt;x&lt;/script&gt;（2020 年数据）", "Heading A (data of 2020)")),
    ],
)
def test_each_run_has_its_name_as_heading(notebook, scenario, said):
    content = nbf.read(notebook, 4)
    lines = ['edition = "e"', 'information = "2020"']
    lines += [f'scenario = "{scenario}"'] * bool(scenario)
    content.cells.append(
        nbf.v4.new_code_cell("\n".join(lines), metadata={"tags": ["injected-parameters"]})
    )
    nbf.write(content, notebook)
    for path, name, above in zip(
        export_notebook(notebook), said, ("标题甲", "Heading A"), strict=True
    ):
        page = path.read_text(encoding="utf-8")
        assert page.count("<h1>") == 1 and f"<h1>{name}</h1>" in page
        assert f"<title>{name}</title>" in page and above in page


def test_pages_are_stamped_and_cleared_by_the_manifest(tmp_path, notebook):
    run = tmp_path / "edition" / "scenarios" / "latest" / "baseline"
    run.mkdir(parents=True)
    target = run / "notebook.ipynb"
    target.write_bytes(notebook.read_bytes())
    pages = export_notebook(target)
    manifest = tmp_path / "edition" / "manifest.json"
    for usable in (False, True, True):
        manifest.write_text(json.dumps({"for_decisions": usable, "gate": {"passed": usable}}))
        changed = stamp_pages(tmp_path / "edition")
        for path in pages:
            assert ("NOT FOR DECISIONS" in path.read_text(encoding="utf-8")) is not usable
    assert changed == []
