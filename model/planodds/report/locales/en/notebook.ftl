### Tables and notes of the notebooks.

## ablation

notebook-ablation-no-record = The data folder has no record of the ablation; run make ablation to produce it.
notebook-ablation-made = Computed on { $made } with the priors of hash { $priors }.
notebook-ablation-outdated = {" "}The priors have changed since then and the table refers to the earlier ones; run make ablation again.
notebook-ablation-column-left-out = Term omitted
notebook-ablation-column-change-held-out-log = Change of held-out log score
notebook-ablation-column-90-percent-coverage = 90% coverage
notebook-ablation-note = Log score: joint predictive density of whole held-out cross-sections, negative where omitting the term worsens the forecast, ± its Monte Carlo error. Coverage and chances are those without the term. The one-off jump is added; the effects of policy years are left unrestricted.
notebook-ablation-caption = Effect of omitting each term
notebook-ablation-coverage = Coverage of the 90% intervals of the model as specified: { $province } for provincial growth ({ $province_tests } origins), { $relative_gdp } for relative GDP (n_eff { $relative_gdp_tests }), { $census_gdp } across the census (one census) and { $relative_revenue } for relative revenue (n_eff { $relative_revenue_tests }). The number of tests is small; nothing was tuned on them.
notebook-ablation-revenue = Year effects on revenue (log points x 100): { $listed }; 2022 and 2024 are the policy years. { $share } of shocks lie beyond 2.5 scales, and { $given_back } ± { $given_back_error } of such a shock is reversed the following year ({ $cases } cases).

## compare

notebook-compare-nothing-earlier = This is the information available when the plan was made; there is no earlier forecast to compare with.
notebook-compare-failed = Scenarios whose run failed:
notebook-compare-baseline-failed = The baseline run failed, so no comparison is possible. Scenarios whose run failed:

## holdout

notebook-holdout-column-panel = Panel
notebook-holdout-column-held-90-percent-band = Coverage of the 90% interval
notebook-holdout-column-over-own-drift = Against unit drift
notebook-holdout-column-over-pooled-drift = Against pooled drift
notebook-holdout-shanxi-caption = Track record of the model: Shanxi and the US states
notebook-holdout-shanxi-note = No Shanxi origin was used for tuning; the origins are few and are shown without a verdict. For ranks the benchmark is an unchanged rank, shown in the column of unit drift. "Given the common path" evaluates the relative part conditional on the observed provincial path.
notebook-holdout-column-origins = Origins
notebook-holdout-column-rivals = Benchmark
notebook-holdout-column-skill = Skill
notebook-holdout-edition-scores-caption = Forecasts of this edition from past origins (CRPS in log points, places for ranks; lower is better)
notebook-holdout-edition-scores-note = The last three columns show the coverage of the intervals. The number of origins is the effective number of tests. These are the draws of this edition; the stored record has its own, so that coverage may differ by one or two points.
notebook-holdout-column-origin = Origin
notebook-holdout-column-units = Units
notebook-holdout-column-energy-score = Energy score
notebook-holdout-column-over-two-apart = Against separate forecasts
notebook-holdout-joint-table-caption = Joint score of GDP and revenue (log points, lower is better)

## data

notebook-data-column-published = Published
notebook-data-published-note =
    { -study.bases ->
        [yes] Growth is computed within one statistical basis only.{ " " }
       *[no] { "" }
    }Figures in { -money }.
notebook-data-published-caption = The { -unit }'s published figures and ranks
notebook-data-published-summary = { -ranked-capital } was { $first } { -money-short } in { $base } and { $second } in { $last }, the rank { $first_rank } in { $base } and { $second_rank } in { $ranked }; the plan's level requires growth of { $needed }% a year at current prices from { $base }.
notebook-data-growth-percent = {" "}growth (%)
notebook-data-gdp-30th-place = { -ranked-capital } at the { $place } place
notebook-data-title = In { $year } the { -unit } ranked { $value }; { -ranked } of { $level } { -money-short } would have ranked { $rank }
notebook-data-strip-note = Each dot is one unit's published { -ranked } of { $year }, in order.
notebook-data-column-reading = Interpretation
notebook-data-column-years = Years
notebook-data-column-from = From ({ -money-short })
notebook-data-column-to = To ({ -money-short })
notebook-data-column-county-years-did = { -unit-capital }-years with this growth
notebook-data-required-growth-caption = Required growth, and { -unit }-years of the panel that achieved it
notebook-data-required-growth-note = The threshold of a rank is its last published level, held constant: a lower bound.
notebook-data-of = { $hits } of { $cases }
notebook-data-column-order = Valid
notebook-data-quality-summary = Of { $cells } values { $out } are excluded from the fit.
notebook-data-column-rows = Rows
notebook-data-sources-note = The other { $rest } sources are in sources_used.csv.
notebook-data-sources-caption = Main sources of the data

