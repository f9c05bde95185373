"""Vocabulary of table headings: indicators, roles of columns, measurement units (headings.yaml)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from planodds.inputs.importing.cell_text import (
    clean_text,
    find_years,
    match_key,
    parse_year,
    remove_years,
)
from planodds.inputs.importing.headings_file import read_headings_file
from planodds.inputs.importing.study_words import NO_WORDS, StudyWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planodds.inputs.importing.grid import CellValue

_OPENING, _CLOSING = r"(\[\u3010\u3014<\u300a", r")\]\u3011\u3015>\u300b"
_BRACKETS = re.compile(f"[{_OPENING}]([^{_OPENING}{_CLOSING}]*)[{_CLOSING}]")
UNKNOWN_MEASURE = "unit_of_the_table"  # of a study whose tables state none
_EDGES = " :,;.\u3001\u3002/-*#"

CODE, NAME, YEAR, INDICATOR = "code", "name", "year", "indicator"
VALUE, MEASURE, IGNORED = "value", "measure", "ignored"
ROLES = (CODE, NAME, YEAR, INDICATOR, VALUE, MEASURE, IGNORED)


@dataclass(frozen=True)
class Measure:
    """Measurement unit as a table states it.

    Attributes
    ----------
    name : str
        As written.
    factors : mapping of str to Decimal
        Measurement unit of the panel to the factor that converts into it.
    """

    name: str
    factors: Mapping[str, Decimal]


@dataclass(frozen=True)
class Heading:
    """Meaning of one heading cell; an attribute is empty where the cell does not state it.

    Attributes
    ----------
    text : str
        Clean text.
    key : str
        Text without years, brackets and numbering, in the form in which words are compared.
    role : str
        Role of the column, one of ``ROLES``.
    indicator : str
    year : int or None
    years : tuple of int
        All years in the text; ``year`` is set if there is one.
    measures : tuple of Measure
    qualified : bool
        True for growth, ranks, shares and the like.
    partial : bool
        True for a period shorter than a year.
    """

    text: str
    key: str
    role: str = ""
    indicator: str = ""
    year: int | None = None
    years: tuple[int, ...] = ()
    measures: tuple[Measure, ...] = ()
    qualified: bool = False
    partial: bool = False

    @property
    def recognised(self) -> bool:
        """True if the cell states anything that identifies figures."""
        return bool(self.role or self.indicator or self.year or self.measures or self.qualified)


@dataclass(frozen=True)
class Vocabulary:
    """Words by their meaning, in the form in which they are compared.

    Attributes
    ----------
    indicators : mapping of str to str
        Word to indicator of the panel.
    roles : mapping of str to str
        Word to role of a column.
    measures : mapping of str to Measure
    qualifiers : pattern
        Words of growth, ranks and shares.
    part_years : tuple of pattern
    numbering : pattern
        Signs before a heading that number it.
    conjunctions : pattern
        Signs between measurement units.
    ordinals : frozenset of str
        Signs in lines that number the columns.
    editions : tuple of str
        Publications that are named by the year of their edition, not of their data.
    other_units, totals, name_suffixes, prefix_suffixes, measure_labels : tuple of str
    blanks : frozenset of str
    sums : mapping of str to tuple of str
        Total to its parts.
    group_words : tuple of str
        The study's own words for a group, which may follow its name.
    """

    indicators: Mapping[str, str]
    roles: Mapping[str, str]
    measures: Mapping[str, Measure]
    qualifiers: re.Pattern[str]
    part_years: tuple[re.Pattern[str], ...]
    numbering: re.Pattern[str]
    conjunctions: re.Pattern[str]
    ordinals: frozenset[str]
    editions: tuple[str, ...]
    other_units: tuple[str, ...]
    totals: tuple[str, ...]
    name_suffixes: tuple[str, ...]
    prefix_suffixes: tuple[str, ...]
    measure_labels: tuple[str, ...]
    blanks: frozenset[str]
    sums: Mapping[str, tuple[str, ...]]
    group_words: tuple[str, ...] = ()
    _parsed: dict[str, Heading] = field(default_factory=dict, compare=False, repr=False)

    def find_measures(self, text: str) -> tuple[Measure, ...]:
        """Return the measurement units that a text lists; none if any part of it is not one.

        Parameters
        ----------
        text : str
            Such as ``万元`` or ``单位：万元、人``.

        Returns
        -------
        tuple of Measure
        """
        key = match_key(self._without_label(text))
        if key in self.measures:
            return (self.measures[key],)
        parts = [match_key(part) for part in self.conjunctions.split(self._without_label(text))]
        found = [self.measures[part] for part in parts if part in self.measures]
        return tuple(found) if found and len(found) == len(parts) else ()

    def _without_label(self, text: str) -> str:
        """Return the text without a leading 'unit of measurement:'."""
        label, sign, rest = clean_text(text).partition(":")
        return rest if sign and match_key(label) in self.measure_labels else clean_text(text)

    def states_measure(self, text: str) -> bool:
        """Return whether a text is a line such as ``单位：万元``.

        Parameters
        ----------
        text : str

        Returns
        -------
        bool
        """
        label, sign, _ = clean_text(text).strip("()").partition(":")
        return bool(sign) and match_key(label) in self.measure_labels

    def read_heading(self, value: CellValue) -> Heading:
        """Return the meaning of a heading cell.

        Parameters
        ----------
        value : str, float or None

        Returns
        -------
        Heading
        """
        text = clean_text(value)
        if text not in self._parsed:
            self._parsed[text] = self._read(text)
        return self._parsed[text]

    def _read(self, text: str) -> Heading:
        year = parse_year(text)
        if year is not None:
            return Heading(text, "", year=year, years=(year,))
        measures: list[Measure] = []
        rest = text
        for group in _BRACKETS.findall(text):
            measures += self.find_measures(group)
        rest = _BRACKETS.sub(" ", rest)
        qualified_in_brackets = self.is_qualified_in_brackets(text)
        years = tuple(find_years(text))
        rest = self.numbering.sub("", remove_years(rest).strip(_EDGES)).strip(_EDGES)
        key = match_key(rest)
        if not measures and key not in self.indicators and key not in self.roles:
            rest, measures = self._split_trailing_measure(rest)
            key = match_key(rest)
        indicator = self.indicators.get(key, "") if not qualified_in_brackets else ""
        return Heading(
            text,
            key,
            role="" if indicator else self.roles.get(key, ""),
            indicator=indicator,
            year=years[0] if len(years) == 1 else None,
            years=years,
            measures=tuple(measures),
            qualified=not indicator and self.is_qualified(text),
            partial=self.is_partial(text),
        )

    def _split_trailing_measure(self, text: str) -> tuple[str, list[Measure]]:
        """Split '地区生产总值:亿元' or '地区生产总值/万元'; the whole may be a measurement unit."""
        found = self.find_measures(text)
        if found:
            return "", list(found)
        for sign in (":", "/", ",", " "):
            head, _, tail = text.rpartition(sign)
            found = self.find_measures(tail) if head else ()
            if found:
                return head.strip(_EDGES), list(found)
        return text, []

    def is_qualified(self, text: str) -> bool:
        """Return whether a text is about growth, ranks, shares and the like, not about levels.

        Parameters
        ----------
        text : str

        Returns
        -------
        bool
        """
        if match_key(text) in self.indicators:
            return False
        compact = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", clean_text(text))
        return bool(self.qualifiers.search(compact.casefold()))

    def is_qualified_in_brackets(self, text: str) -> bool:
        """Return whether a remark in brackets makes a level another thing, such as a target.

        Parameters
        ----------
        text : str

        Returns
        -------
        bool
        """
        return any(map(self.is_qualified, _BRACKETS.findall(text)))

    def is_partial(self, text: str) -> bool:
        """Return whether a text names a period shorter than a year.

        Parameters
        ----------
        text : str

        Returns
        -------
        bool
        """
        compact = re.sub(r"\s", "", clean_text(text)).casefold()
        return any(pattern.search(compact) for pattern in self.part_years)

    def data_year(self, text: str) -> int | None:
        """Return the only year in a title, unless it is that of a yearbook's edition.

        Parameters
        ----------
        text : str

        Returns
        -------
        int or None
        """
        years, key = find_years(clean_text(text)), match_key(text)
        if len(years) != 1 or any(word in key for word in self.editions):
            return None
        return years[0]

    def indicators_in(self, text: str) -> tuple[str, ...]:
        """Return the indicators that a title mentions; none if it is about growth or ranks.

        Parameters
        ----------
        text : str

        Returns
        -------
        tuple of str
        """
        key = match_key(_BRACKETS.sub("", clean_text(text)))
        if self.is_qualified(_BRACKETS.sub("", clean_text(text))):
            return ()
        found: dict[str, None] = {}
        for word in sorted(self.indicators, key=len, reverse=True):
            if len(word) > 2 and word in key:
                found[self.indicators[word]] = None
                key = key.replace(word, "|")
        return tuple(found)


def build_vocabulary(measure_of: Mapping[str, str], own: StudyWords = NO_WORDS) -> Vocabulary:
    """Build the vocabulary of a panel: the words of headings.yaml and the panel's own names.

    Parameters
    ----------
    measure_of : mapping of str to str
        Indicator of the panel to its measurement unit.
    own : StudyWords
        Words of the study; those of headings.yaml come first.

    Returns
    -------
    Vocabulary
        Without the words of indicators that the panel does not have.
    """
    content = read_headings_file()
    indicators = {match_key(name): name for name in measure_of}
    for name, words in content["indicators"].items():
        if name in measure_of:
            indicators |= {match_key(str(word)): name for word in words}
    indicators = {
        key: name for key, name in own.indicators.items() if name in measure_of
    } | indicators
    factors: dict[str, dict[str, Decimal]] = {}
    spelling: dict[str, str] = {}
    for unit in dict.fromkeys(measure_of.values()):
        named = dict.fromkeys(own.measures.get(unit, ()), "1")
        for word, factor in {**named, **content["measures"].get(unit, {}), unit: "1"}.items():
            spelling.setdefault(match_key(str(word)), str(word))
            factors.setdefault(match_key(str(word)), {})[unit] = Decimal(factor)
    return Vocabulary(
        indicators=indicators,
        roles=dict.fromkeys(own.groups, IGNORED)
        | dict.fromkeys(own.names, NAME)
        | {
            match_key(str(word)): role
            for role, words in content["columns"].items()
            for word in words
        },
        group_words=own.groups,
        measures={key: Measure(spelling[key], by_unit) for key, by_unit in factors.items()},
        qualifiers=_any_word(content["qualifiers"]),
        part_years=tuple(re.compile(pattern) for pattern in content["part_years"]),
        numbering=re.compile(f"^{content['numbering']}", re.IGNORECASE),
        conjunctions=re.compile(content["conjunctions"]),
        ordinals=frozenset(content["ordinals"]),
        editions=_keys(content["editions"]),
        other_units=_keys(content["other_units"]),
        totals=_keys(content["totals"]),
        name_suffixes=_keys(content["name_suffixes"]),
        prefix_suffixes=_keys(content["prefix_suffixes"]),
        measure_labels=_keys(content["unit_of_measure_labels"]),
        blanks=frozenset(
            re.sub(r"\s", "", clean_text(str(w))).casefold() for w in content["blanks"]
        ),
        sums={total: tuple(parts) for total, parts in content["sums"].items()},
    )


def _keys(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(match_key(str(word)) for word in words)


def _any_word(words: Iterable[object]) -> re.Pattern[str]:
    """Return the pattern of words; those in Latin letters only as whole words."""
    texts = [clean_text(str(word)).casefold() for word in words]
    parts = [rf"\b{re.escape(t)}\b" if t.isascii() else re.escape(t) for t in texts]
    return re.compile("|".join(parts))
