"""Match the names and codes in a table to the units of units.csv; doubtful ones are not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from planodds.inputs.importing.cell_text import clean_text, match_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.crosswalk.timeline import Timeline
    from planodds.inputs.importing.grid import CellValue
    from planodds.inputs.importing.vocabulary import Vocabulary

UNIT, GROUP, TOTAL, OTHER = "unit", "group", "total", "other"


@dataclass(frozen=True)
class UnitMatch:
    """Unit or group that a name or a code denotes.

    Attributes
    ----------
    kind : str
        ``unit``; ``group``, a prefecture or its like; ``total``, all units; ``other``, a zone that
        is not a unit.
    codes : tuple of str
        The unit, or the members of the group; several units where the name is ambiguous.
    group : str
        Name of the group.
    """

    kind: str
    codes: tuple[str, ...] = ()
    group: str = ""

    @property
    def ambiguous(self) -> bool:
        """True if the name belongs to several units."""
        return self.kind == UNIT and len(self.codes) > 1


class UnitNames:
    """Names and codes of the units of a study.

    Parameters
    ----------
    timeline : Timeline
        Units of all periods. A unit is denoted by its last code, whatever its code or name was.
    vocabulary : Vocabulary
    """

    def __init__(self, timeline: Timeline, vocabulary: Vocabulary) -> None:
        self.vocabulary, self._timeline = vocabulary, timeline
        self.names: dict[str, str] = {}
        self.group_of: dict[str, str] = {}
        records = [row for period in timeline.periods[::-1] for row in period.records.items()]
        for unit, record in records:
            self.names.setdefault(unit.code, record["name_zh"])
            self.group_of.setdefault(unit.code, record["group_zh"])
        self._code_length = max(map(len, self.names))
        self._numeric = all(code.isdigit() for code in self.names)
        self._codes = {code: code for code in self.names}
        self._full: dict[str, set[str]] = {}
        self._former: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._groups: dict[str, set[str]] = {}
        self._matched: dict[tuple[str, str], UnitMatch | None] = {}
        self._group_stems: dict[str, set[str]] = {}
        for unit, record in records:
            self._add_names({**record, "code": unit.code})
        for period in timeline.periods[::-1]:
            for former_code, unit in period.lineage_of.items():
                self._codes.setdefault(former_code, unit.code)

    def in_force(self, code: str, year: int) -> bool:
        """Return whether a unit existed in a year.

        Parameters
        ----------
        code : str
        year : int

        Returns
        -------
        bool
        """
        return bool(self._timeline.code_in(code, year))

    def explain(self, code: str, year: int) -> str:
        """Return from when or until when a unit has figures.

        Parameters
        ----------
        code : str
        year : int
            In which it has none.

        Returns
        -------
        str
        """
        return self._timeline.explain(code, year)

    def _add_names(self, record: dict[str, str]) -> None:
        code = record["code"]
        for column in ("name_zh", "name_en"):
            key = match_key(record[column])
            self._full.setdefault(key, set()).add(code)
            self._stems.setdefault(self._stem(key), set()).add(code)
        for column in ("group_zh", "group_en"):
            key = match_key(record[column])
            if key:
                for word in ("", *self.vocabulary.group_words):
                    self._groups.setdefault(key + word, set()).add(code)
                self._group_stems.setdefault(self._stem(key), set()).add(code)
        former_code, former = record.get("predecessor_code", ""), record.get("predecessor_zh", "")
        if former_code.isdigit() and re.fullmatch(r"\w+", former):  # one unit became this one
            self._codes.setdefault(former_code, code)
            self._former.setdefault(match_key(former), set()).add(code)

    def _stem(self, key: str) -> str:
        """Return a name without the word for its type, if something remains."""
        for suffix in self.vocabulary.name_suffixes:
            if key.endswith(suffix) and len(key) > len(suffix):
                return key.removesuffix(suffix)
        return key

    def match_code(self, value: CellValue) -> str:
        """Return the unit's code for a cell with a code, or ''.

        A leading zero that a spreadsheet has dropped is restored, and so is a longer code whose
        remaining digits are zeros cut.

        Parameters
        ----------
        value : str, float or None

        Returns
        -------
        str
        """
        text = re.sub(r"\s", "", clean_text(value)).removesuffix(".0")
        if text in self._codes:
            return self._codes[text]
        if not self._numeric or not text.isdigit():
            return ""
        if len(text) > self._code_length and not text[self._code_length :].strip("0"):
            return self._codes.get(text[: self._code_length], "")
        return self._codes.get(text.zfill(self._code_length), "")

    def match_name(self, value: CellValue, *, group: str = "") -> UnitMatch | None:
        """Return the unit or group that a name denotes, or None if it is unknown.

        Parameters
        ----------
        value : str, float or None
        group : str
            Group under whose heading the name stands; it decides between units of one name.

        Returns
        -------
        UnitMatch or None
        """
        text = clean_text(value)
        if (text, group) not in self._matched:
            self._matched[text, group] = self._match_text(text, group)
        return self._matched[text, group]

    def _match_text(self, text: str, group: str) -> UnitMatch | None:
        for key in dict.fromkeys((match_key(text), match_key(re.sub(r"\(.*?\)", "", text)))):
            found = self._match_key(key, group) if key else None
            if found:
                return found
        return None

    def _match_key(self, key: str, group: str) -> UnitMatch | None:
        for found in self._candidates(key):
            codes = {code for code in found if self.group_of[code] == group} or found
            return UnitMatch(UNIT, tuple(sorted(codes)))
        groups = self._match_group(key)
        if groups:
            return groups
        stems = self._stems.get(key)
        if stems:
            codes = {code for code in stems if self.group_of[code] == group} or stems
            return UnitMatch(UNIT, tuple(sorted(codes)))
        if key in self.vocabulary.totals:
            return UnitMatch(TOTAL, tuple(sorted(self.names)))
        if any(key.endswith(word) for word in self.vocabulary.other_units):
            return UnitMatch(OTHER)
        return None

    def match_group(self, value: CellValue) -> UnitMatch | None:
        """Return the group that a name denotes, also if a unit has the same name.

        Parameters
        ----------
        value : str, float or None

        Returns
        -------
        UnitMatch or None
        """
        return self._match_group(match_key(clean_text(value)))

    def _match_group(self, key: str) -> UnitMatch | None:
        groups = self._groups.get(key) or self._group_stems.get(key)
        if not groups:
            return None
        return UnitMatch(GROUP, tuple(sorted(groups)), self.group_of[min(groups)])

    def _candidates(self, key: str) -> Iterator[set[str]]:
        """Return the units of a full name, a full name after its group, and a former name."""
        if key in self._full:
            yield self._full[key]
        prefixed = self._after_group(key)
        if prefixed:
            yield prefixed
        if key in self._former:
            yield self._former[key]

    def _after_group(self, key: str) -> set[str]:
        """Return the units whose name follows that of their group, or of a larger area."""
        found: set[str] = set()
        for names in (self._full, self._former, self._stems):
            for end in range(1, len(key)):
                codes = names.get(key[end:], ())
                found |= {code for code in codes if self._is_group_prefix(key[:end], code)}
            if found:
                break
        return found

    def _is_group_prefix(self, prefix: str, code: str) -> bool:
        """Return whether a prefix is the unit's group, with or without a larger area before it."""
        larger = "|".join(self.vocabulary.prefix_suffixes)
        rest = re.sub(rf"^.*?(?:{larger})", "", prefix)
        if not rest:
            return True
        return code in self._groups.get(rest, ()) or code in self._group_stems.get(rest, ())

    def mentioned_in(self, text: str) -> tuple[str, ...]:
        """Return the units whose full name is part of a title, the longest names first.

        Parameters
        ----------
        text : str

        Returns
        -------
        tuple of str
        """
        key, found = match_key(text), []
        for name in sorted(self._full, key=len, reverse=True):
            if name in key:
                codes = self._full[name]
                named = {c for c in codes if match_key(self.group_of[c]) in key} or codes
                found += sorted(named)
                key = key.replace(name, "|")
        return tuple(dict.fromkeys(found))

    def describe(self, code: str) -> str:
        """Return a unit as messages name it: group, name and code.

        Parameters
        ----------
        code : str

        Returns
        -------
        str
        """
        group, name = self.group_of[code], self.names[code]
        if name.isascii():
            return f"{name}{', ' * bool(group)}{group} ({code})"
        return f"{group}{name} ({code})"

    def suggest(self, value: CellValue) -> tuple[str, ...]:
        """Return the units with the closest names, described.

        Parameters
        ----------
        value : str, float or None

        Returns
        -------
        tuple of str
        """
        close = get_close_matches(match_key(clean_text(value)), list(self._full), n=3, cutoff=0.5)
        codes = dict.fromkeys(code for key in close for code in sorted(self._full[key]))
        return tuple(self.describe(code) for code in codes)
