### Tables and notes of the notebooks.

## ablation

notebook-ablation-no-record = The data folder holds no record of terms; make ablation makes it.
notebook-ablation-made = Made on { $made } with the priors of hash { $priors }.
notebook-ablation-outdated = {" "}The priors have changed since: the table is of the old ones; make it again with make ablation.
notebook-ablation-column-left-out = Left out
notebook-ablation-column-change-held-out-log = Change of held-out log score
notebook-ablation-column-90-percent-coverage = 90 % coverage
notebook-ablation-note = Log score: joint predictive density of whole held-out cross-sections, negative where leaving out does harm, ± its Monte Carlo error. Coverage and odds are those without the term. The one-off jump is added, policy years are set free.
notebook-ablation-caption = What leaving a term out does
notebook-ablation-coverage = As modelled, 90 % bands hold { $province } of the province's growth ({ $province_tests } origins), { $relative_gdp } of relative GDP (n_eff { $relative_gdp_tests }), { $census_gdp } across the census (one census) and { $relative_revenue } of relative revenue (n_eff { $relative_revenue_tests }). These are few tests; nothing was tuned on them.
notebook-ablation-revenue = Year effects on revenue (log points x 100): { $listed }; 2022 and 2024 are the policy years. { $share } of shocks lie beyond 2.5 scales, and { $given_back } ± { $given_back_error } of such a shock is given back the year after ({ $cases } cases).

## compare

notebook-compare-nothing-earlier = This is the information of the plan's own day: nothing earlier to compare with.
notebook-compare-failed = Scenarios whose run failed:
notebook-compare-baseline-failed = The baseline's run failed: there is nothing to compare with. Scenarios whose run failed:

## holdout

notebook-holdout-column-panel = Panel
notebook-holdout-column-held-90-percent-band = Held by the 90% band
notebook-holdout-column-over-own-drift = Over own drift
notebook-holdout-column-over-pooled-drift = Over pooled drift
notebook-holdout-shanxi-caption = Shanxi beside the US states: the model's record
notebook-holdout-shanxi-note = No origin of Shanxi was used for any tuning; they are few, shown without pass or fail. For ranks the rival is staying put, in the column of own drift. “Told the common path” judges the relative part given the province's path that came.
notebook-holdout-column-origins = Origins
notebook-holdout-column-rivals = Rival's
notebook-holdout-column-skill = Skill
notebook-holdout-edition-scores-caption = This edition's forecasts of past origins (CRPS in log points, places for ranks; smaller is better)
notebook-holdout-edition-scores-note = The last three columns: what the intervals held. Origins are the effective number of tests.
notebook-holdout-column-origin = Origin
notebook-holdout-column-units = Units
notebook-holdout-column-energy-score = Energy score
notebook-holdout-column-over-two-apart = Over the two apart
notebook-holdout-joint-table-caption = GDP and revenue scored together (log points, smaller is better)

## data

notebook-data-column-published = Published
notebook-data-published-note = Growth within one census basis only. Money in 100 million yuan, current prices.
notebook-data-published-caption = The county's published figures and ranks
notebook-data-published-summary = GDP went from { $first } in { $base } to { $second } in { $last }, the rank from { $first_rank } in { $base } to { $second_rank } in { $ranked }; from { $base } the plan's level needs { $needed }% a year at current prices.
notebook-data-growth-percent = {" "}growth (%)
notebook-data-gdp-30th-place = GDP at the 30th place
notebook-data-title = In { $year } the county stood { $value }; a GDP of { $level } would have stood { $rank }
notebook-data-strip-note = Each dot is one unit's published GDP of { $year }, in order.
notebook-data-column-reading = Reading
notebook-data-column-years = Years
notebook-data-column-from = From
notebook-data-column-to = To
notebook-data-column-county-years-did = County-years that did
notebook-data-required-growth-caption = Growth needed, and how many county-years of the panel ever did that
notebook-data-required-growth-note = A place is set against its last published level as if it stood still: a lower bound.
notebook-data-of = { $hits } of { $cases }
notebook-data-column-order = In order
notebook-data-quality-summary = Of { $cells } cells { $out } are left out of the fit.
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
notebook-model-column-mean = Mean
notebook-model-column-sd = SD
notebook-model-parameters-caption = Posterior parameters (log points a year)
notebook-model-column-growth-year = Growth a year
notebook-model-outlook-caption = The common path: median and 80% interval
notebook-model-no-prior = This edition holds no prior-only fit.
notebook-model-column-quantity = Quantity
notebook-model-column-prior = Prior
notebook-model-column-from = From
notebook-model-column-to = To
notebook-model-prior-summary = { $inside } of { $count } lie inside the limits set beforehand.
notebook-model-prior-predictive-caption = Prior predictive check
notebook-model-column-observed = Observed
notebook-model-posterior-summary = { $within } of { $count } lie inside the model's 90% band.
notebook-model-posterior-predictive-caption = Posterior predictive check: relative growth, revenue over GDP
notebook-model-column-assumption = Assumption
notebook-model-note = One assumption at a time on the same shocks. Without shared shocks each county's paths are shuffled on their own: what it may do alone stays the same.
notebook-model-sensitivity-caption = How far the odds hang on each assumption