## model

notebook-model-column-refitted = Refitted
notebook-model-yes = yes
notebook-model-no = no
notebook-model-gate = { $good } of { $count } blocks passed the convergence gate.
notebook-model-diagnostics-caption = Convergence
notebook-model-column-parameter = Parameter
notebook-model-column-growth-year = Growth a year
notebook-model-learning-title = The data say most of: { $most }; least of: { $least }
notebook-model-learning-note = Grey: 90% interval of the prior; line and dot: 90% interval and median of the posterior. A line as long as the grey bar has learnt nothing.
notebook-model-learning-axis = Standard deviations of the prior from its mean
notebook-model-outlook-caption = The common path: median and 80% interval
notebook-model-no-prior = This edition has no prior-only fit.
notebook-model-column-quantity = Quantity
notebook-model-column-prior = Prior
notebook-model-column-from = From
notebook-model-column-to = To
notebook-model-prior-summary = { $inside } of { $count } lie within the limits set in advance.
notebook-model-prior-predictive-caption = Prior predictive check
notebook-model-column-observed = Observed
notebook-model-posterior-summary = { $within } of { $count } lie within the model's 90% interval.
notebook-model-posterior-predictive-caption =
    Posterior predictive check: relative growth{ -study.linked ->
        [yes] , { -linked } as a share of { -ranked }
       *[no] { "" }
    }
notebook-model-column-assumption = Assumption
notebook-model-note = One assumption is changed at a time, with the same shocks. Without common shocks the paths of each { -unit } are permuted independently, so its own distribution is unchanged.
notebook-model-sensitivity-caption = Sensitivity of the chances to each assumption

## reverse-stress

notebook-reverse-stress-caption = { $variable }: chances of alternative levels, { $name }

## scenario

notebook-scenario-column-series = Series
notebook-scenario-column-measure = Measure
notebook-scenario-column-uncertainty = Uncertainty
notebook-scenario-column-kind = Kind
notebook-scenario-assumptions-caption = Assumptions and their basis
notebook-scenario-summary =
    Scenario: { $name }. { -unit-capital } data to { $county_to }{ -study.drivers ->
        [yes] , drivers to { $drivers_to }.
       *[no] .
    }
notebook-scenario-refused = The conditions are too far from the forecast: no chances are reported.
notebook-scenario-odds-table-caption = Chances of the targets: { $name }
notebook-scenario-odds-table-note = Below the chance is the base rate: the share of the panel's windows of that length (the longest available, where the panel is too short) with the required growth or rise in rank; none where there is a single window.
notebook-scenario-fan-title = { $name }: median { $variable } { $first_median } { -money-short } in { $first_year } and { $last_median } in { $last_year }, with an 80% interval from { $q10 } to { $q90 }
notebook-scenario-rank-title = { $name }: the median rank in { $last } is { $median }, with an 80% interval from { $low } to { $high }
notebook-scenario-rank-note = Each bar is the probability of one rank; the top { $rank } lies to the left of the dashed line.
notebook-scenario-passage-caption = Year in which each target is reached
notebook-scenario-column-ahead = Ahead in { $year }
notebook-scenario-neighbours-caption = Chance of ranking above each neighbour

## missing

notebook-missing-caption = Data that would fill the targets without a probability
notebook-missing-note = One row of the file is shown as an example. Add three annual figures or more, replace value, source and note, and run again.
notebook-missing-column-series = Indicator
notebook-missing-column-figures = Annual figures
notebook-missing-column-file = File
notebook-missing-column-example = Example
notebook-missing-figures = { $found } of { $needed }

## record

