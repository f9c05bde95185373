"""What it means for the plan: odds of targets, ranks, reach, growth needed, what moved."""

from __future__ import annotations

from planodds.odds.events.probability import Probability, prob_event, prob_given, wilson_interval
from planodds.odds.events.ranks import level_at_rank, rank_in_draws, rank_probabilities
from planodds.odds.questions.base_rates import base_rates
from planodds.odds.questions.distributions import (
    attainable_levels,
    rank_distribution,
    summarise_quantiles,
)
from planodds.odds.questions.facts import published_facts
from planodds.odds.questions.first_passage import first_passage, median_passage_year
from planodds.odds.questions.forecast_revision import decompose_revision
from planodds.odds.questions.growth import growth_bands
from planodds.odds.questions.neighbours import neighbours, rank_published
from planodds.odds.questions.required_growth import (
    find_precedents,
    growth_windows,
    historical_frequency,
    required_growth,
)
from planodds.odds.questions.reverse_stress import (
    growth_for_probability,
    most_likely_path_to_even_odds,
)
from planodds.odds.questions.targets import compute_odds
from planodds.odds.questions.threshold_curves import rank_summary_of_units, threshold_curves

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
