"""Odds of plan targets: event probabilities, ranks, required growth, stress tests and revisions.

Every function takes a forecast, a panel and a plan, and returns a table. Names are imported from
their modules when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.probability.events.probability import (
        Probability,
        prob_event,
        prob_given,
        wilson_interval,
    )
    from planodds.probability.events.ranks import level_at_rank, rank_in_draws, rank_probabilities
    from planodds.probability.growth.even_odds_path import most_likely_path_to_even_odds
    from planodds.probability.growth.growth_bands import growth_bands
    from planodds.probability.growth.growth_for_probability import growth_for_probability
    from planodds.probability.growth.historical_windows import (
        find_precedents,
        growth_windows,
        historical_frequency,
    )
    from planodds.probability.growth.required_growth import required_growth
    from planodds.probability.questions.base_rates import base_rates
    from planodds.probability.questions.distributions import (
        attainable_levels,
        rank_distribution,
        summarise_quantiles,
    )
    from planodds.probability.questions.facts import published_facts
    from planodds.probability.questions.first_passage import first_passage, median_passage_year
    from planodds.probability.questions.forecast_revision import decompose_revision
    from planodds.probability.questions.neighbours import neighbours, rank_published
    from planodds.probability.questions.targets import compute_odds
    from planodds.probability.questions.threshold_curves import threshold_curves
    from planodds.probability.questions.unit_ranks import rank_summary_of_units
    from planodds.probability.series.missing_data import missing_data

__all__ = [
    "Probability",
    "attainable_levels",
    "base_rates",
    "compute_odds",
    "decompose_revision",
    "find_precedents",
    "first_passage",
    "growth_bands",
    "growth_for_probability",
    "growth_windows",
    "historical_frequency",
    "level_at_rank",
    "median_passage_year",
    "missing_data",
    "most_likely_path_to_even_odds",
    "neighbours",
    "prob_event",
    "prob_given",
    "published_facts",
    "rank_distribution",
    "rank_in_draws",
    "rank_probabilities",
    "rank_published",
    "rank_summary_of_units",
    "required_growth",
    "summarise_quantiles",
    "threshold_curves",
    "wilson_interval",
]

_MODULES = {
    "events.probability": ("Probability", "prob_event", "prob_given", "wilson_interval"),
    "events.ranks": ("level_at_rank", "rank_in_draws", "rank_probabilities"),
    "questions.base_rates": ("base_rates",),
    "questions.distributions": ("attainable_levels", "rank_distribution", "summarise_quantiles"),
    "growth.even_odds_path": ("most_likely_path_to_even_odds",),
    "questions.facts": ("published_facts",),
    "questions.first_passage": ("first_passage", "median_passage_year"),
    "questions.forecast_revision": ("decompose_revision",),
    "growth.growth_bands": ("growth_bands",),
    "growth.growth_for_probability": ("growth_for_probability",),
    "growth.historical_windows": ("find_precedents", "growth_windows", "historical_frequency"),
    "questions.neighbours": ("neighbours", "rank_published"),
    "growth.required_growth": ("required_growth",),
    "questions.targets": ("compute_odds",),
    "questions.threshold_curves": ("threshold_curves",),
    "questions.unit_ranks": ("rank_summary_of_units",),
    "series.missing_data": ("missing_data",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name from the module that defines it."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
