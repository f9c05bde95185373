"""Words of a study for the catalogues: its nouns as Fluent terms, and labels of its own codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planodds import constants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.study import LocalText, Study, Variable

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
