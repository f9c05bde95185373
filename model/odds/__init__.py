"""What it means for the plan: odds of targets, ranks, reach, growth needed, what moved."""

from __future__ import annotations

from model.odds.base_rates import base_rates
from model.odds.distributions import rank_distribution, reach, summarise_quantiles
from model.odds.facts import published_facts
from model.odds.growth import growth_bands
from model.odds.moved import moved
from model.odds.neighbours import neighbours, rank_published
from model.odds.passage import find_even_year, first_passage
from model.odds.probability import Probability, prob_event, prob_given, wilson_interval
from model.odds.ranks import level_at_place, rank_in_draws, rank_shares
from model.odds.required import base_rate, find_precedents, growth_windows, required_growth
from model.odds.stress import even_common_path, needed_for_odds
from model.odds.targets import compute_odds
from model.odds.thresholds import counties, thresholds

__all__ = [
    "Probability",
    "base_rate",
    "base_rates",
    "compute_odds",
    "counties",
    "even_common_path",
    "find_even_year",
    "find_precedents",
    "first_passage",
    "growth_bands",
    "growth_windows",
    "level_at_place",
    "moved",
    "needed_for_odds",
    "neighbours",
    "prob_event",
    "prob_given",
    "published_facts",
    "rank_distribution",
    "rank_in_draws",
    "rank_published",
    "rank_shares",
    "reach",
    "required_growth",
    "summarise_quantiles",
    "thresholds",
    "wilson_interval",
]
