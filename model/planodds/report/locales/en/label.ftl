### Labels of codes: variables, readings, scenarios, tables and their columns.

## Variables

label-variable-rank = Rank
label-variable-secondary-share = Share of industry and construction
label-variable-gdp-across-census = GDP across a census
label-variable-revenue-long = Public budget revenue, long
label-variable-income-per-head = Income per head
label-variable-grdp-per-head = Regional product per head

## Rosters of the ranking

label-roster-group = the units of the same group

## Rosters, in a table

label-roster-short-group = of its group

## Readings of a target

label-reading-published = published figures
label-reading-chained = growth chained on one basis
label-reading-constant-prices = constant prices
label-reading-current-prices = current prices
label-reading-current-prices-chained = current prices, chained
label-reading-as-written = as written

## Readings of a scenario

label-variant-common-boom = common boom
label-variant-own-effort = own effort

## Evidence

label-evidence-posterior = data and priors
label-evidence-prior-only = priors only

## Kinds of figures and assumptions

label-kind-data = data
label-kind-estimate = estimate
label-kind-judgement = judgement
label-kind-plan = plan
label-kind-level = level
label-kind-place-held-still = place, the other { -units } constant
label-kind-growth = growth
label-kind-rise = rise in rank

## Series of the scenarios

label-series-aggregate = { -ranked } of { -region }
label-series-county-gdp = { -unit } { -ranked }
label-series-county-revenue = { -unit } { -linked }

## Measures of an assumption

label-measure-growth = annual growth
label-measure-level = level
label-measure-own-growth = extra growth
label-measure-tilt-mean = judged mean
label-measure-tilt-probability = judged probability
label-measure-lasting = lasting measure
label-measure-one-off = one-off item
label-measure-in-base = item not repeated

## Factors of a project

label-factor-capacity = capacity
label-factor-utilisation = utilisation
label-factor-value-added-ratio = value-added ratio
label-factor-displacement = displacement
label-factor-delay = delay in years

## Assumptions of the model

label-assumption-as-modelled = As modelled
label-assumption-anchor = Long-run nominal growth
label-assumption-trend-innovation = Annual change of the trend
label-assumption-national-coal = Coal's effect on the nation
label-assumption-trend-level = Level of the trend
label-assumption-degrees = Tails of the common shocks
label-assumption-heavy-tails = Heavy tails
label-assumption-census = Coming changes of basis
label-assumption-common-shocks = Common shocks

## Levels of an assumption

label-level-off = off
label-level-none = none
label-level-0 = none
label-level-0-0 = none
label-level-x0 = off
label-level-x2 = doubled
label-level-0-040 = 4%
label-level-0-070 = 7%
label-level-0-006 = 0.6%
label-level-0-025 = 2.5%
label-level-lower = 1 point lower
label-level-higher = 1 point higher
label-level-10 = lighter

## Parts of a forecast or of a change

label-part-common = common
label-part-own = { -unit }
label-part-census = basis
label-part-total = total
label-part-level = level
label-part-relative = relative part
label-part-rank = rank
label-part-event = rank event

## Forecasting methods

label-benchmark-own-drift = unit drift
label-benchmark-pooled-drift = pooled drift
label-benchmark-stay = unchanged rank
label-benchmark-panel-ar = panel autoregression
label-benchmark-ets-damped = damped smoothing (ETS)
label-benchmark-arima = ARIMA
label-benchmark-theta = theta
label-benchmark-components = unobserved components
label-benchmark-auto-ets = AutoETS
label-benchmark-auto-theta = AutoTheta
label-benchmark-auto-ces = AutoCES
label-benchmark-mfles = MFLES
label-benchmark-fracast = Fracast
label-benchmark-model = the model
label-benchmark-ensemble = the ensemble
label-benchmark-model-given-common = the model, given the common path

## Blocks of the model

label-block-common = common
label-block-county = { -unit }
label-block-revenue = { -linked }
label-block-paths = paths

## Terms of the model

