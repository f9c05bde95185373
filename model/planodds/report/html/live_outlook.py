"""Title, note and levels within reach that stand around the live fan in each scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.editions.headlines import previous_edition
from planodds.report.brief.outlook.fan_texts import fan_note, fan_title
from planodds.report.brief.outlook.reach import build_reach_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words


def build_outlook(
    edition: Edition,
    variables: Sequence[str],
    runs: Sequence[tuple[str, str, str, str]],
    words: Words,
) -> dict[str, object]:
    """Return the finished texts that follow the controls of the fan.

    Parameters
    ----------
    edition : Edition
    variables : sequence of str
        Those that the controls offer.
    runs : sequence of (key, scenario, variant, label)
        The scenarios that the controls offer.
    words : Words

    Returns
    -------
    dict
        ``titles`` by variable and key, ``notes`` by variable, and by key ``captions`` and
        ``cells`` of the table of what is within reach; only plain values.
    """
    before = previous_edition(edition)
    tables = {
        key: build_reach_table(edition, words, scenario=scenario, variant=variant)
        for key, scenario, variant, _ in runs
    }
    return {
        "titles": {
            variable: {
                key: fan_title(edition, variable, words, scenario=scenario, variant=variant)
                for key, scenario, variant, _ in runs
            }
            for variable in variables
        },
        "notes": {
            variable: fan_note(edition, variable, words, before=before) for variable in variables
        },
        "captions": {key: table.caption for key, table in tables.items()},
        "cells": {key: [row[2:] for row in table.rows] for key, table in tables.items()},
    }
