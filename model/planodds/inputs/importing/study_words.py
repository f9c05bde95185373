"""Words of a study's own description that head its tables: names of units, groups, indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.inputs.importing.cell_text import match_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.inputs.study import LocalText, Study

_LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class StudyWords:
    """Words by what they head; the words of headings.yaml come first.

    Attributes
    ----------
    indicators : mapping of str to str
        Name of an indicator to the indicator.
    names, groups : tuple of str
        Headings of the columns of units and of groups.
    measures : mapping of str to tuple of str
        Unit of measurement of the panel to its names.
    """

    indicators: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


NO_WORDS = StudyWords()


def words_of_study(study: Study) -> StudyWords:
    """Return the words of a study.

    Parameters
    ----------
    study : Study

    Returns
    -------
    StudyWords
        In the form of ``match_key``, but for units of measurement.

    Examples
    --------
    >>> from planodds.inputs.study import load_study
    >>> words = words_of_study(load_study())
    >>> words.groups, words.indicators["gdp"]
    (('市', 'prefecture', 'prefectures'), 'gdp')
    """
    nouns, variables = study.nouns, study.variables.values()
    named = {word: item.indicator for item in variables for word in _keys(item.label, item.short)}
    measures: dict[str, tuple[str, ...]] = {}
    for item in variables:
        found = _texts(item.measure, item.measure_short)
        measures[item.unit] = (*measures.get(item.unit, ()), *found)
    return StudyWords(
        indicators=named,
        names=_keys(nouns.unit, nouns.units, nouns.short),
        groups=_keys(nouns.group, nouns.groups),
        measures=measures,
    )


def _keys(*texts: LocalText | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match_key(text) for text in _texts(*texts)))


def _texts(*texts: LocalText | None) -> Iterator[str]:
    """Yield the words of both languages."""
    for text in texts:
        for language in _LANGUAGES:
            word = getattr(text, language, None)
            if word:
                yield word