label-term-as-modelled = As modelled
label-term-coal-lag = Last year's coal price
label-term-national-to-provincial = Effect of the nation on the province
label-term-trend-innovation = Innovation of the trend
label-term-common-tails = Heavy tails of the common shocks
label-term-coal-share = Coal price × industry share
label-term-industry-year = Industry-year shock
label-term-prefecture-factor = Group factor
label-term-slow-deviation = Slow deviation
label-term-drift = Permanent drift
label-term-unit-scales = A scale for each county
label-term-county-tails = Heavy tails of county shocks
label-term-volatility = Yearly volatility of all units
label-term-wedge = Wedge between counties' mean and province
label-term-census-prefecture = Census step: prefecture part
label-term-census-share = Census step: slope on the share
label-term-relative-elasticity = Revenue on relative growth
label-term-revenue-coal = Revenue on coal × share
label-term-reversion = Reversion of the ratio
label-term-year-effect = Year effect of revenue
label-term-policy-years = Policy years (effects unrestricted)
label-term-revenue-tails = Heavy tails of revenue shocks
label-term-revenue-scales = A revenue scale for each county
label-term-one-off-jump = One-off jump (added)

## Panels

label-panel-counties = { -study-label }
label-panel-shanxi = Shanxi's counties
label-panel-us-states = US states
label-panel-us-counties = US counties
label-panel-indonesia-districts = Districts of Indonesia

## Periods

label-regime-all = all
label-regime-coal-up = rising coal price
label-regime-coal-down = falling coal price

## Samples of origins

label-sample-all = all origins
label-sample-opened = origins not used for tuning
label-sample-tuning = origins used for tuning

## Stages of a revision

label-stage-realised = realised
label-stage-outlook = outlook

## Strata of the record

label-stratum-one-basis = one basis
label-stratum-across-census = across a change of basis

## Criteria, in the workbook

label-criterion-relative-coverage = Relative part: 90% coverage
label-criterion-rank-coverage = Rank: 90% coverage
label-criterion-level-coverage = Level: 90% coverage
label-criterion-drift-skill = Level: error below unit drift's
label-criterion-best-rival = Level: error below the best benchmark's
label-criterion-units-better = Units better than unit drift
label-criterion-brier-skill = Rank events: error below unchanged rank's
label-criterion-calibration = Calibration on simulated datasets

## Criteria, in the notebook

label-criterion-asked-relative-coverage = Relative part: 90% coverage
label-criterion-asked-rank-coverage = Ranks: 90% coverage
label-criterion-asked-level-coverage = Levels: 90% coverage, mean
label-criterion-asked-drift-skill = Level: skill over unit drift
label-criterion-asked-best-rival = Level: skill over the best benchmark
label-criterion-asked-units-better = Units better than unit drift
label-criterion-asked-brier-skill = Rank events: skill over unchanged rank
label-criterion-asked-calibration = Simulated datasets inside 99%

## Verdicts

label-verdict-excellent = excellent
label-verdict-minimum = minimum
label-verdict-missed = missed

## Published facts

label-fact-gdp = { -ranked-capital }
label-fact-gdp-growth = Growth of { -ranked }
label-fact-revenue = Public budget revenue
label-fact-revenue-growth = Revenue growth
label-fact-rank = Rank
label-fact-units-ranked = Units ranked
label-fact-place-20-gdp = GDP at rank 20
label-fact-place-30-gdp = GDP at rank 30
label-fact-place-of-gdp-level = Rank that the target of { -ranked } would have had
label-fact-required-growth-gdp-level = Growth required by the target of { -ranked }
label-fact-required-growth-revenue-level = Growth required by the revenue target
label-fact-level-of-gdp-growth = { -ranked-capital } implied by the growth target
label-fact-level-of-revenue-growth = Revenue implied by the growth target
label-fact-implied-deflator = Deflator at which level and growth agree

## Checked quantities

label-quantity-share-of-growth-beyond-40-percent = Share of annual growth beyond ±40%
label-quantity-five-year-growth-q05 = Five-year growth a year, 5% quantile
label-quantity-five-year-growth-q95 = Five-year growth a year, 95% quantile
label-quantity-five-year-rank-change-sd = SD of five-year rank change (places)
label-quantity-spread = Spread of relative growth
label-quantity-tails = Share beyond three spreads
label-quantity-autocorrelation = First-order autocorrelation
label-quantity-ratio-level = { -linked-capital } over { -ranked } (median { -unit })
label-quantity-ratio-spread = Spread of { -linked } over { -ranked } (logs)

## Quality of a source

