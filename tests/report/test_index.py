"""The index of an edition: everything that is there one click away; what failed is named."""

from __future__ import annotations

import json
import re

from planodds import constants
from planodds.report.html.index import write_index


def find_links(folder, name: str) -> list[str]:
    page = (folder / name).read_text(encoding="utf-8")
    return re.findall(r'<a [^>]*href="([^"#]+)"', page)


def test_each_language_has_its_index_with_pictures_and_all_name_each_other(edition_copy):
    from PIL import Image

    (edition_copy / "figures").mkdir(exist_ok=True)
    (edition_copy / "figures" / "fan_gdp.csv").write_text("year\n")
    for lang in constants.LANGUAGES:
        Image.new("RGB", (900, 500)).save(edition_copy / "figures" / f"fan_gdp.{lang}.png")
    assert write_index(edition_copy).name == "index.html"
    for name, other, lang, wrong, title in (
        ("index.html", "index.en.html", "zh", "en", "地区生产总值：公布数与预测"),
        ("index.en.html", "index.html", "en", "zh", "GDP: published and forecast"),
    ):
        links = find_links(edition_copy, name)
        assert other in links and f"figures/fan_gdp.{lang}.png" in links
        assert not [link for link in links if f".{wrong}." in link and link != other]
        text = (edition_copy / name).read_text(encoding="utf-8")
        assert 'src="data:image/png' in text and f"<strong>{title}</strong>" in text


def test_the_index_leads_to_what_is_there(edition_copy):
    for lang in constants.LANGUAGES:
        run = edition_copy / "scenarios" / "latest" / "baseline"
        run.mkdir(parents=True, exist_ok=True)
        (run / f"notebook.{lang}.html").write_text("x")
    (run / "notebook.ipynb").write_text("{}")
    write_index(edition_copy)
    links = find_links(edition_copy, "index.html")
    assert "scenarios/latest/baseline/notebook.zh.html" in links and "results.csv" in links
    assert all((edition_copy / link).is_file() for link in links)


def test_the_index_lists_only_the_forms_that_are_there(edition_copy):
    for name in ("brief.zh.html", "brief.zh.pdf", "brief.en.docx", "results.en.xlsx"):
        (edition_copy / name).write_bytes(b"x")
    for path in edition_copy.glob("brief.*.png"):
        path.unlink()
    write_index(edition_copy)
    indexes = ("index.html", "index.en.html")
    links = {link for name in indexes for link in find_links(edition_copy, name)}
    assert {"brief.zh.html", "brief.zh.pdf", "brief.en.docx", "results.en.xlsx"} <= links
    assert not [link for link in links if link.endswith(".png") and link.startswith("brief")]
    assert all((edition_copy / link).is_file() for link in links)


def test_a_failed_edition_gets_an_index_that_names_what_failed(edition_copy):
    path = edition_copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest |= {
        "for_decisions": False,
        "complete": False,
        "gate": {"passed": False, "missed": ["fit/latest/posterior"]},
        "runs": [
            {
                "name": "scenario/latest/coal_slump",
                "status": "failed",
                "error": {"ename": "ZeroDivisionError", "evalue": "division by zero"},
            },
            {"name": "compare/latest", "status": "not_run", "reason": "needs fit/latest"},
        ],
    }
    path.write_text(json.dumps(manifest))
    for brief in edition_copy.glob("brief.*"):
        brief.unlink()
    page = write_index(edition_copy).read_text(encoding="utf-8")
    for said in (
        "NOT FOR DECISIONS",
        "本次运行没有简报",
        "scenario/latest/coal_slump",
        "division by zero",
        "needs fit/latest",
        "fit/latest/posterior",
        "0000000000",
    ):
        assert said in page
    assert "did not pass" not in page and "not run" not in page  # a page has one language
    told = re.sub(r"url\(data:[^)]*\)", "", page).split("<footer>")[0]
    assert "467" not in told


def test_checks_that_were_not_passed_are_counted_and_their_names_folded_away(edition_copy):
    path = edition_copy / "manifest.json"
    missed = ["fit/latest/posterior", "fit/2020/posterior", "2020 gdp_level published 2030"]
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest |= {"for_decisions": False, "gate": {"passed": False, "missed": missed}}
    path.write_text(json.dumps(manifest))
    write_index(edition_copy)
    for name, counts, foot in (
        (
            "index.html",
            ("拟合未通过收敛检验：2 项", "模拟误差超过一个百分点：1 项"),
            "有 3 项未通过",
        ),
        ("index.en.html", ("convergence gate: 2", "one percentage point: 1"), "missed by 3"),
    ):
        page = re.sub(r"\(data:[^)]*\)", "", (edition_copy / name).read_text(encoding="utf-8"))
        open_text = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
        assert all(count in open_text for count in counts) and foot in open_text
        assert not [item for item in missed if item in open_text]
        assert all(f"<li>{item}</li>" in page for item in missed)


def test_an_index_needs_no_table_at_all(edition_copy, tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    manifest = json.loads((edition_copy / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(
        json.dumps(manifest | {"complete": False, "for_decisions": False})
    )
    page = write_index(folder, data_dir=tmp_path).read_text(encoding="utf-8")
    assert "NOT FOR DECISIONS" in page and manifest["edition"] in page
