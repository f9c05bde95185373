"""Texts of the maximum length and with markup: displayed completely, as text."""

from __future__ import annotations

import pytest
import yaml

from planodds.editions.reader import Edition
from planodds.report.brief.assumptions import build_assumptions
from planodds.report.brief.scenarios import _narratives
from planodds.report.text.words import Words
from tests.report.editions import shared_edition

LONG = {"zh": ("<b>煤价</b>下行；" * 1000)[:5000], "en": ("<i>Coal</i> & =1+1 {x} " * 1000)[:5000]}
NAME = {"zh": ("<b>煤" * 40)[:120], "en": ("=cmd|<i>coal " * 10)[:120].strip()}


@pytest.fixture
def edition(tmp_path_factory, data_copy):
    path = data_copy / "scenarios/coal_slump.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8")) | {"narrative": LONG, "label": NAME}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return Edition(shared_edition(tmp_path_factory), data_dir=data_copy)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_narrative_of_5000_characters_is_shown_completely(edition, lang):
    texts = [text for _, text in _narratives(edition, Words.load(lang))]
    (own,) = [text for text in texts if len(text) > 4000]
    assert own.replace(" ", "").startswith(LONG[lang].strip().replace(" ", ""))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_label_of_120_characters_is_cut_to_a_line(edition, lang):
    cells = [row[0].splitlines()[0] for row in build_assumptions(edition, Words.load(lang)).rows]
    assert max(len(cell) for cell in cells) <= 45
    assert any(cell.endswith("…") for cell in cells)
