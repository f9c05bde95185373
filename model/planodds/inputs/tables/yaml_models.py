"""Base class and text types of the pydantic models that describe YAML files."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from planodds.constants import FILLERS

CORRECT_VALUE = "correct the value"  # the remedy where a rule has no other
_MAX_TEXT = 5000  # characters of a narrative, a source or a note
_INVISIBLE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")  # Unicode categories
_UNSEEN = f"\ufffe\uffff{FILLERS}"  # no characters, and such as leave a blank
_MAX_LABEL = 120  # characters of a name shown in figures and tables

AssumptionKind = Literal["data", "estimate", "judgement", "plan"]  # from firm to intended


def check(condition: bool, expected: str, *, remedy: str = CORRECT_VALUE, key: str = "") -> None:
    """Raise a validation error inside a pydantic validator unless a condition is true.

    Parameters
    ----------
    condition : bool
    expected : str
        What the file should contain.
    remedy : str, optional
        What the user should do.
    key : str, optional
        The key at fault, below the model that is validated.

    Raises
    ------
    PydanticCustomError
        ``planodds.inputs.tables.yaml_reader.validate`` turns it into an InputError.
    """
    if not condition:
        raise PydanticCustomError(
            "rule", "{expected}", {"expected": expected, "remedy": remedy, "key": key}
        )


def _check_printable(text: str) -> str:
    """Reject characters that HTML pages, spreadsheets or files cannot contain."""
    bad = [
        char
        for char in text
        if char not in "\n\t" and (unicodedata.category(char) in _INVISIBLE or char in _UNSEEN)
    ]
    check(
        not bad,
        "text without control characters and invisible ones",
        remedy="remove the character " + " ".join(f"U+{ord(char):04X}" for char in bad[:1]),
    )
    return text


Filled = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_MAX_TEXT),
    AfterValidator(_check_printable),
]
Short = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=_MAX_LABEL),
    AfterValidator(_check_printable),
]


def _named_types(annotation: object) -> set[object]:
    """Return the plain types that an annotation names; a literal counts by its values."""
    if get_origin(annotation) is Literal:
        return {type(value) for value in get_args(annotation)}
    parts = get_args(annotation)
    return set().union(*map(_named_types, parts)) if parts else {annotation}


class StrictModel(BaseModel):
    """Base of all models read from YAML: frozen, unknown keys are an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _refuse_words(cls, content: Any) -> Any:  # noqa: ANN401
        """Refuse truth values and texts where a number is due; pydantic would convert them."""
        if not isinstance(content, dict):
            return content
        for name, field in cls.model_fields.items():
            key = field.alias or name
            types = _named_types(field.annotation)
            if key not in content or not types & {int, float}:
                continue
            given = content[key]
            values = given if isinstance(given, list | tuple) else (given,)
            refused = tuple(kind for kind in (bool, str) if kind not in types)
            words = [value for value in values if isinstance(value, refused)]
            check(
                not words,
                "a number",
                remedy="write the number without quotation marks; yes, no, on and off are words",
                key=key,
            )
        return content


class BilingualText(StrictModel):
    """A text in both languages; ``text["zh"]`` and ``text.zh`` are the same."""

    zh: Filled
    """In Chinese."""
    en: Filled
    """In English."""

    def __getitem__(self, language: str) -> str:
        return {"zh": self.zh, "en": self.en}[language]


class BilingualLabel(BilingualText):
    """A name in both languages, short enough for a figure."""

    zh: Short
    """In Chinese, 120 characters at most."""
    en: Short
    """In English, 120 characters at most."""