label-quality-good = good
label-quality-fair = fair
label-quality-weak = weak
label-quality-mirror = mirror

## Licences

label-licence-unknown = unknown
label-licence-government = government

## Yes and no

label-yes-no-True = yes
label-yes-no-False = no

## Grades of evidence

label-grade-high = high
label-grade-medium = medium
label-grade-low = low

## Statuses

label-status-open = open
label-status-decided-met = met
label-status-decided-missed = missed
label-status-not-computable = not computable
label-status-no-data = no data
label-status-not-enough-data = too few figures
label-status-threshold-pending = number not set
label-status-refused = refused: too far from the forecast
label-status-accepted = accepted

## Statistical bases

label-basis-budget-account = budget accounts

## Sides of the ranking

label-side-ahead = ahead
label-side-behind = behind

## Joint targets

label-joint-joint-gdp-revenue = { -ranked-capital } and { -linked } together
label-joint-joint-all-three = All three together
label-joint-rank-30-given-gdp = Top 30, given GDP

## Units of measurement

label-unit-log = log
label-unit-rank = rank
label-unit-percent = %
label-unit-log-growth = log growth
label-unit-places = places
label-unit-place = place
label-unit-units = units
label-unit-percent-a-year = % a year

## Parts scored on the county panels

label-holdout-part-level = level
label-holdout-part-relative = relative
label-holdout-part-common = common
label-holdout-part-rank = rank
label-holdout-part-model-given-common = relative, given the common path

## Designs scored on the county panels

label-holdout-design-us-states-income-per-head = US states, income per head
label-holdout-design-shanxi-gdp = Shanxi GDP, one basis
label-holdout-design-shanxi-gdp-across-census = Shanxi GDP across the census (2024)
label-holdout-design-shanxi-revenue = Shanxi revenue
label-holdout-design-shanxi-revenue-long = Shanxi revenue from 2006, 2010, 2011

## Notebooks

label-notebook-01-data = Data and facts
label-notebook-02-model = Model and convergence
label-notebook-03-track-record = Track record
label-notebook-05-compare = Scenarios compared
label-notebook-06-explore = Explore

## Forms of the brief

label-document-brief = Brief
label-document-annex = Technical annex
label-document-workbook = Workbook of results
label-document-tables = Workbook of all tables
label-document-index = Index of the edition
label-month-1 = January
label-month-2 = February
label-month-3 = March
label-month-4 = April
label-month-5 = May
label-month-6 = June
label-month-7 = July
label-month-8 = August
label-month-9 = September
label-month-10 = October
label-month-11 = November
label-month-12 = December
label-grade-meaning-low = few years or doubtful figures, read as an order of magnitude
label-grade-meaning-medium = short series or weaker sources
label-grade-meaning-high = long comparable series from official sources
label-file-format-html = Page: answers first, then the evidence
label-file-format-pdf = PDF, A4, to print
label-file-format-docx = Word, to edit and pass on
label-file-format-png = First screen as a picture for a phone
label-file-format-xlsx = Workbook: numbers and charts of the brief
label-file-format-tables = Workbook of all tables

## Tables

label-table-results = chances of every target
label-table-quantiles = quantiles of levels and ranks
label-table-facts = published figures and their arithmetic
label-table-history = published figures of every unit
label-table-thresholds = chances of alternative levels and ranks
label-table-required-growth-for-probability = required growth for a given probability, with precedents
label-table-even-path = common path at a chance of 50%
label-table-counties = rank of every { -unit }, chance of ranking ahead
label-table-sensitivity = chances under alternative assumptions
label-table-required = required growth and its historical frequency
label-table-data-quality = quality of the data by year
label-table-sources-used = sources
label-table-diagnostics = convergence
label-table-posterior-summary = posterior of the parameters
label-table-record = scores of forecasts from past origins
label-table-record-neff = scores over origins, with n_eff
label-table-record-engine = model of the headline
label-table-record-joint = joint scores of { -ranked } and { -linked }
label-table-record-acceptance-criteria = acceptance criteria and results
label-table-record-skill = skill over each benchmark
label-table-record-coverage = coverage of the intervals
label-table-record-reliability-bins = forecast probability and observed frequency
label-table-record-reliability = reliability curve
label-table-base-rates = base rates
label-table-rank-distribution = distribution of the rank
label-table-assumptions = assumptions of the scenarios
label-table-conditioning = plausibility of the conditions
label-table-first-passage = first year reached
label-table-neighbours = comparison with neighbours
label-table-comparison = scenarios side by side
label-table-mixture = probabilities averaged over the cells of a partition
label-table-forecast-revision = revision of the median forecast
label-table-common-outlook = drivers and the common path
label-table-missing-data = what would make each target computable
label-table-prior-predictive = prior predictive check
label-table-posterior-predictive = posterior predictive check

