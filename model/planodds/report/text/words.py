"""Text of the report in one language, read from Fluent message catalogues."""

from __future__ import annotations

import re
from functools import lru_cache
from numbers import Integral
from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import PlanoddsError, UsageError
from planodds.execution.digests import hash_file
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import STUDY_FILE, chosen_data_dir
from planodds.report.text.study_words import (
    LOCALES_DIR,
    NOT_IN_IDS,
    read_study_words,
    study_codes,
    study_labels,
    study_terms,
)

if TYPE_CHECKING:
    from pathlib import Path

    from fluent.runtime import FluentBundle
    from fluent.runtime.types import FluentInt

    from planodds.inputs.study import Study

GROUPED_FROM = 10_000  # numbers from here on are read in groups of three digits
_CHINESE_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")  # of a name in Chinese
_LABELS = "label"  # catalogue to which a study adds


class Words:
    """Messages of one language; the first segment of an id names its catalogue file.

    Attributes
    ----------
    lang : {"zh", "en"}
    study : Study
        Its nouns and labels are used.
    scale : float
        Shown number for one unit of the data; see `study.Display`.
    own : str
        Messages of the study itself, in the syntax of Fluent; they precede those of the catalogue.

    Examples
    --------
    >>> Words.load("zh")("common-year", year=2030)
    '2030 年'
    >>> Words.load("en").label("variable", "gdp")
    'GDP'
    """

    def __init__(self, lang: str, study: Study, own: str = "") -> None:
        if lang not in constants.LANGUAGES:
            raise UsageError(
                f"language {lang!r} is unknown", expected=" or ".join(constants.LANGUAGES)
            )
        self.lang, self.study, self.own = lang, study, own
        self.scale = study.variables[study.ranked].shown_in(lang).scale
        self._bundles: dict[str, FluentBundle] = {}

    @staticmethod
    def load(lang: str) -> Words:
        """Return the words of a language for the study of the process.

        The study is that of the environment variable ``PLANODDS_DATA``, or the default one.
        Catalogues are read when a message needs them.

        Parameters
        ----------
        lang : {"zh", "en"}

        Returns
        -------
        Words

        Raises
        ------
        UsageError
            The language is unknown.
        """
        folder = chosen_data_dir()
        return _load(lang, folder, hash_file(folder / STUDY_FILE))

    @staticmethod
    def load_all() -> tuple[Words, ...]:
        """Return the words of every language in which the study of the process reports.

        Returns
        -------
        tuple of Words
        """
        return tuple(map(Words.load, load_study(chosen_data_dir()).languages))

    @staticmethod
    def by_column() -> dict[str, Words]:
        """Return the words for the columns of tables that exist in every language.

        Returns
        -------
        dict of str to Words
            A language in which the study does not report has the words of its first one.
        """
        spoken = {words.lang: words for words in Words.load_all()}
        first = next(iter(spoken.values()))
        return {lang: spoken.get(lang, first) for lang in constants.LANGUAGES}

    def __call__(self, message_id: str, /, **slots: str | int) -> str:
        """Return a message with its slots filled.

        Parameters
        ----------
        message_id : str
        **slots : str or int
            Finished strings. An integer selects a plural form; from 10 000 on, so never a year, its
            digits are grouped as those of amounts are.

        Raises
        ------
        PlanoddsError
            There is no such message, or a slot is missing or neither text nor a whole number.
        """
        bundle = self._bundle(message_id)
        pattern = bundle.get_message(message_id).value if bundle.has_message(message_id) else None
        if pattern is None:
            raise self._error(message_id, "no message", expected="an id of the catalogue")
        values = {name: self._slot(message_id, name, value) for name, value in slots.items()}
        text, errors = bundle.format_pattern(pattern, values)
        if errors:
            raise self._error(
                message_id, f"{errors[0]} in message", expected="every slot filled, as text"
            )
        return _CHINESE_GAP.sub("", str(text)) if self.lang == "zh" else str(text)

    def label(self, kind: str, code: str) -> str:
        """Return the label of a code, such as ``("variable", "gdp")``.

        Parameters
        ----------
        kind, code : str

        Returns
        -------
        str

        Raises
        ------
        PlanoddsError
            The catalogue has no label for the code.
        """
        return self(_label_id(kind, code))

    def has_label(self, kind: str, code: str) -> bool:
        """Return whether a code has a label.

        Parameters
        ----------
        kind, code : str

        Returns
        -------
        bool
        """
        message_id = _label_id(kind, code)
        return bool(self._bundle(message_id).has_message(message_id))

    def label_or_code(self, kind: str, code: str) -> str:
        """Return the label of a code, or the code itself: for codes from users' files.

        Parameters
        ----------
        kind, code : str

        Returns
        -------
        str
        """
        return self.label(kind, code) if self.has_label(kind, code) else code

    def preload(self) -> None:
        """Read all catalogues of the language."""
        for path in sorted((LOCALES_DIR / self.lang).glob("*.ftl")):
            self._bundle(path.stem)

    def _bundle(self, message_id: str) -> FluentBundle:
        area = message_id.partition("-")[0]
        if area not in self._bundles:
            self._bundles[area] = _read_bundle(self, area)
        return self._bundles[area]

    def _slot(self, message_id: str, name: str, value: str | int) -> str | FluentInt:
        if isinstance(value, str):
            return value
        if isinstance(value, Integral):
            return _number(int(value))
        raise self._error(
            message_id, f"slot {name} = {value!r} in message", expected="text or a whole number"
        )

    def _error(self, message_id: str, what: str, *, expected: str) -> PlanoddsError:
        return PlanoddsError(
            f"{what} {message_id!r}",
            where=f"planodds/report/locales/{self.lang}",
            expected=expected,
            remedy="compare the call with the catalogue",
        )


def _label_id(kind: str, code: str) -> str:
    """Return the message id of a label.

    Examples
    --------
    >>> _label_id("level", "0.040")
    'label-level-0-040'
    """
    return f"label-{kind}-{NOT_IN_IDS.sub('-', code)}"


@lru_cache
def _load(lang: str, folder: Path, digest: str) -> Words:
    return Words(lang, load_study(folder), read_study_words(folder, lang))


def _read_bundle(words: Words, area: str) -> FluentBundle:
    from fluent.runtime import FluentBundle, FluentResource

    path = LOCALES_DIR / words.lang / f"{area}.ftl"
    if not path.is_file():
        raise PlanoddsError(
            f"no catalogue {area!r}", where=str(path), expected="a file of messages"
        )
    bundle = FluentBundle([words.lang], use_isolating=False)
    bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    bundle.add_resource(FluentResource(study_terms(words.study, words.lang)))
    if area == _LABELS:
        labels = FluentResource(study_labels(words.study, words.lang))
        bundle.add_resource(labels, allow_overrides=True)
        bundle.add_resource(FluentResource(study_codes(words.study, words.lang)))
    bundle.add_resource(FluentResource(words.own), allow_overrides=True)
    return bundle


def _number(value: int) -> FluentInt:
    """Return a number that selects plural forms; long ones are printed in groups of digits."""
    from fluent.runtime.types import FluentInt

    return FluentInt(value, useGrouping=abs(value) >= GROUPED_FROM)