notebook-record-reliability-note = The line is the observed frequency, regressed on the forecast probability; the grey band is its 90% range if the forecasts were reliable (events taken as independent, so somewhat narrow). Circles are bins, with the number of occurrences out of all events; the short bars show how often each probability was forecast.
notebook-record-column-forecast-probability = Forecast probability
notebook-record-column-mean = Mean
notebook-record-column-times = Events
notebook-record-column-observed-frequency = Occurrences
notebook-record-column-share = Share
notebook-record-column-90-percent-interval = 90% interval
notebook-record-reliability-bins-table-caption = Rank 12 or better: forecast probability and observed frequency
notebook-record-reliability-bins-table-note = States within 6 places of rank 12 at the origin, one to five years ahead combined; intervals resample whole origins.
notebook-record-coverage-note = Solid dots are the US states with 90% intervals from resampled origins; hollow diamonds are Shanxi's counties, with too few origins for an interval; the orange line is the nominal 90%, the grey strip 86% to 94%.
notebook-record-column-interval-90-percent = Interval of 90% coverage
notebook-record-held-table-caption = US states: coverage of the central intervals
notebook-record-skill-note = Dots are means over one to five years ahead; to the right of the line the model is better than the benchmark. Bars are 90% intervals from resampled origins, solid where they exclude zero.
notebook-record-column-y = { $horizon } y
notebook-record-column-log-score-gained = Gain in log score
notebook-record-column-worst-origin-1-y = Worst origin (1 y)
notebook-record-skill-table-caption = Level: reduction of the error (CRPS), by years ahead
notebook-record-column-criterion = Criterion
notebook-record-column-years = Years
notebook-record-column-excellent = Excellent
notebook-record-column-minimum = Minimum
notebook-record-column-after-1999 = After 1999
notebook-record-criteria-caption = Acceptance criteria and results
notebook-record-criteria-note = The criteria were set before the test and apply to the US states. After 1999: the headline model on the one to three origins that were never used for tuning. The best single benchmark is chosen year by year with hindsight. Ranks are integers and intervals include their end points; brackets show the share with ties broken at random.
notebook-record-panels-caption = Track record of the headline's model on every panel, by years ahead
notebook-record-panels-note = Coverage is that of the 90% interval. Skill is the reduction of the CRPS against unit drift; the last column names the benchmark that came closest at that horizon, chosen with hindsight. US states: origins to 1999 were used for tuning. Indonesia: to 2012. US counties: one county in six, none used for tuning. Origins in brackets do not overlap.
notebook-record-panels-column-held = Coverage, { $part }
notebook-record-panels-column-drift = Level, skill against unit drift
notebook-record-panels-column-relative-drift = Relative part, skill against unit drift
notebook-record-panels-column-best = Closest benchmark for the level
notebook-record-panels-answer = On { $count ->
    [one] one panel
   *[other] { $count } panels
 } and five horizons the best single benchmark, chosen with hindsight, beats the model in { $behind } of { $cases } cases. The model is farthest ahead on { $best_panel } at { $best_horizon ->
    [one] one year
   *[other] { $best_horizon } years
 } ({ $best_skill }), and does worst on { $worst_panel } at { $worst_horizon ->
    [one] one year
   *[other] { $worst_horizon } years
 } ({ $worst_skill } against { $worst_rival }).
notebook-record-90-percent-interval = 90% in interval
notebook-record-99-9-percent-band = 99.9% band
notebook-record-all = all

notebook-early-none = No early figures: all units end in the same year.
notebook-early-caption = What early figures change in the forecast of { $year }: median and 80% interval
notebook-early-note = Levels in the study's unit of measurement; sd is the standard deviation of the figure's error. The total of a group stands above its members, whose own figures are not published yet.
notebook-early-column-figure = Early figure
notebook-early-column-without = Without early figures
notebook-early-column-with = With them
notebook-early-column-change = Change of the median
notebook-early-figure = { $value } (sd { $sd }%)
notebook-step-none = No growth is published across a change of statistical basis.
notebook-step-caption = The step between two statistical bases: growth and revision
notebook-step-note = Growth at current prices is published real growth and the region's prices, with the spread of the units' prices about them (80% interval); what is left of the step is the revision. Where a level of an earlier year was published again, the step is all revision.
notebook-step-column-before = Old basis
notebook-step-column-after = New basis
notebook-step-column-step = Step
notebook-step-column-real = Real growth
notebook-step-column-growth = Growth at current prices
notebook-step-column-revision = Revision

## against the baseline

notebook-against-caption = Chances beside those of the baseline: { $name }
notebook-against-column-year = Year
notebook-against-column-scenario = This scenario
notebook-against-column-baseline = Baseline
notebook-against-column-difference = Difference
notebook-against-note = Main interpretation of each target; differences in percentage points, before rounding. A difference below two simulation errors is no visible effect.
