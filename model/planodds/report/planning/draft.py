"""Draft of a plan file from goals that hold together, each number with its source."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import yaml

from planodds import constants
from planodds.inputs.plan import Plan
from planodds.probability.planning.codes import SIMULTANEOUS
from planodds.report.planning.amounts import Amounts
from planodds.report.text.formatting import format_percent, format_percent_odds, space_cjk
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planodds.inputs.study import Study

_DIGITS = 3  # significant digits of a level that a plan names


def round_goal(variable: str, value: float) -> float:
    """Round a goal to what a plan would name, never to a more demanding one.

    Parameters
    ----------
    variable : str
        ``gdp``, ``revenue`` or ``rank``.
    value : float

    Returns
    -------
    float
        A level is rounded down to three significant digits, a rank is left as it is.

    Examples
    --------
    >>> round_goal("gdp", 131.87), round_goal("revenue", 8.369), round_goal("rank", 74.0)
    (131.0, 8.36, 74.0)
    """
    if variable == constants.RANK:
        return value
    step = 10.0 ** (math.floor(math.log10(value)) + 1 - _DIGITS)
    return round(math.floor(value / step + 1e-9) * step, 6)


def draft_plan(
    table: pd.DataFrame, study: Study, names: Mapping[str, str], *, name: str, described: str
) -> str:
    """Return a plan file with the goals that hold together.

    Parameters
    ----------
    table : DataFrame
        From ``set_targets``.
    study : Study
    names : mapping of str to str
        Name of the unit by language.
    name : str
        Stem of the file.
    described : str
        Where the joint draws come from.

    Returns
    -------
    str
        YAML that ``load_plan`` accepts, with a first line that says that it is a draft.
    """
    rows = table[table["measure"] == SIMULTANEOUS]
    year, base = int(rows["year"].iloc[0]), int(rows["base_year"].min())
    texts = {lang: Words.load(lang) for lang in constants.LANGUAGES}
    content: dict[str, Any] = {
        "name": name,
        "unit": str(table["unit"].iloc[0]),
        "base_year": base,
        "target_year": year,
        "label": {
            lang: words("planning-draft-label", unit=names[lang], first=base + 1, last=year)
            for lang, words in texts.items()
        },
        "source": texts["en"]("planning-draft-source", origin=described),
        "targets": [_target(row, study, texts) for _, row in rows.iterrows()],
    }
    Plan.model_validate(content)
    heading = "".join(f"# {words('planning-draft-first-line')}\n" for words in texts.values())
    return heading + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100)


def _target(row: pd.Series, study: Study, texts: Mapping[str, Words]) -> dict[str, Any]:
    variable, ranked = str(row["variable"]), row["variable"] == constants.RANK
    goal = round_goal(variable, float(row["value"]))
    label = {lang: _label(row, goal, study, words) for lang, words in texts.items()}
    found = study.variable(variable)
    reading = {"name": "published", "main": True, "basis": "published"}
    if ranked:
        reading = {"name": row["roster"], "main": True, "roster": row["roster"]}
    return {
        "id": "gdp_rank" if ranked else f"{variable}_level",
        "quotation": label["zh"],
        "label": label,
        "short_label": dict(label),  # else YAML would write a reference
        "kind": "rank" if ranked else "level",
        "variable": constants.GDP if ranked else variable,
        "base_year": int(row["base_year"]),
        "year": int(row["year"]),
        "threshold": int(goal) if ranked else goal,
        "direction": "<=" if ranked else ">=",
        "unit": "rank" if ranked or found is None else found.unit,
        "data": "county_panel",
        "evidence": "medium",
        "status_rule": {"decides": "at_year", "vintage": "first_print"},
        "readings": [reading],
        "note": {lang: _source(row, study, words) for lang, words in texts.items()},
    }


def _label(row: pd.Series, goal: float, study: Study, words: Words) -> str:
    amounts, variable = Amounts(study, words), str(row["variable"])
    label = words(
        "planning-draft-target",
        year=int(row["year"]),
        name=amounts.name(variable),
        value=amounts.format_exact(variable, goal),
    )
    return space_cjk(label)


def _source(row: pd.Series, study: Study, words: Words) -> str:
    amounts, variable = Amounts(study, words), str(row["variable"])
    return words(
        "planning-draft-note",
        value=amounts.format(variable, row["value"]),
        asked=format_percent(row["asked"]),
        own=format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"]),
        base=amounts.format(variable, row["base"]),
        year=int(row["base_year"]),
    )