## Sheets of the workbook

label-sheet-results = Chances of targets
label-sheet-quantiles = Levels and ranks
label-sheet-mixture = Cells averaged
label-sheet-thresholds = Chances of levels
label-sheet-required = Required growth
label-sheet-required-growth-for-probability = Growth for probability
label-sheet-even-path = Path at 50% chance
label-sheet-base-rates = Base rates
label-sheet-first-passage = First year reached
label-sheet-comparison = Scenarios compared
label-sheet-assumptions = Assumptions
label-sheet-conditioning = Conditions
label-sheet-common-outlook = Common path
label-sheet-forecast-revision = Forecast revision
label-sheet-rank-distribution = Rank distribution
label-sheet-neighbours = Neighbours
label-sheet-counties = All { -units }
label-sheet-facts = Published figures
label-sheet-history = History of units
label-sheet-data-quality = Data quality
label-sheet-record = Track record
label-sheet-record-neff = Track record, combined
label-sheet-record-engine = Headline model
label-sheet-record-acceptance-criteria = Acceptance criteria
label-sheet-record-joint = { -ranked-capital } and { -linked }
label-sheet-record-skill = Skill over benchmarks
label-sheet-record-coverage = Coverage
label-sheet-record-reliability-bins = Reliability bins
label-sheet-record-reliability = Reliability
label-sheet-diagnostics = Convergence
label-sheet-posterior-summary = Parameters
label-sheet-sensitivity = Sensitivity
label-sheet-prior-predictive = Prior check
label-sheet-posterior-predictive = Posterior check
label-sheet-sources-used = Sources

## Columns of the workbook

