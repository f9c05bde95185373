"""Names of information sets, of scenarios in one of their readings, and of parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.inputs.study import Study
    from planodds.report.text.words import Words

_COMMON = "common"  # block of the common path
_OF_ONE_SERIES = ("mean", "start", "anchor", "innovation", "persistence", "scale")
_OF_THE_MEAN = ("start", "anchor", "innovation")  # for some series of its excess
_LAGGED, _SAME_YEAR = "_lag_to_", "_to_"


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


def parameter_label(block: str, parameter: str, study: Study, words: Words) -> str:
    """Return what a parameter means.

    Parameters
    ----------
    block, parameter : str
        As in the table ``posterior_summary``.
    study : Study
        Names the series of the common block.
    words : Words

    Returns
    -------
    str
        Empty for a parameter without a description.
    """
    if block != _COMMON:
        code = f"{block}-{parameter.replace(study.groups or 'group', 'group')}"
        label = words.label_or_code("parameter", code)
        return "" if label == code else label
    names = {driver.symbol: words.label("series", driver.name) for driver in study.common}
    for joint, key in ((_LAGGED, "lagged"), (_SAME_YEAR, "direct")):
        first, found, second = parameter.partition(joint)
        if found and {first, second} <= names.keys():
            return words(f"text-influence-{key}", first=names[first], second=names[second])
    symbol, _, part = parameter.rpartition("_")
    if symbol in names and part in _OF_ONE_SERIES:
        (driver,) = [item for item in study.common if item.symbol == symbol]
        excess = "excess-" if driver.relative_to and part in _OF_THE_MEAN else ""
        return words(f"text-parameter-{excess}{part}", series=names[symbol])
    return ""
