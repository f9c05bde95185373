"""Catalogue of known mistakes: a change of the real source and the test that must detect it.

``old`` must occur exactly once in the file. When the source changes, the mutant is updated with it,
never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

ORACLES = "tests/oracles/test_oracles.py"


@dataclass(frozen=True)
class Mutant:
    """One mistake: description, changed line, test that must fail."""

    name: str
    mistake: str
    path: str
    old: str
    new: str
    test: str


def _conditioning() -> list[Mutant]:
    scenario = "model/planodds/forecasting/scenarios/apply.py"
    return [
        Mutant(
            "likeliest_weights",
            "mixture weights selected by size, not in proportion",
            "model/planodds/forecasting/scenarios/mixture_proposals.py",
            "        taken = -generator.standard_exponential(len(total)) < density - total\n",
            "        taken = density - total > -0.7\n",
            "tests/forecasting/test_mixture_proposals.py::"
            "test_draws_agree_with_the_conditional_of_a_sum_of_two_t",
        ),
        Mutant(
            "one_period_at_a_time",
            "conditions applied one period at a time",
            "model/planodds/forecasting/scenarios/joint_conditions.py",
            "later = is_yearly(block) and row % inputs.shape[0] > functional.year",
            "later = is_yearly(block) and row % inputs.shape[0] != functional.year",
            f"{ORACLES}::test_a_scenario_spreads_a_distant_level_over_all_years",
        ),
        Mutant(
            "weights_omitted",
            "the algebra without the weights of the draws",
            scenario,
            "index = resample_systematic(log_weight, uniform)",
            "index = resample_systematic(0.0 * log_weight, uniform)",
            f"{ORACLES}::test_weights_decide_between_posterior_draws",
        ),
        Mutant(
            "density_omitted",
            "weights without the determinant of the density",
            "model/planodds/forecasting/scenarios/conditioning.py",
            "return -0.5 * (white**2).sum(axis=1) - log_det -",
            "return -0.5 * (white**2).sum(axis=1) -",
            "tests/forecasting/test_conditioning.py::test_weighted_draws_agree_with_the_conditional_t",
        ),
        Mutant(
            "soft_pins_hard",
            "the variance of a soft condition omitted",
            "model/planodds/forecasting/scenarios/conditioning.py",
            "    covariance += np.diag(variance)\n",
            "",
            "tests/forecasting/test_conditioning.py::test_gaussian_conditioning_agrees_with_brute_force",
        ),
        Mutant(
            "random_resample",
            "other draws although no condition is set",
            "model/planodds/forecasting/scenarios/conditioning.py",
            "points = (np.arange(len(weight)) + uniform) / len(weight)",
            "points = np.sort(np.random.default_rng(1).random(len(weight)))",
            "tests/forecasting/test_conditioning.py::test_equal_weights_return_every_draw_once",
        ),
        Mutant(
            "path_ignored",
            "an exogenous path read and then ignored",
            scenario,
            "joint = [c for c in conditions if c not in effort]",
            "joint = []",
            f"{ORACLES}::test_a_coal_path_reaches_the_province_and_its_counties",
        ),
        Mutant(
            "coal_without_counties",
            "a coal path that reaches no county",
            "model/planodds/forecasting/scenarios/shock_response.py",
            'return self.inputs.parameters["coal_slope"] * self.exposed + self.industry',
            "return 0.0 * self.exposed + self.industry",
            f"{ORACLES}::test_a_coal_path_reaches_the_province_and_its_counties",
        ),
        Mutant(
            "known_driver_ignored",
            "the observed coal price and national growth ignored",
            "model/planodds/forecasting/simulation/common_paths.py",
            "return deviation if np.isnan(observed) else observed * level - mean * level",
            "return deviation",
            "tests/forecasting/test_paths.py::test_observed_driver_years_are_not_forecast",
        ),
    ]


def _paths() -> list[Mutant]:
    paths = "model/planodds/forecasting/simulation/paths.py"
    return [
        Mutant(
            "stale_lag",
            "lags beyond the first not updated in the recursion",
            "model/planodds/forecasting/simulation/common_paths.py",
            "        before = now\n",
            "        before = {**now, drivers[0].symbol: before[drivers[0].symbol]}\n",
            f"{ORACLES}::test_no_lag_is_stale_in_the_common_recursion",
        ),
        Mutant(
            "stale_state",
            "the AR(1) restarted from its first value each year",
            "model/planodds/forecasting/simulation/unit_paths.py",
            "state = persistence * state + step * innovations[t]",
            "state = persistence * start + step * innovations[t]",
            "tests/forecasting/test_paths.py::test_second_lag_is_not_stale",
        ),
        Mutant(
            "no_own_shock",
            "bands of a county drawn without its shocks",
            paths,
            '+ slow + scale * z["shock"] / z["root"]',
            "+ slow + 0.0 * scale",
            "tests/forecasting/test_paths.py::test_bands_include_the_shocks",
        ),
        Mutant(
            "no_common_shock",
            "bands of the province drawn without its shocks",
            "model/planodds/forecasting/simulation/common_paths.py",
            '            value = value + p[f"{symbol}_scale"] * shocks[row, t]\n',
            "            value = value + (row < 2) * p[f'{symbol}_scale'] * shocks[row, t]\n",
            f"{ORACLES}::test_bands_have_the_variance_of_their_shocks",
        ),
        Mutant(
            "hidden_growth_known",
            "growth hidden by a census treated as observed",
            "model/planodds/forecasting/nuts/revenue.py",
            'pt.sqrt(scale[:, None] ** 2 + (elasticity * d["growth_scale"]) ** 2)',
            'scale[:, None] + 0.0 * elasticity * d["growth_scale"]',
            "tests/forecasting/test_fit.py::test_the_density_of_revenue_widens_where_growth_is_hidden",
        ),
        Mutant(
            "no_revenue_shock",
            "bands of revenue drawn without its shocks",
            "model/planodds/forecasting/simulation/revenue_paths.py",
            'return inputs.unit_parameter("revenue_shock_scale", unit) * z["shock"] / z["root"]',
            'return 0.0 * z["shock"]',
            f"{ORACLES}::test_bands_of_revenue_have_the_spread_of_their_shocks",
        ),
        Mutant(
            "filter_without_determinant",
            "a likelihood without the variance it rests on",
            "model/planodds/forecasting/nuts/state_space_likelihood.py",
            "density += 0.5 * (np.log(inverse) - error**2 * inverse)",
            "density -= 0.5 * error**2 * inverse",
            f"{ORACLES}::test_nile_by_the_kalman_filter",
        ),
        Mutant(
            "adding_up_dropped",
            "units no longer add up to the province",
            paths,
            "    change -= np.log(total)\n",
            "",
            "tests/forecasting/test_paths.py::test_the_units_add_up_to_the_province",
        ),
        Mutant(
            "census_as_growth_revenue",
            "a census step treated as growth in the revenue block",
            "model/planodds/forecasting/census_basis.py",
            "        if year in panel.study.benchmark_years:",
            "        if year in ():",
            "tests/forecasting/test_fit.py::test_a_census_is_not_chained_as_growth",
        ),
        Mutant(
            "census_as_growth_pin",
            "a census step counted in a growth condition",
            "model/planodds/forecasting/scenarios/functionals.py",
            "        return level - before - self._step(forecast)",
            "        return level - before",
            f"{ORACLES}::test_a_growth_condition_in_a_census_year_excludes_the_step",
        ),
        Mutant(
            "census_as_growth_bands",
            "a census step counted in bands of growth",
            "model/planodds/probability/growth/growth_bands.py",
            "        level = log_gdp_on_base_basis(home, start, year)",
            "        level = home.level(variable, year)",
            "tests/probability/test_growth.py::test_a_census_step_is_not_growth",
        ),
    ]


def _odds() -> list[Mutant]:
    return [
        Mutant(
            "bands_of_margins",
            "growth bands from ratios of marginal quantiles",
            "model/planodds/probability/growth/growth_bands.py",
            "            bands = np.quantile(growth, constants.QUANTILES)",
            "            first = 100 * average_log_growth(home, variable, start, start + 1)\n"
            "            bands = np.quantile(growth, constants.QUANTILES) - "
            "np.quantile(first, constants.QUANTILES)[::-1]",
            "tests/probability/test_growth.py::test_growth_bands_from_paths_not_from_marginal_quantiles",
        ),
        Mutant(
            "expected_draws",
            "averages of draws accepted as events",
            "model/planodds/probability/events/probability.py",
            "    if values.dtype != bool:",
            "    if values.dtype.kind not in 'bf':",
            "tests/probability/test_probability.py::test_expected_draws_are_refused",
        ),
        Mutant(
            "clusters_ignored",
            "Monte Carlo error as if all paths were independent",
            "model/planodds/probability/events/probability.py",
            "    mcse = batch_error(both, condition, cluster)",
            "    mcse = math.sqrt(share * (1 - share) / met)",
            "tests/probability/test_probability.py::test_batch_error_covers_on_clustered_chains",
        ),
        Mutant(
            "rank_of_margins",
            "ranks from sorted margins instead of joint draws",
            "model/planodds/probability/events/ranks.py",
            "        np.greater(log_gdp[other], unit_log_gdp, out=larger)",
            "        np.greater(np.sort(log_gdp[other], axis=0), unit_log_gdp, out=larger)",
            "tests/probability/test_ranks.py",
        ),
        Mutant(
            "crps_of_the_median",
            "the score fed with the model's own median",
            "model/planodds/evaluation/scoring/scoring_rules.py",
            "crps_ensemble(\n        np.asarray(outcome, dtype=float),",
            "crps_ensemble(\n        np.median(draws, axis=1),",
            "tests/evaluation/test_scoring_rules.py::"
            "test_crps_is_fed_with_the_outcome_and_not_with_the_models_median",
        ),
        Mutant(
            "record_of_the_median",
            "the track record fed with the model's own median",
            "model/planodds/evaluation/track_record/county_scores.py",
            "_score_draws(y, ours[part])",
            "_score_draws(np.median(ours[part], axis=1), ours[part])",
            "tests/evaluation/test_county_scores.py::test_level_crps_is_that_of_the_outcome",
        ),
        Mutant(
            "nan_passes_the_gate",
            "NaN ignored by the gate",
            "model/planodds/forecasting/convergence.py",
            "pick = np.max if largest else np.min",
            "pick = np.nanmax if largest else np.nanmin",
            f"{ORACLES}::test_one_nan_among_many_numbers_is_a_miss",
        ),
    ]


def _knowledge() -> list[Mutant]:
    leakage = "tests/inputs/test_leakage.py::test_later_rows_do_not_change_an_earlier_panel"
    return [
        Mutant(
            "late_cells",
            "figures of later years in an earlier panel",
            "model/planodds/inputs/panels/county_panel.py",
            "    years = tuple(range(study.first_year, to + 1))",
            "    years = tuple(range(study.first_year, 2025))",
            leakage,
        ),
        Mutant(
            "late_vintage",
            "a revision that was not yet published",
            "model/planodds/inputs/panels/drivers.py",
            "        if vintage.when in (None, information.basis)",
            "        if True",
            "tests/inputs/test_panel.py::test_provincial_growth_of_2022_uses_the_basis_of_the_set",
        ),
        Mutant(
            "late_share",
            "industry shares taken from the last year instead of the first",
            "model/planodds/inputs/panels/county_panel.py",
            "    years = tuple(year for year in exposure.years if year <= to)",
            "    years = (2023,)",
            leakage,
        ),
        Mutant(
            "late_scaling",
            "the coal price scaled by its whole sample",
            "model/planodds/inputs/panels/drivers.py",
            "    return coalesce(*growths)",
            "    return coalesce(*growths) / np.nanstd(_log_growth(_series_levels("
            "drivers, 'coal_price_newcastle', 'imf', to=9999), range(2019, 2026)))",
            f"{ORACLES}::test_the_future_cannot_reach_a_forecast",
        ),
        Mutant(
            "late_anchor",
            "today's anchors used for an earlier origin",
            "model/planodds/inputs/priors.py",
            "override = _find_override(entry, information_name, where)",
            "override = {}",
            "tests/inputs/test_priors.py::test_the_anchor_is_that_of_its_information_set",
        ),
        Mutant(
            "late_mask",
            "county growth after the origin not masked",
            "model/planodds/forecasting/block_data/county.py",
            "    mask = np.isfinite(excess)\n",
            "    mask = np.ones_like(excess, dtype=bool)\n",
            "tests/forecasting/test_fit.py::test_nothing_after_the_information_set_reaches_a_fit",
        ),
        Mutant(
            "typo_in_a_key",
            "a misspelt key dropped, the default case run",
            "model/planodds/inputs/tables/yaml_models.py",
            'extra="forbid", frozen=True',
            'extra="ignore", frozen=True',
            f"{ORACLES}::test_a_misspelt_scenario_file_is_not_the_default_case",
        ),
        Mutant(
            "typo_in_a_prior",
            "a misspelt parameter of a prior dropped, the default kept",
            "model/planodds/inputs/priors.py",
            "    if unknown or missing:",
            "    if missing:",
            "tests/inputs/test_priors.py::test_a_faulty_prior_is_refused_by_name",
        ),
        Mutant(
            "typo_in_a_parameter",
            "a misspelt notebook parameter dropped",
            "model/planodds/batch/parameters.py",
            "        if name not in declared:",
            "        if name not in declared and not declared:",
            "tests/batch/test_parameters.py::"
            "test_an_unknown_parameter_is_refused_with_the_closest_name",
        ),
        Mutant(
            "typo_in_an_option",
            "a misspelt scenario on the command line dropped",
            "model/planodds/cli/batch_plan.py",
            '    check_choice("scenario", only or [], on_file)\n',
            "",
            "tests/test_cli.py::test_a_wrong_option_is_refused",
        ),
    ]


def _assumptions() -> list[Mutant]:
    ledger = "tests/forecasting/test_projects.py"
    return [
        Mutant(
            "tilt_ignored",
            "a judgement read and then ignored",
            "model/planodds/forecasting/scenarios/apply.py",
            "    log_weight, tilted = apply_moment_conditions(result, panel, moments, log_weight)",
            "    tilted = {'tilt_kl': 1.0}",
            "tests/forecasting/test_tilting.py::"
            "test_a_tilted_forecast_has_the_moment_and_the_same_draws",
        ),
        Mutant(
            "usual_counted_twice",
            "usual projects added to a drift that includes them",
            "model/planodds/forecasting/scenarios/projects.py",
            "return gross, np.maximum(gross - usual, 0.0)",
            "return gross, gross + 0.0 * usual",
            f"{ledger}::test_only_the_excess_over_the_usual_counts",
        ),
        Mutant(
            "base_counted_twice",
            "output included in the last figure added again",
            "model/planodds/forecasting/scenarios/projects.py",
            " - ramp_share(before, project.ramp.shares)",
            "",
            f"{ledger}::test_what_already_runs_is_not_added_again",
        ),
        Mutant(
            "batch_and_project",
            "batch totals added to the projects in them",
            "model/planodds/inputs/scenarios/references.py",
            "    if mixed.any():",
            "    if False:",
            f"{ledger}::test_a_faulty_project_pipeline_is_refused",
        ),
        Mutant(
            "ramp_on_time",
            "every project at full rate on the promoters' date",
            "model/planodds/forecasting/scenarios/projects.py",
            ") / pace\n    before",
            ")\n    before",
            f"{ledger}::test_stretch_multiplies_the_length_of_the_ramp",
        ),
        Mutant(
            "parent_forgotten",
            "a parent's assumptions read and then omitted",
            "model/planodds/inputs/scenarios/inheritance.py",
            " if _subject(name, item[0]) not in replaced]",
            " if False]",
            "tests/inputs/test_extends.py::test_the_parents_assumptions_apply",
        ),
        Mutant(
            "settled_pin",
            "a redundant exact condition treated as a new one",
            "model/planodds/inputs/scenarios/redundancy.py",
            "return [] if full else hard",
            "return []",
            "tests/inputs/test_contract.py::"
            "test_redundant_exact_conditions_are_refused_with_the_second_line",
        ),
        Mutant(
            "sweep_of_one",
            "the runs of a sweep all at the first value of an axis",
            "model/planodds/inputs/scenarios/sweep_files.py",
            "_condition(axis, run[axis.name])",
            "_condition(axis, axis.points[0])",
            "tests/inputs/test_sweep.py::"
            "test_the_grid_is_every_combination_and_the_last_axis_runs_fastest",
        ),
        Mutant(
            "one_off_stays",
            "a one-off item made permanent",
            "model/planodds/forecasting/scenarios/revenue_measures.py",
            "in_year = np.isin(years, measure.years)[:, None]",
            "in_year = (years >= min(measure.years))[:, None]",
            f"{ledger}::test_a_one_off_is_gone_the_year_after",
        ),
        Mutant(
            "overlap_added",
            "weights added over scenarios that overlap",
            "model/planodds/inputs/scenarios/weights.py",
            "lower.below is not None and lower.below == upper.above",
            "lower.below is not None",
            "tests/probability/test_mixture.py::test_cells_that_are_no_partition_are_refused",
        ),
        Mutant(
            "cells_ignore_condition",
            "cells weighed alike, however likely the condition of an event is in them",
            "model/planodds/probability/questions/mixture.py",
            "mix_probability(odds, weight, drawn * reached)",
            "mix_probability(odds, concentration, drawn)",
            "tests/probability/test_mixture.py::"
            "test_weights_equal_to_the_shares_of_the_cells_give_the_odds_of_the_baseline",
        ),
        Mutant(
            "cells_a_year_late",
            "cells by the growth of the years after those declared",
            "model/planodds/probability/questions/mixture.py",
            "forecast.year_index(first + ahead - 1)",
            "forecast.year_index(first + ahead)",
            "tests/probability/test_mixture.py::"
            "test_the_years_ahead_begin_after_the_last_figure_of_the_series",
        ),
    ]


def _record() -> list[Mutant]:
    backtest = "tests/evaluation/test_backtest.py"
    return [
        Mutant(
            "late_weights",
            "ensemble weights learnt from future outcomes",
            "model/planodds/evaluation/backtest/weights.py",
            '& (table["origin"] + table["horizon"] <= last)',
            '& (table["origin"] <= last)',
            f"{backtest}::test_the_ensemble_weights_use_earlier_origins",
        ),
        Mutant(
            "mixed_members",
            "a member drawn again for each year of a path",
            "model/planodds/forecasting/simulation/ensemble.py",
            "names),\n                uniform,",
            "names),\n                generator.random(draws),",
            "tests/forecasting/test_ensemble.py::test_each_path_comes_from_one_member",
        ),
        Mutant(
            "late_panel",
            "years after the origin remain in a panel's history",
            "model/planodds/inputs/panels/unit_panel.py",
            "values=self.values[:, start:stop],",
            "values=self.values[:, start:],",
            "tests/inputs/test_unit_panel.py::test_nothing_later_than_the_origin_remains",
        ),
        Mutant(
            "neighbours_paths",
            "paths in the order of the codes given to units in another order",
            "model/planodds/evaluation/backtest/unit_forecast.py",
            "    paths[present] = np.asarray(forecast.log_gdp)[own]\n",
            "    paths[present] = np.asarray(forecast.log_gdp)\n",
            "tests/evaluation/test_unit_forecast.py"
            "::test_paths_follow_their_units_when_these_are_permuted",
        ),
        Mutant(
            "units_adrift",
            "units whose mean does not grow by the common path",
            "model/planodds/forecasting/simulation/paths.py",
            "    change -= change.mean(axis=0)\n",
            "",
            "tests/evaluation/test_unit_forecast.py"
            "::test_the_mean_of_the_units_grows_by_the_common_path",
        ),
        Mutant(
            "excess_forgotten",
            "the mean of a series without that of the series it is relative to",
            "model/planodds/forecasting/simulation/common_paths.py",
            "mean[symbol] = process + (mean[base] if base else 0.0)",
            "mean[symbol] = process",
            "tests/forecasting/test_paths.py::test_common_recursion_agrees_with_a_loop_over_scalars",
        ),
        Mutant(
            "rank_of_another_roster",
            "joint odds of one roster with the ranks of another",
            "model/planodds/probability/questions/joint.py",
            "ranked = rank_event(home, roster, year,",
            "ranked = rank_event(home, home.rosters[0], year,",
            "tests/probability/test_joint.py::test_each_roster_counts_its_own_ranks",
        ),
        Mutant(
            "revenue_of_a_neighbour",
            "revenue paths that start from a neighbouring unit's figure",
            "model/planodds/forecasting/simulation/revenue_paths.py",
            "np.full(inputs.draws, np.log(panel.revenue[unit, last]))",
            "np.full(inputs.draws, np.log(panel.revenue[unit - 1, last]))",
            "tests/forecasting/test_alignment.py::test_revenue_starts_from_the_units_own_figure",
        ),
        Mutant(
            "deviation_from_zero",
            "a slow deviation that starts from zero",
            "model/planodds/forecasting/simulation/paths.py",
            'inputs.unit_parameter("slow_last", unit),',
            '0.0 * inputs.unit_parameter("slow_last", unit),',
            "tests/forecasting/test_alignment.py"
            "::test_units_of_a_group_differ_by_their_drift_and_their_decaying_deviation",
        ),
        Mutant(
            "volatility_of_another_year",
            "paths start from the volatility of the first year",
            "model/planodds/forecasting/simulation/simulation_inputs.py",
            'start = p["volatility"][:, p["last_growth_year"]]',
            'start = p["volatility"][:, 0]',
            "tests/forecasting/test_volatility.py"
            "::test_paths_start_from_the_volatility_of_the_last_year",
        ),
        Mutant(
            "volatility_shift_unpriced",
            "the median moved with the volatility without its prior",
            "model/planodds/forecasting/gibbs/county/volatility.py",
            "    gain = log_prior_at(prior, median * np.exp(shift)) + shift",
            "    gain = log_prior_at(prior, median) + shift",
            "tests/forecasting/test_gibbs_sweeps.py"
            "::test_county_sweeps_with_simulated_data_preserve_the_prior",
        ),
        Mutant(
            "innovation_unscaled",
            "the innovation of a mean rescaled without its steps",
            "model/planodds/forecasting/gibbs/common/sweep.py",
            "        factor = new / old - 1.0",
            "        factor = 0.0",
            "tests/forecasting/test_gibbs_sweeps.py"
            "::test_common_sweeps_with_simulated_data_preserve_the_prior",
        ),
    ]


def _scores() -> list[Mutant]:
    scoring = "tests/evaluation/test_score_paths.py"
    tables = "tests/evaluation/test_summary_tables.py"
    return [
        Mutant(
            "own_median_scored",
            "a joint path scored at the model's own median",
            "model/planodds/evaluation/scoring/score_paths.py",
            "y, x = observed[part][:, 0], forecast[part]",
            "y, x = np.median(forecast[part], axis=1), forecast[part]",
            f"{scoring}::test_level_and_rank_are_scored_with_the_outcome",
        ),
        Mutant(
            "marginal_ranks",
            "ranks of units from different draws",
            "model/planodds/evaluation/scoring/score_paths.py",
            "rank, observed_rank = descending_rank(draws)",
            "rank, observed_rank = descending_rank(np.sort(draws, axis=1))",
            f"{scoring}::test_level_and_rank_are_scored_with_the_outcome",
        ),
        Mutant(
            "cells_drawn_again",
            "an interval that treats every cell as an independent test",
            "model/planodds/evaluation/scoring/bootstrap.py",
            "    return indices.reshape(resamples, -1)[:, :count]",
            "    return np.tile(np.arange(count), (resamples, 1))",
            f"{tables}::test_interval_over_origins_covers_where_cells_alone_would_not",
        ),
        Mutant(
            "other_cells",
            "skill over cells that the benchmark does not have",
            "model/planodds/evaluation/scoring/skill.py",
            "by_model[[model, benchmark]].dropna()",
            "by_model[[model, benchmark]].fillna(1.0)",
            f"{tables}::test_skill_compares_the_same_cells_only",
        ),
        Mutant(
            "falling_curve",
            "a reliability curve that may fall",
            "model/planodds/evaluation/scoring/reliability.py",
            "fitted = isotonic_regression(means, weights=counts).x",
            "fitted = means",
            f"{tables}::test_isotonic_curve_is_the_best_of_all_that_never_fall",
        ),
        Mutant(
            "every_year_a_test",
            "county-years of one window counted as independent",
            "model/planodds/probability/questions/base_rates.py",
            "block = [(first - start) // window_years for first, _ in hits]",
            "block = list(range(len(hits)))",
            "tests/probability/test_base_rates.py::test_overlapping_windows_are_one_cluster",
        ),
    ]


MUTANTS: tuple[Mutant, ...] = (
    *_conditioning(),
    *_paths(),
    *_odds(),
    *_knowledge(),
    *_assumptions(),
    *_record(),
    *_scores(),
)
