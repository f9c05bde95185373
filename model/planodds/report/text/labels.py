"""Names of information sets and of scenarios in one of their readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.report.text.words import Words


def information_label(information: str, words: Words) -> str:
    """Return the name of an information set: "latest" is 现在 or now, "2020" its year."""
    if information == "latest":
        return words("common-information-now")
    return words("common-year", year=str(information))


def with_variant(name: str, variant: str, words: Words) -> str:
    """Return a scenario's label with its reading in brackets, if it has one."""
    if not variant:
        return name
    return words("common-name-bracketed", name=name, detail=words.label("variant", variant))
