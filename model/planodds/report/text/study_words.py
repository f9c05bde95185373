"""Words of a study for the catalogues: its nouns as Fluent terms, and labels of its own codes."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from planodds import constants
from planodds.errors import InputError, suggest
from planodds.inputs.tables.csv_reader import HIDDEN, quote
from planodds.inputs.tables.files import WORDS_FOLDER
from planodds.inputs.tables.input_file import display_path, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.study import LocalText, Study, Variable

LOCALES_DIR = Path(__file__).parents[1] / "locales"
_MAX_TEXT = 500_000  # characters; the largest shipped file of a study has 6 000
_REFERENCES = {"VariableReference": "$", "TermReference": "-", "MessageReference": ""}
NOT_IN_IDS = re.compile("[^A-Za-z0-9]+")


def study_terms(study: Study, lang: str) -> str:
    """Return the terms that sentences of every catalogue refer to.

    Parameters
    ----------
    study : Study
    lang : {"zh", "en"}

    Returns
    -------
    str
        Fluent terms: the nouns (``-unit``, ``-unit-short``, ``-units``, ``-group``, ``-region``),
        the ranked variable and the linked one (``-ranked``, ``-linked``, and their labels), the
        unit in which pages show levels (``-money``, ``-money-short``), that of the data
        (``-money-data``) and the name of the study (``-study-label``), each also with a capital
        first letter; and the attributes of ``-study``, ``yes`` or ``no``, by which a sentence
        leaves out what a study does not have.
    """
    nouns, ranked = study.nouns, study.variables[study.ranked]
    linked, shown = study.variable(constants.REVENUE), ranked.shown_in(lang)
    texts = {
        "study-label": study.label[lang],
        "unit": nouns.unit[lang],
        "unit-short": (nouns.short or nouns.unit)[lang],
        "units": nouns.units[lang],
        "group": nouns.group[lang] if nouns.group else nouns.region[lang],
        "region": nouns.region[lang],
        "ranked": _inside(ranked, lang),
        "ranked-label": _text(ranked.label, lang) or _inside(ranked, lang),
        "linked": _inside(linked, lang) if linked else "",
        "linked-label": _text(linked.label, lang) or _inside(linked, lang) if linked else "",
        "money": shown.measure,
        "money-short": shown.measure_short or shown.measure,
        "money-data": _text(ranked.measure, lang) or ranked.unit,
    }
    capitals = {f"{name}-capital": text[:1].upper() + text[1:] for name, text in texts.items()}
    lines = [_entry(f"-{name}", text) for name, text in (texts | capitals).items()]
    parts = {
        "linked": linked is not None,
        "drivers": bool(study.drivers),
        "bases": bool(study.benchmark_years),
        "groups": study.groups is not None,
    }
    lines.append("-study = study")
    lines += [f"    .{name} = {'yes' if present else 'no'}" for name, present in parts.items()]
    return "\n".join(lines) + "\n"


class _Message(NamedTuple):
    """A message or term: the line on which it begins, what it refers to, whether it has a text."""

    line: int
    references: frozenset[str]
    has_text: bool


def read_study_words(data_dir: Path, lang: str) -> str:
    """Read the sentences that are particular to a study.

    Parameters
    ----------
    data_dir : Path
    lang : {"zh", "en"}

    Returns
    -------
    str
        Fluent messages; empty if the study has none.

    Raises
    ------
    InputError
        There is such a file and it cannot be read.
    """
    path = data_dir / WORDS_FOLDER / f"{lang}.ftl"
    return read_text(path) if os.path.lexists(path) else ""


def check_study_words(data_dir: Path, study: Study) -> dict[str, int]:
    """Check the sentences that are particular to a study against the catalogues.

    Parameters
    ----------
    data_dir : Path
    study : Study

    Returns
    -------
    dict of str to int
        Number of messages by file, below the study.

    Raises
    ------
    InputError
        A file is for a language in which the study does not report, or is missing while another
        language has one; or it does not follow the syntax of Fluent, has an id twice or one that
        no catalogue has, or refers to what the message does not have.
    """
    folder = data_dir / WORDS_FOLDER
    if not os.path.lexists(folder):
        return {}
    expected = [f"{lang}.ftl" for lang in study.languages]
    found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else [folder.name]
    faulty = [name for name in found if name not in expected]
    missing = [name for name in expected if name not in found]
    if faulty or missing:
        raise InputError(
            f"file {quote(faulty[0])}" if faulty else f"no file {missing[0]}",
            where=display_path(folder),
            expected=", ".join(expected) + ", a file for each language of the study",
            remedy=suggest(faulty[0], expected, otherwise="remove the file")
            if faulty
            else "restore the file from version control, or remove the folder",
        )
    return {
        f"{WORDS_FOLDER}/{lang}.ftl": _check_language(folder / f"{lang}.ftl", study, lang)
        for lang in study.languages
    }


def _check_language(path: Path, study: Study, lang: str) -> int:
    text = read_text(path)
    hidden = HIDDEN.search(text)
    if len(text) > _MAX_TEXT or hidden:
        raise InputError(
            f"the invisible character U+{ord(hidden[0]):04X}"
            if hidden
            else f"{len(text)} characters",
            where=f"{display_path(path)} line {_line(text, hidden.start() if hidden else 0)}",
            expected=f"at most {_MAX_TEXT} characters, all of them visible",
            remedy="delete the character, or restore the file from version control",
        )
    messages = _parse(text, path)
    if not messages:
        raise InputError(
            f"{path.name} has no message",
            where=display_path(path),
            expected="id = text",
            remedy="restore the file from version control",
        )
    terms = {name for name in _parse(study_terms(study, lang), path) if name.startswith("-")}
    for area in sorted({name.partition("-")[0] for name in messages}):
        _check_area(area, messages, terms, path, lang)
    return len(messages)


def _check_area(
    area: str, messages: dict[str, _Message], terms: set[str], path: Path, lang: str
) -> None:
    """Check the messages of one catalogue: known ids, with the references of the one replaced."""
    catalogue = LOCALES_DIR / lang / f"{area}.ftl"
    general = _general_messages(catalogue)
    for name, message in messages.items():
        if name.partition("-")[0] != area:
            continue
        where = f"{display_path(path)} line {message.line} message {quote(name)}"
        if name not in general and area != "label":
            raise InputError(
                f"unknown message {quote(name)}",
                where=where,
                expected="the id of a message in the catalogues of the program",
                remedy=suggest(name, general, otherwise="correct the id, or remove the message"),
            )
        if not message.has_text:
            raise InputError(
                f"message {quote(name)} has no text",
                where=where,
                expected="id = text",
                remedy="write the text, or remove the message",
            )
        slots = (
            {item for item in general[name].references if item.startswith("$")}
            if (name in general)
            else set()
        )
        known = slots | terms | general.keys() | messages.keys()
        unknown = sorted(message.references - known)
        if unknown:
            raise InputError(
                f"unknown reference {quote(unknown[0])} in message {quote(name)}",
                where=where,
                expected=", ".join(sorted(slots)) or "a text without slots",
                remedy=suggest(unknown[0], known, otherwise="remove the reference"),
            )


@lru_cache
def _general_messages(catalogue: Path) -> dict[str, _Message]:
    return _parse(catalogue.read_text("utf-8"), catalogue) if catalogue.is_file() else {}


def _parse(text: str, path: Path) -> dict[str, _Message]:
    """Return the messages and terms of a catalogue by id; terms begin with a hyphen."""
    from fluent.syntax import FluentParser, ast

    try:
        body = FluentParser(with_spans=True).parse(text).body
    except RecursionError:
        raise _syntax_error("brackets too deeply nested", path, 1) from None
    found: dict[str, _Message] = {}
    for entry in body:
        line = _line(text, entry.span.start if entry.span else 0)
        if isinstance(entry, ast.Junk):
            fault = entry.annotations[0]
            start = quote((entry.content or "").strip().partition("\n")[0])
            place = _line(text, fault.span.start) if fault.span else line
            raise _syntax_error(f"{fault.message} in {start}", path, place)
        if not isinstance(entry, ast.Message | ast.Term):
            continue
        name = f"{'-' if isinstance(entry, ast.Term) else ''}{entry.id.name}"
        if name in found:
            raise _syntax_error(f"message {quote(name)} appears twice", path, line)
        found[name] = _Message(line, frozenset(_references(entry)), entry.value is not None)
    return found


def _references(node: object) -> Iterator[str]:
    """Yield the slots (``$name``), terms (``-name``) and messages to which an entry refers."""
    from fluent.syntax import ast

    if isinstance(node, list):
        for item in node:
            yield from _references(item)
    elif isinstance(node, ast.BaseNode):
        sign = _REFERENCES.get(type(node).__name__)
        if sign is not None:
            yield f"{sign}{vars(node)['id'].name}"
        for child in vars(node).values():
            yield from _references(child)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _syntax_error(what: str, path: Path, line: int) -> InputError:
    return InputError(
        what,
        where=f"{display_path(path)} line {line}",
        expected="messages in the syntax of Fluent: id = text, once for each id",
        remedy="correct the line; a text of several lines is indented",
    )


def study_labels(study: Study, lang: str) -> str:
    """Return the labels of the study's variables, rosters, drivers, bases and units of measurement.

    Parameters
    ----------
    study : Study
    lang : {"zh", "en"}

    Returns
    -------
    str
        Fluent messages, which precede those of the catalogue. A code without a label in the study
        has none here; see `study_codes`.
    """
    return "".join(
        _entry(f"label-{name}", label) + "\n" for name, label, _ in _entries(study, lang) if label
    )


def study_codes(study: Study, lang: str) -> str:
    """Return codes as labels, for what neither the study nor the catalogue has a label.

    Parameters
    ----------
    study : Study
    lang : {"zh", "en"}

    Returns
    -------
    str
        Fluent messages for variables, units of measurement, drivers and bases.
    """
    return "".join(
        _entry(f"label-{name}", code) + "\n" for name, _, code in _entries(study, lang) if code
    )


def _entries(study: Study, lang: str) -> Iterator[tuple[str, str, str]]:
    """Yield ids without their first segment, with label and code; either may be empty."""
    for role, variable in zip(study.roles, study.variables.values(), strict=True):
        label = _text(variable.label or variable.short, lang)
        yield f"variable-{role}", label, _inside(variable, lang)
        measure = _text(variable.measure_short or variable.measure, lang)
        yield f"unit-{_id(variable.unit)}", measure, variable.unit
    for name, roster in study.rosters.items():
        long = _text(roster.label, lang) or name
        yield f"roster-{_id(name)}", long, ""
        yield f"reading-{_id(name)}", long, ""
        yield f"roster-short-{_id(name)}", _text(roster.short, lang) or long, ""
    for driver in study.common:
        yield f"series-{_id(driver.name)}", _text(driver.label, lang), driver.name
    for bases in study.bases.values():
        for basis in bases:
            if basis.name:
                yield f"basis-{_id(basis.name)}", _text(basis.label, lang), basis.name


def _inside(variable: Variable, lang: str) -> str:
    """Name of a variable inside a sentence."""
    return _text(variable.short or variable.label, lang) or variable.indicator.replace("_", " ")


def _text(text: LocalText | None, lang: str) -> str:
    return text[lang] if text is not None else ""


def _id(code: str) -> str:
    return NOT_IN_IDS.sub("-", code)


def _entry(name: str, text: str) -> str:
    """One entry; the text is a literal, so that no sign in it means anything to Fluent."""
    literal = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'{name} = {{"{literal}"}}'