## reverse-stress

notebook-reverse-stress-caption = { $variable }: the odds of other levels, { $name }

## scenario

notebook-scenario-column-series = Series
notebook-scenario-column-measure = Measure
notebook-scenario-column-uncertainty = Uncertainty
notebook-scenario-column-kind = Kind
notebook-scenario-assumptions-caption = What is assumed, and on whose word
notebook-scenario-summary = Scenario: { $name }. County data to { $county_to }, drivers to { $drivers_to }.
notebook-scenario-refused = Conditions too far: no odds.
notebook-scenario-odds-table-caption = Odds of the targets: { $name }
notebook-scenario-odds-table-note = Below the odds stands the base rate: of the panel's windows of that length (its longest, where it is too short), how many grew so fast or rose so far.
notebook-scenario-fan-title = { $name }: median { $variable } { $first_median } in { $first_year } and { $last_median } in { $last_year }, eight times in ten between { $q10 } and { $q90 }
notebook-scenario-rank-title = { $name }: the median rank in { $last } is { $median }, eight times in ten between { $low } and { $high }
notebook-scenario-rank-note = Each bar is the probability of one rank; left of the dashes is the top { $rank }.
notebook-scenario-passage-caption = When each target may be reached
notebook-scenario-column-ahead = Ahead in { $year }
notebook-scenario-neighbours-caption = Odds of standing above each neighbour in the ranking

## record

notebook-record-reliability-note = The line is the frequency regressed on what was said; the grey band would hold it nine times in ten if what was said were true (events taken as independent, so rather narrow). Circles are groups, with how many happened of how many; the short bars show how often each probability was said.
notebook-record-column-forecast-probability = What it said
notebook-record-column-mean = Mean
notebook-record-column-times = Times
notebook-record-column-observed-frequency = Happened
notebook-record-column-share = Share
notebook-record-column-90-percent-interval = 90% interval
notebook-record-reliability-bins-table-caption = “Among the first 12”: what was said and what happened
notebook-record-reliability-bins-table-note = States that start within 6 places of the 12th, one to five years ahead joined; intervals draw whole origins again.
notebook-record-coverage-note = Solid dots are the US states with 90% intervals from origins drawn again; hollow diamonds are Shanxi's counties, too few origins for an interval; the orange line is the promise, the grey strip 86 to 94%.
notebook-record-column-interval-90-percent = Interval of the 90%
notebook-record-held-table-caption = US states: what the central intervals held
notebook-record-skill-note = Dots are means over one to five years ahead, right of the line is better than the rival; bars are 90% intervals from origins drawn again, solid where they leave out nought.
notebook-record-column-y = { $horizon } y
notebook-record-column-log-score-gained = Log score gained
notebook-record-column-worst-origin-1-y = Worst origin (1 y)
notebook-record-skill-table-caption = Level: how much smaller its error (CRPS) is, by years ahead
notebook-record-column-criterion = Bar
notebook-record-column-years = Years
notebook-record-column-excellent = Excellent
notebook-record-column-minimum = Minimum
notebook-record-column-after-1999 = After 1999
notebook-record-criteria-caption = Every bar and what was reached
notebook-record-criteria-note = The bars were set before the test and bind on the US states. After 1999: the headline's engine on origins never used for any tuning, one to three. The best single rival is chosen year by year with hindsight. Ranks are whole numbers and intervals hold their ends; in brackets the share with ties spread at random.
notebook-record-90-percent-interval = 90% in interval
notebook-record-99-9-percent-band = 99.9% band
notebook-record-all = all