label-column-information = Data of
label-column-origin = Origin
label-column-scenario = Scenario
label-column-variant = Variant
label-column-unit = Unit
label-column-roster = Roster
label-column-target = Target
label-column-reading = Reading
label-column-evidence = Evidence
label-column-year = Year
label-column-threshold = Threshold
label-column-probability = Probability
label-column-mcse = MC error
label-column-lower = Lower
label-column-upper = Upper
label-column-draws = Draws
label-column-ess = ESS
label-column-status = Status
label-column-variable = Variable
label-column-mean = Mean
label-column-kind = Kind
label-column-from-year = From year
label-column-from-value = From
label-column-to-year = To year
label-column-to-value = To
label-column-required-growth-log = Required growth, log
label-column-required-growth-percent = Required growth, % a year
label-column-span-years = Years
label-column-k = Reached
label-column-n = Of
label-column-k-span = Spans reached
label-column-n-span = Of spans
label-column-lower-span = Lower, spans
label-column-upper-span = Upper, spans
label-column-probability-in = First in the year
label-column-probability-by = Reached by the year
label-column-mcse-by = MC error
label-column-baseline-q50 = Baseline median
label-column-series = Series
label-column-measure = Measure
label-column-value = Value
label-column-sd = SD
label-column-low = Low
label-column-high = High
label-column-source = Source
label-column-ess-share = ESS share
label-column-mahalanobis = Distance
label-column-tail-probability = Tail share
label-column-message-zh = Message (zh)
label-column-message-en = Message
label-column-then = Then
label-column-now = Now
label-column-stage = Stage
label-column-part = Part
label-column-rank = Rank
label-column-neighbour = Neighbour's code
label-column-name-zh = Name (zh)
label-column-name-en = Name
label-column-group-zh = Group (zh)
label-column-group-en = Group
label-column-quantile = Quantile
label-column-reach-probability = Reached with
label-column-side = Side
label-column-last-rank = Rank now
label-column-last-gdp = { -ranked-capital } now
label-column-probability-above = { -unit-capital } ahead
label-column-fact = Fact
label-column-basis = Basis
label-column-units = Units
label-column-ok = Valid
label-column-corrected = Corrected
label-column-doubtful = Doubtful
label-column-derived = Derived
label-column-excluded = Excluded
label-column-second-source = Second source
label-column-source-id = Source
label-column-title = Title
label-column-publisher = Publisher
label-column-location = Location
label-column-licence = Licence
label-column-quality = Quality
label-column-published = Published
label-column-rows = Rows
label-column-block = Block
label-column-parameter = Parameter
label-column-passed = Passed
label-column-rival = Benchmark
label-column-horizon = Horizon
label-column-skill = Error reduction
label-column-stratum = Stratum
label-column-origins = Origins
label-column-weights = Weights
label-column-lowest = Lowest scenario
label-column-highest = Highest scenario
label-column-chance = Chance
label-column-forecast-growth-percent = Growth forecast, % a year
label-column-baseline-growth-percent = Growth in the baseline, % a year
label-column-window-years = Years in a row
label-column-order = Order
label-column-precedent = Precedent's code
label-column-precedent-zh = Precedent (zh)
label-column-precedent-en = Precedent
label-column-precedent-from = From
label-column-precedent-to = To
label-column-precedent-growth-percent = Growth of precedent, % a year
label-column-path-year = Path year
label-column-distance = Distance
label-column-probability-then = Chance then
label-column-assumption = Assumption
label-column-level = Level
label-column-as-modelled = As modelled
label-column-change = Change
label-column-max-rhat = Max R-hat
label-column-max-rhat-of = Of
label-column-min-ess-bulk = Bulk ESS
label-column-min-ess-bulk-of = Of
label-column-min-ess-tail = Tail ESS
label-column-min-ess-tail-of = Of
label-column-divergences = Divergences
label-column-chains = Chains
label-column-tune = Tuning
label-column-seconds = Seconds
label-column-crps-rival = Benchmark's CRPS
label-column-coverage-50 = 50% coverage
label-column-coverage-80 = 80% coverage
label-column-coverage-90 = 90% coverage
label-column-mean-pit = Mean PIT
label-column-brier-rival = Benchmark's Brier
label-column-brier-skill = Brier reduction
label-column-cells = Cells
label-column-tilt-kl = Cost of weighting
label-column-ledger-gross = Projects, gross
label-column-ledger-excess = Projects, above the usual
label-column-home = { -unit-capital }
label-column-engine = Model
label-column-gain-level = Gain, level
label-column-gain-relative = Gain, relative
label-column-gain-event = Gain, event
label-column-criterion = Criterion
label-column-model = Model
label-column-panel = Panel
label-column-excellent-low = Excellent from
label-column-excellent-high = to
label-column-minimum-low = Minimum from
label-column-minimum-high = to
label-column-reached = Reached
label-column-verdict = Verdict
label-column-worst = Worst
label-column-worst-origin = Worst origin
label-column-sample = Sample
label-column-score = Score
label-column-score-rival = Benchmark's score
label-column-log-gain = Log gain
label-column-units-better = Units better
label-column-promise = Nominal
label-column-held = Coverage
label-column-held-spread = Coverage, ties spread
label-column-forecast-probability = Forecast probability
label-column-hits = Occurrences
label-column-observed-frequency = Observed frequency
label-column-density = Density
label-column-opened = Held-out
label-column-opened-origins = Held-out origins
label-column-spread = Spread
label-column-brier = Brier score
label-column-crps = CRPS
label-column-apart = Non-overlapping
label-column-windows = Windows
label-column-regime = Regime
label-column-share = Share
label-column-first-year = First year
label-column-last-year = Last year
label-column-asked = Event
label-column-span = Years
label-column-span-asked = Years of the event
label-column-probability-now = Chance now
label-column-rank-q10 = Rank, 10%
label-column-rank-q50 = Rank, median
label-column-rank-q90 = Rank, 90%
label-column-title-zh = Title (zh)
label-column-publisher-zh = Publisher (zh)
label-column-n-eff = Effective tests
label-column-events = Events
label-column-quantity = Quantity
label-column-observed = Observed
label-column-inside = Inside
label-column-tail = Tail share
label-column-energy = Energy score
label-column-energy-apart = Score, separate forecasts
label-column-energy-rival = Benchmark's score
label-column-gain-together = Gain, joint

