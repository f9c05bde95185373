"""Names of information sets and of scenarios in one of their readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.report.text.words import Words


def information_label(information: str, words: Words) -> str:
    """Return the name of an information set: 现在 or now for "latest", otherwise its year.

    Parameters
    ----------
    information : str
    words : Words

    Returns
    -------
    str
    """
    if information == "latest":
        return words("common-information-now")
    return words("common-year", year=str(information))


def with_variant(name: str, variant: str, words: Words) -> str:
    """Add the label of a reading in brackets to the name of a scenario.

    Parameters
    ----------
    name : str
        Label of the scenario.
    variant : str
        Key of the reading; empty for a scenario with only one.
    words : Words

    Returns
    -------
    str
    """
    if not variant:
        return name
    return words("common-name-bracketed", name=name, detail=words.label("variant", variant))
