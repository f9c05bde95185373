"""The typeface: subset once to the characters of a page, without system fonts."""

from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from planodds.report import fonts


def read(path) -> TTFont:
    return TTFont(BytesIO(path.read_bytes()))


def characters_of(data: bytes) -> set[str]:
    return {chr(code) for code in TTFont(BytesIO(data)).getBestCmap()}


def test_the_static_faces_are_two_weights_of_one_family():
    faces = fonts.static_fonts()
    found = {read(path)["OS/2"].usWeightClass for path in (faces.regular, faces.bold)}
    assert found == {400, 700}
    assert {read(p)["name"].getDebugName(1) for p in (faces.regular, faces.bold)} == {fonts.FAMILY}


def test_the_faces_contain_all_of_gb2312_and_the_characters_of_the_pages():
    held = characters_of(fonts.static_fonts().regular.read_bytes())
    assert fonts.base_characters() <= held
    assert len(fonts.base_characters()) > 6763  # the Chinese of GB 2312 alone


@pytest.mark.parametrize("flavor", ["woff2", "woff"])
@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_a_page_carries_exactly_its_characters(style, flavor):
    text = "交城县“十四五”GDP ≥ 200 亿元，约 12%\n"
    held = characters_of(fonts.subset_face(text, style, flavor=flavor))
    assert held == {c for c in text if c.isprintable()}


def test_a_rare_character_is_taken_from_the_complete_typeface():
    assert "龘" not in fonts.base_characters()
    assert "龘" in characters_of(fonts.subset_face("交龘", "Bold"))


def test_the_css_rules_embed_both_weights():
    css = fonts.font_face_css("甲乙", bold_text="甲")
    assert css.count("@font-face") == 2
    assert css.count("url(data:font/woff2;base64,") == 2
    assert "font-weight:400" in css and "font-weight:700" in css


def test_faces_are_cut_only_once(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_cut_face", lambda characters, style: b"face")
    first = fonts.static_fonts(tmp_path)
    monkeypatch.setattr(fonts, "_cut_face", lambda characters, style: pytest.fail("cut again"))
    assert fonts.static_fonts(tmp_path) == first