## Inputs of an edition

label-input-data = data
label-input-priors = priors
label-input-code = code
label-input-versions = versions
label-input-settings = settings
label-input-asked-for = request

## Outcomes of a target, in the text

label-outcome-decided-met = met
label-outcome-decided-missed = missed
label-outcome-not-computable = not computable
label-outcome-no-data = no data
label-outcome-not-enough-data = too few figures
label-outcome-threshold-pending = number not set
label-outcome-refused = conditions too far from the forecast: refused

## Panels of the scenario comparison

label-comparison-axis-gdp = { -ranked-capital } ({ -money-short })
label-comparison-axis-revenue = { -linked-capital } ({ -money-short })
label-comparison-axis-rank = Rank

## Parts of a forecast, as titles

label-figure-part-level = Level
label-figure-part-relative = Relative part
label-figure-part-rank = Rank

## Numbers of a memo's sections

label-section-number-1 = 1.{" "}
label-section-number-2 = 2.{" "}
label-section-number-3 = 3.{" "}
label-section-number-4 = 4.{" "}
label-section-number-5 = 5.{" "}
label-section-number-6 = 6.{" "}
label-section-number-7 = 7.{" "}
label-section-number-8 = 8.{" "}
label-section-number-9 = 9.{" "}
label-section-number-10 = 10.{" "}

## Planning

label-schedule-on-schedule = on schedule
label-schedule-behind = behind
label-advice-keep = keep
label-advice-strengthen = keep, with added effort
label-advice-revise = revise
label-advice-binding = report upward, take remedial action
label-advice-cannot-judge = cannot be judged
label-advice-achieved = achieved
label-advice-missed = missed
label-unit-usd-per-person = dollars per person
label-unit-usd-1e6 = million dollars
label-unit-idr-1e3-per-person = thousand rupiah per person
label-cut-first-third = first third
label-cut-first-quarter = first quarter
label-verdict-likely = a chance of one half or more
label-verdict-possible = a chance of one in five or more
label-verdict-unlikely = a chance below one in five
label-verdict-lost = as good as lost
label-sheet-early-figures = Early figures
label-sheet-census-steps = Changes of basis
label-table-early-figures = early figures
label-table-census-steps = changes of basis
label-kind-expected = expected
label-kind-published = published
label-column-sd-percent = SD (%)
label-column-q10-without = 10% without
label-column-q50-without = Median without
label-column-q90-without = 90% without
label-column-change-percent = Change (%)
label-column-before = Old basis
label-column-after = New basis
label-column-step-percent = Step (%)
label-column-real-percent = Real growth (%)
label-column-growth-percent = Growth, current prices (%)
label-column-growth-q10 = Growth, 10% (%)
label-column-growth-q90 = Growth, 90% (%)
label-column-revision-percent = Revision (%)
label-column-revision-q10 = Revision, 10% (%)
label-column-revision-q90 = Revision, 90% (%)
label-column-indicator = Name in the data files
label-column-found = Figures found
label-column-needed = Figures needed
label-column-file = File to fill in
label-column-columns = Columns of the file
label-column-example = Example of a row
label-column-prior-q05 = Prior, 5% quantile
label-column-prior-q95 = Prior, 95% quantile
label-column-ratio = SD, posterior over prior
label-column-prior-posterior-q05 = Posterior, 5% quantile
label-column-prior-posterior-q50 = Posterior, median
label-column-prior-posterior-q95 = Posterior, 95% quantile
label-column-forecast-revision-unit = Unit of the effect
label-column-forecast-revision-value = Effect
label-sheet-missing-data = Missing figures
label-sheet-prior-posterior = Prior and posterior
label-table-prior-posterior = what the data taught of each parameter, less the prior's mean, in standard deviations of the prior

## parts of the change of a chance

label-change-part-revised-data = Revised data
label-change-part-new-data = New data
label-change-part-model = Model or priors
label-change-part-scenario = Scenario or evidence
label-change-part-together = Several causes
label-change-part-monte-carlo = Simulation noise

## figure by which a target is judged

label-print-rule-first-print = first print
label-print-rule-final = final figure

## parts of a unit's growth

