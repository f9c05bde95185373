"""Both catalogues hold the same messages, and the code uses each of them as it is written."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import ast as ftl
from fluent.syntax import parse
from fluent.syntax.visitor import Visitor

from planodds import constants
from planodds.errors import PlanoddsError, UsageError
from planodds.report.text.words import LOCALES_DIR, Words

PACKAGE = LOCALES_DIR.parents[1]
_HAN = re.compile("[\u3400-\u9fff]")
# Characters of other writing systems, invisible ones, and marks that set the direction of text.
_FORBIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00a0\t]")
# Slots that one language does not show.
_ONE_LANGUAGE = {"brief-required-heading": {"variable"}}
# Names of typefaces, signs that line breaking treats apart and words looked for in headings of
# files: no text for readers.
_CHINESE_IN_CODE = {
    "inputs/scenarios/sweep_files.py",
    "inputs/new_study/columns.py",
    "report/figures/save.py",
    "report/fonts.py",
    "report/formats/docx_parts.py",
    "report/text/peers.py",
}


class _Slots(Visitor):
    """Slots of a message: those that are shown, and those that choose a variant."""

    def __init__(self) -> None:
        self.shown: set[str] = set()
        self.selectors: set[str] = set()

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:
        if not isinstance(node.selector, ftl.TermReference):  # what the study has
            self.selectors.add(node.selector.id.name)
        for variant in node.variants:
            self.visit(variant)

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.shown.add(node.id.name)


def _read(lang: str) -> list[tuple[str, ftl.Message | ftl.Junk]]:
    return [
        (path.stem, entry)
        for path in sorted((LOCALES_DIR / lang).glob("*.ftl"))
        for entry in parse(path.read_text(encoding="utf-8")).body
        if isinstance(entry, (ftl.Message, ftl.Junk))
    ]


@cache
def _slots(lang: str) -> dict[str, _Slots]:
    found = {}
    for _, message in _read(lang):
        found[message.id.name] = _Slots()
        found[message.id.name].visit(message)
    return found


@cache
def _trees() -> dict[str, tuple[str, ast.Module]]:
    """Source and syntax tree of every module."""
    texts = {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    return {name: (text, ast.parse(text)) for name, text in texts.items()}


@cache
def _calls() -> list[tuple[str, str, set[str]]]:
    """Place, message id and slots of every call with an id that is written out."""
    found = []
    for module, (_, tree) in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("words", "self.words"):
                for name in _ids(node.args[0]):
                    slots = {keyword.arg or "**" for keyword in node.keywords}
                    found.append((f"{module}:{node.lineno}", name, slots))
    return found


def _ids(node: ast.expr) -> list[str]:
    """Ids that an argument may be; an f-string stands for all that fit its form."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _ids(node.body) + _ids(node.orelse)
    if isinstance(node, ast.JoinedStr):
        form = "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9-]+"
            for part in node.values
        )
        return [name for name in _slots("en") if re.fullmatch(form, name)]
    return []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_catalogues_parse_and_each_id_occurs_once_in_the_file_of_its_area(lang):
    entries = _read(lang)
    assert not [entry.content for _, entry in entries if isinstance(entry, ftl.Junk)]
    repeated = Counter(entry.id.name for _, entry in entries)
    assert not [name for name, times in repeated.items() if times > 1]
    assert not [m.id.name for area, m in entries if m.id.name.partition("-")[0] != area]


def test_both_languages_hold_the_same_messages_and_slots():
    zh, en = _slots("zh"), _slots("en")
    assert list(zh) == list(en)
    for name in zh:
        one = zh[name].shown ^ en[name].shown
        assert one <= zh[name].selectors | en[name].selectors | _ONE_LANGUAGE.get(name, set()), name


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_no_catalogue_holds_a_character_that_is_not_seen(lang):
    for path in (LOCALES_DIR / lang).glob("*.ftl"):
        assert not _FORBIDDEN.findall(path.read_text(encoding="utf-8")), path.name


def test_every_call_names_a_message_and_fills_its_slots():
    zh, en = _slots("zh"), _slots("en")
    calls = _calls()
    assert len(calls) > 400
    assert not [(place, name) for place, name, _ in calls if name not in en]
    for place, name, given in calls:
        needed = set().union(*(s.shown | s.selectors for s in (zh[name], en[name])))
        assert "**" in given or given == needed, (place, name)


def test_every_message_is_used():
    literals = {
        node.value
        for _, tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used = literals | {name for _, name, _ in _calls()}
    unused = [name for name in _slots("en") if name not in used]
    assert not [name for name in unused if not name.startswith("label-")]


def test_no_chinese_is_written_in_the_code():
    found = {}
    for module, (source, tree) in _trees().items():
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in prose and _HAN.search(node.value)
            if _HAN.search(ast.get_source_segment(source, node) or "")  # not an escaped range
        ]
        if texts:
            found[module] = texts
    assert set(found) <= _CHINESE_IN_CODE, found


def test_a_number_chooses_the_plural_and_has_no_separator():
    words = Words.load("en")
    assert words("cli-compare-unchanged", count=1) == "The same in both: 1 row."
    assert words("cli-compare-unchanged", count=1234) == "The same in both: 1234 rows."
    assert Words.load("zh")("common-year", year=2030) == "2030 年"


def test_what_is_missing_is_an_error_and_never_a_silent_gap():
    words = Words.load("zh")
    with pytest.raises(PlanoddsError, match="no message 'common-nowhere'"):
        words("common-nowhere")
    with pytest.raises(PlanoddsError, match="no catalogue 'nowhere'"):
        words("nowhere-at-all")
    with pytest.raises(PlanoddsError, match="year"):
        words("common-year")
    with pytest.raises(PlanoddsError, match=r"year = 1\.5"):
        words("common-year", year=1.5)
    with pytest.raises(PlanoddsError, match="label-variable-unknown"):
        words.label("variable", "unknown")
    assert words.label_or_code("variable", "unknown") == "unknown"
    with pytest.raises(UsageError, match="'fr'"):
        Words.load("fr")


def test_the_wheel_takes_the_catalogues_along():
    names = {path.suffix for path in Path(LOCALES_DIR).rglob("*") if path.is_file()}
    assert names == {".ftl"}


def test_english_texts_have_no_quotation_marks_that_the_chinese_face_widens():
    files = sorted((LOCALES_DIR / "en").glob("*.ftl"))
    assert not [
        path.name for path in files if re.search("[\u2018-\u201d]", path.read_text("utf-8"))
    ]


def test_numbers_in_chinese_texts_stand_apart_from_the_characters():
    close = re.compile("[\u4e00-\u9fff]\\d|\\d[\u4e00-\u9fff]")
    for path in sorted((LOCALES_DIR / "zh").glob("*.ftl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if not line.startswith("#") and close.search(line)]
