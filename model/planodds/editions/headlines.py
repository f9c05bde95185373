"""Chances of the headline targets in one run of an edition, and in all editions of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.editions.inventory import list_complete
from planodds.editions.layout import PARTIAL
from planodds.editions.origins import read_record
from planodds.editions.reader import Edition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planodds.editions.inventory import EditionInfo
    from planodds.inputs.plan import Plan, Target

HEADLINE_COLUMNS = (
    "target",
    "reading",
    "roster",
    "year",
    "threshold",
    "probability",
    "mcse",
    "lower",
    "upper",
    "status",
    "decided",
)
_DECIDED = (constants.DECIDED_MET, constants.DECIDED_MISSED)


def select_headlines(rows: pd.DataFrame, plan: Plan, years: Sequence[int]) -> pd.DataFrame:
    """Select the chances of the headline targets, main reading, from rows of one run.

    Parameters
    ----------
    rows : DataFrame
        As from ``compute_odds`` or ``Edition.results``: one information set and scenario.
    plan : Plan
    years : sequence of int
        In which each target is asked for.

    Returns
    -------
    DataFrame
        ``HEADLINE_COLUMNS``: ``year`` is the year that is asked for, ``decided`` the year that
        decided a target, missing where it is open. No row for a question that was not answered.
    """
    found = [
        _answer(rows, target, year)
        for target in (plan.target(name) for name in plan.headlines)
        for year in years
    ]
    kept = [answer for answer in found if answer is not None]
    return pd.DataFrame(kept, columns=list(HEADLINE_COLUMNS))


def _answer(rows: pd.DataFrame, target: Target, year: int) -> dict[str, object] | None:
    """Return one chance; that of the target's own year may have been decided before."""
    reading = target.main_reading
    own = rows[(rows["target"] == target.id) & (rows["reading"] == reading.name)]
    own = own[own["roster"].fillna("") == (reading.roster or "")]
    decided = own["status"].isin(_DECIDED)
    exact = own[own["year"] == year]
    if exact.empty and year == target.year:
        exact = own[decided]
    if exact.empty:
        return None
    row = exact.iloc[0].to_dict()
    settled = int(row["year"]) if row["status"] in _DECIDED else None
    return {**row, "year": year, "decided": settled}


def edition_headlines(
    edition: Edition, information: str, *, scenario: str = constants.BASELINE, variant: str = ""
) -> pd.DataFrame:
    """Return the chances of the headline targets in one run of an edition.

    Parameters
    ----------
    edition : Edition
    information : str
        Name of an information set.
    scenario, variant : str

    Returns
    -------
    DataFrame
        As ``select_headlines``; no rows if the edition does not have the run.
    """
    rows = edition.results(information, scenario=scenario, variant=variant)
    return select_headlines(rows, edition.plan, edition.odds_years)


def same_subject(out: Path, data_dir: Path) -> list[EditionInfo]:
    """List the complete editions of the study, unit and plan at hand, the oldest first.

    Parameters
    ----------
    out : Path
        The outputs folder.
    data_dir : Path
        Folder of the study.

    Returns
    -------
    list of EditionInfo
        An edition that does not state its subject is of the same one if it has odds of this unit
        for the headline targets and their thresholds.
    """
    return [
        item
        for item in reversed(list_complete(out))
        if item.manifest and _is_same(Edition(item.folder, data_dir))
    ]


def _is_same(edition: Edition) -> bool:
    plan, subject = edition.plan, read_record(edition.folder).subject
    unit = plan.unit or edition.study.home.unit
    if subject:
        return subject == (edition.study.name, unit, plan.name)
    if not edition.has("results") or not edition.manifest.get("information"):
        return False
    if set(edition.table("results")["unit"]) != {unit}:
        return False
    asked = {name: plan.target(name).threshold for name in plan.headlines}
    answered = edition_headlines(edition, edition.now)
    stated = dict(zip(answered["target"], answered["threshold"], strict=True))
    return bool(stated) and stated == asked


def previous_edition(edition: Edition) -> Edition | None:
    """Return the edition before this one, of the same study, unit and plan.

    Parameters
    ----------
    edition : Edition
        Complete, or still being built.

    Returns
    -------
    Edition or None
        The newest complete edition that is older; one that is not for decisions only if this one
        is not either. None if the outputs folder has none.
    """
    parent = edition.folder.parent
    out = parent.parent if parent.name == PARTIAL else parent
    made_at = str(edition.manifest.get("made_at", ""))
    older = [
        item
        for item in same_subject(out, edition.data_dir)
        if item.created_at < made_at
        and item.name != edition.folder.name
        and (item.for_decisions or not edition.for_decisions)
    ]
    return Edition(older[-1].folder, edition.data_dir) if older else None


def chances_over_time(out: Path, data_dir: Path) -> pd.DataFrame:
    """Return the chances of the headline targets in every edition of a folder.

    Parameters
    ----------
    out : Path
        The outputs folder.
    data_dir : Path
        Folder of the study.

    Returns
    -------
    DataFrame
        edition, made_at (ISO time, UTC), for_decisions, information, origin (last year of the
        units' data), then ``HEADLINE_COLUMNS`` of the baseline at the newest information set, the
        oldest edition first.
    """
    parts = []
    for item in same_subject(out, data_dir):
        edition = Edition(item.folder, data_dir)
        table = edition_headlines(edition, edition.now)
        table.insert(0, "origin", edition.county_to)
        table.insert(0, "information", edition.now)
        table.insert(0, "for_decisions", item.for_decisions)
        table.insert(0, "made_at", item.created_at)
        table.insert(0, "edition", item.name)
        parts.append(table)
    head = ["edition", "made_at", "for_decisions", "information", "origin"]
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=[*head, *HEADLINE_COLUMNS])
    )
