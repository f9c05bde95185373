"""Stages between two runs: what differs from one to the next, and the chances at each.

    first run -> without its evidence -> the second's model and data, to the first's last years
              -> the second run without its evidence -> the second run

A stage comes from the tables or draws of an edition. Where neither has it, a fit can supply it;
without one, the causes on both sides of it stay together.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planodds import constants
from planodds.cli.planning.change.sides import (
    Side,
    odds_of_paths,
    origin_of_extent,
    panel_of_extent,
)
from planodds.editions.headlines import edition_headlines
from planodds.editions.origins import describe_model
from planodds.inputs.panels.information import InformationSet
from planodds.probability.planning.bridge import MODEL, NEW, REVISED, SCENARIO, Stage

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.origins import Origin


def build_stages(first: Side, second: Side, *, fit: bool = False) -> list[Stage]:
    """Return the stages from the first run to the second.

    Parameters
    ----------
    first, second : Side
    fit : bool
        Whether to fit the model where a stage is neither in a table nor in stored draws; possible
        if the second edition was made by this program from the data at hand.

    Returns
    -------
    list of Stage
        At least two.
    """
    stages, causes = [Stage(first.odds)], frozenset[str]()
    start, end = first.odds, second.odds
    if not _same_evidence(first, second):
        start, causes = _without_evidence(first, causes)
        end, causes = _without_evidence(second, causes)
    if start is not first.odds:
        stages.append(Stage(start, frozenset({SCENARIO})))
    stages += _between(first, second, end, causes, fit=fit)
    if end is not second.odds:
        stages.append(Stage(second.odds, frozenset({SCENARIO})))
    return stages


def _same_evidence(first: Side, second: Side) -> bool:
    """Return whether scenario and early figures of the two are the same."""
    same_run = (first.scenario, first.variant) == (second.scenario, second.variant)
    same_run = same_run and _scenario_file(first) == _scenario_file(second)
    one, other = first.origin, second.origin
    if one is None or other is None:
        return same_run and first.edition.folder == second.edition.folder
    return same_run and one.evidence == other.evidence


def _scenario_file(side: Side) -> object:
    """Return the digest of the scenario's file as the edition states it."""
    hashes = side.edition.manifest.get("data_hashes") or {}
    return hashes.get(f"scenarios/{side.scenario}.yaml")


def _without_evidence(side: Side, causes: frozenset[str]) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the chances without evidence; where they are not known, evidence joins the causes."""
    plain = side.scenario == constants.BASELINE
    if plain and side.origin is not None and not side.origin.evidence:
        return side.odds, causes
    fitted = side.fitted_odds
    return (side.odds, causes | {SCENARIO}) if fitted is None else (fitted, causes)


def _between(
    first: Side, second: Side, end: pd.DataFrame, causes: frozenset[str], *, fit: bool
) -> list[Stage]:
    """Return the stages between the runs without their evidence; ``end`` are the last chances."""
    known = _causes(first, second)
    if len(known) <= 1 or causes:
        return [Stage(end, known | causes)]
    reached, later = end, list[Stage]()
    if NEW in known:
        middle = _second_to_first_years(first, second, fit=fit)
        if middle is None:
            return [Stage(end, known)]
        reached, later = middle, [Stage(end, frozenset({NEW}))]
    before = known - {NEW}
    same_data = _second_model_on_first_data(first, second) if fit and len(before) > 1 else None
    if same_data is None:
        return [Stage(reached, before), *later]
    return [Stage(same_data, frozenset({MODEL})), Stage(reached, frozenset({REVISED})), *later]


def _causes(first: Side, second: Side) -> frozenset[str]:
    """Return what differs between the fits of two runs; all that cannot be excluded."""
    causes = set() if _same_model(first, second) else {MODEL}
    one, other = first.origin, second.origin
    if one is None or other is None:
        same = first.edition.folder == second.edition.folder
        causes |= {NEW} if same else {REVISED, NEW}
        return frozenset(causes - ({MODEL} if same else set()))
    if one.data == other.data:
        return frozenset(causes)
    if one.extent == other.extent:
        return frozenset(causes | {REVISED})
    again = _origin_to_first_years(first, second)
    return frozenset(causes | ({NEW} if again == one.data else {REVISED, NEW}))


def _same_model(first: Side, second: Side) -> bool:
    """Return whether code, packages and priors are the same; unknown counts as different."""
    if first.edition.folder == second.edition.folder:
        return True
    if not first.record.model or first.record.model != second.record.model:
        return False
    origins = second.record.origins
    again = origins.get(first.information, second.origin)
    return bool(first.origin and again and first.origin.priors == again.priors)


def _origin_to_first_years(first: Side, second: Side) -> str:
    """Return the key of the second's data to the last years of the first; empty if unknown."""
    known = _same_years(first, second)
    if known is not None:
        return second.record.origins[known].data
    origin = _at_hand(first, second)
    return origin.data if origin else ""


def _same_years(first: Side, second: Side) -> str | None:
    """Return the second edition's information set with the years of the first, if it has one."""
    extent = first.origin.extent if first.origin else None
    answered = second.edition.manifest["information"]
    return next(
        (
            name
            for name, origin in second.record.origins.items()
            if origin.extent == extent and name in answered and not origin.evidence
        ),
        None,
    )


def _at_hand(first: Side, second: Side, as_of: date | None = None) -> Origin | None:
    """Describe the data at hand to the first's years, if they are those of the second edition."""
    if second.origin is None:
        return None
    newest = origin_of_extent(second, _information(second), None)
    if newest is None or newest.data != second.origin.data:
        return None
    return origin_of_extent(second, _information(first), as_of)


def _information(side: Side) -> InformationSet:
    """Return the information set of a run from what its edition states."""
    county_to, drivers_to = side.origin.extent if side.origin else (0, 0)
    basis = side.edition.study.basis_of(county_to)
    return InformationSet(side.information, county_to, drivers_to, basis)


def _second_to_first_years(first: Side, second: Side, *, fit: bool) -> pd.DataFrame | None:
    """Return chances by the second's model and data to the last years of the first."""
    known = _same_years(first, second)
    if known is not None:
        return edition_headlines(second.edition, known)
    return _fitted(first, second, None) if fit and _at_hand(first, second) else None


def _second_model_on_first_data(first: Side, second: Side) -> pd.DataFrame | None:
    """Return chances by the second's model on the first's data, if they can be restored."""
    made = date.fromisoformat(first.created_at[:10])
    origin = _at_hand(first, second, made)
    if origin is None or first.origin is None or origin.data != first.origin.data:
        return None
    return _fitted(first, second, made)


def _fitted(first: Side, second: Side, as_of: date | None) -> pd.DataFrame | None:
    """Fit this program's model to data at hand; None if it is not that of the second edition."""
    from planodds.api import forecasts

    if second.record.model != describe_model():
        return None
    panel = panel_of_extent(second.edition.data_dir, _information(first), as_of)
    posterior = forecasts.fit(panel, quick=bool(second.edition.manifest.get("quick")))
    return odds_of_paths(second.edition, forecasts.forecast(panel, posterior).paths)