label-way-component-own = own growth
label-way-component-census = change of basis, once
label-way-component-linked = { -linked } beyond { -ranked }

## Columns and keys of a scenario in a workbook

label-workbook-name = Name of the file: lower-case letters, digits, underscores. For a measure: any name, used once
label-workbook-label = Name for readers, 120 characters at most
label-workbook-narrative = Description for readers
label-workbook-references = source_id of sources.csv, one per line
label-workbook-readings = Variants shown side by side: plain, common_boom (neighbours rise too), own_effort (they do not)
label-workbook-ahead = Years ahead; 1 is the first year without data. Either this or year
label-workbook-year = Calendar year. Either this or ahead
label-workbook-kind = Kind of evidence
label-workbook-source = source_id of sources.csv, or the person or office responsible
label-workbook-date = Date of the source or of the change, YYYY-MM-DD
label-workbook-note = Remarks
label-workbook-series = Series that the row is about
label-workbook-unit = Code of a unit, only for series of one unit; empty: the unit of the plan
label-workbook-measure = growth: on the year before; level: amount in the unit of the data
label-workbook-value = Growth as a fraction or per cent (0.15 or 15%), a level, or a probability
label-workbook-sd = Standard deviation in log points; 0 is a hard condition
label-workbook-statistic = mean or probability
label-workbook-threshold = Growth or level; for a probability only
label-workbook-direction = >= or <=; for a probability only
label-workbook-variable = Variable of the unit that grows
label-workbook-low = Lower end of the triangular distribution
label-workbook-mode = Peak of the triangular distribution
label-workbook-high = Upper end of the triangular distribution
label-workbook-effect = lasting: from its year on; one_off: in one year only; in_base: in the last figure and not repeated
label-workbook-author = Name of the person or office
label-workbook-reason = Why the assumptions were changed

## Parameters of the blocks of units

label-parameter-county-coal-slope = effect of the driver through exposure
label-parameter-county-benchmark-mean = mean step of a change of basis
label-parameter-county-benchmark-slope = step of a change of basis by exposure
label-parameter-county-benchmark-group-scale = spread of the step of a change of basis between groups
label-parameter-county-benchmark-scale = spread of the step of a change of basis within groups
label-parameter-county-shock-median = yearly surprise of the median unit
label-parameter-county-shock-spread = spread of the yearly surprise between units
label-parameter-county-volatility-scale = spread of the yearly volatility that all units share
label-parameter-county-volatility-persistence = persistence of the yearly volatility
label-parameter-county-slow-persistence = persistence of slow deviations
label-parameter-county-slow-scale = yearly change of slow deviations
label-parameter-county-group-persistence = persistence of shocks shared within a group
label-parameter-county-group-scale = yearly shock shared within a group
label-parameter-county-drift-scale = spread of lasting differences in trend
label-parameter-revenue-intercept = growth where the first variable stands still
label-parameter-revenue-common-elasticity = elasticity to growth in common
label-parameter-revenue-relative-elasticity = elasticity to the unit's own growth
label-parameter-revenue-coal-slope = effect of the driver through exposure
label-parameter-revenue-reversion = yearly return to the usual ratio
label-parameter-revenue-ratio-scale = spread of the usual ratio between units
label-parameter-revenue-year-scale = yearly effect shared by all units
label-parameter-revenue-shock-median = yearly surprise of the median unit
label-parameter-revenue-shock-spread = spread of the yearly surprise between units

## Kinds of assumptions in a form

label-workbook-sheet-conditions = Conditions on paths
label-workbook-sheet-tilts = Conditions on averages and probabilities
label-workbook-sheet-own-growth = Extra growth of one unit
label-workbook-sheet-measures = Measures
label-workbook-sheet-changes = Who changed it, when and why

## Figures of an edition

label-figure-fan-gdp = { -ranked-label }: published and forecast
label-figure-fan-revenue = { -linked-label }: published and forecast
label-figure-forecast-revision = Causes of the change of the forecast
label-figure-odds-path = Chances by year of data
label-figure-rank-distribution = Distribution of the rank
label-figure-rank-path = Rank: published and forecast
label-figure-record = Track record of the forecasts
label-figure-scenarios = Scenarios compared
label-figure-sensitivity = Sensitivity to assumptions
label-figure-strip = All { -units } by rank
