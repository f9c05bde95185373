"""Base class and text types of the pydantic models that describe YAML files."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

CORRECT_VALUE = "correct the value"  # the remedy where a rule has no other
_MAX_TEXT = 5000  # characters of a narrative, a source or a note
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
        if char not in "\n\t"
        and (unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff")
    ]
    check(
        not bad,
        "text without control characters",
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


class StrictModel(BaseModel):
    """Base of all models read from YAML: frozen, unknown keys are an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


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
