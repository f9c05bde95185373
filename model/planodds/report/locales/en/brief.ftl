### Text of the brief, section by section.

## brief

brief-brief-contents = Contents
brief-brief-documents = Related documents
brief-brief-odds-heading = Probability of reaching another target level
brief-brief-counties-heading = Compare the { -unit } with others

brief-annex-title = Technical annex: { $title }

## headline

brief-headline-data-cutoff =
    Data to { $county }{ -study.drivers ->
        [yes] { " " }(drivers to { $drivers })
       *[no] { "" }
    } · figures in { -money }
brief-headline-judged =
    { " · " }judged on { $day }{ "\u00A0" }{ $month }{ "\u00A0" }{ $year }{ $zone ->
        [UTC] { " " }(UTC)
       *[other] { "" }
    }{ $missing ->
        [none] { "" }
       *[other] ; final { $missing } figures of the { -units } not obtained
    }
brief-headline-chance = On figures published to { $known }, the chance of { $target } in { $year } is { $chance }.
brief-headline-grade = { $grade } ({ $meaning })
brief-headline-latest = Latest figure
brief-headline-reach-note = "80% chance": that level or more, or that rank or better, is reached with a chance of 80%. Below the latest figure: a fall cannot be ruled out. Current prices.
brief-headline-reach-fall = The median forecast of { -ranked } for { $year } differs from the latest figure by { $fall }: { -region } { $common }, { -unit } { $own }.
brief-headline-gap = Gap
brief-headline-what-moved = Revision
brief-headline-marks-now = Chance: ● now (line: 0 to 100%)
brief-headline-marks-then = Chance: ● now, ○ when planned (line: 0 to 100%)
brief-headline-note-then =
    When planned: data of { $then }, evidence low. Revision: the change of the { $year } forecast since then, common to { -region }{ -study.bases ->
        [yes] , of the { -unit }, and by a change of statistical basis.
       *[no] { " " }and of the { -unit }.
    }
brief-headline-other-roster = { $target }, { $members }: { $then } when planned, { $now } now.
brief-headline-now = { $year }: { $rank }{ "\u00A0" }{ $members }
brief-headline-above = { $year }: { $amount } { -money-short } above
brief-headline-short = { $year }: { $amount } { -money-short } short
brief-headline-note =
    The bands, from dark to light, are the central 50%, 80% and 90% intervals; grey shows the { $place } place with its own intervals.{ -study.bases ->
        [yes] { " " }Dotted lines mark a change of statistical basis; figures on either side are not comparable.
       *[no] { "" }
    }
brief-headline-fan-title-later = Median { -ranked } in { $last } is { $later } { -money-short }; the { $place } place is at { $rank_value }
brief-headline-fan-title = Median { -ranked } in { $year } is { $value } { -money-short } against a target of { $threshold }; in { $last } it is { $later }, with the { $place } place at { $rank_value }
brief-headline-reach-caption = In { $last } there is an 80% chance of each: { -ranked } of at least { $level } { -money-short }; { $rank } place or better{ $side ->
        [worse] {" "}(both worse than in { $known })
       *[other] { "" }
    }
brief-headline-page-title = { $plan }: can its targets be reached?
brief-headline-dropped-suffix = { "" }
brief-headline-verdict = { $needed }; { $base_rate }.
brief-headline-even-odds = 50% chance
brief-headline-80-percent = 80% chance

## revision

brief-revision-label = Reasons for the revision
brief-revision-bridge-note = Hollow: the median when the plan was made; solid: now; the bars show the contribution of each part in turn (they multiply, and are rounded). Dashed line: the target.
brief-revision-odds-note = Short bars: 95% bounds of the simulation error. Evidence was low when the plan was made, so the result from the priors alone is shown beside it.
brief-revision-odds-title = The highest of the three chances was { $first } when the plan was made and is { $second } now
brief-revision-odds-peak = ; on data of { $year } it reached { $chance }
brief-revision-odds-path-note = Hollow: when the plan was made; solid: later. Short bars: 95% bounds of the simulation error.
brief-revision-column-data = Data to
brief-revision-odds-by-origin-caption = Chances of the { $target_year } targets, by data available at the time
brief-revision-now = now
brief-revision-median-then = Median then
brief-revision-median-now = Median now
brief-revision-table-note =
    The effects multiply. Common: actual against expected growth; { -unit }: growth relative to { -region }{ -study.bases ->
        [yes] ; basis: the one-off effect of the change to the newer basis.
       *[no] .
    } Ranks are unaffected by common factors.
brief-revision-table-caption = Revision of the median forecast for { $year }, by source
brief-revision-100m-yuan = { -money-short }
brief-revision-evidence =
    On the data of { $then } only { $years } { $years ->
        [one] year
       *[other] years
    } of growth of the { -units } { $years ->
        [one] was
       *[other] were
    } available. Those chances rest mainly on prior assumptions and the evidence is low; results from the priors alone are shown for comparison.
brief-revision-bridge-title = Median forecast for { $year } against the target: { $gaps }
brief-revision-below-target = { $variable } { $amount } { -money-short } short
brief-revision-above-target = { $variable } { $amount } { -money-short } above
brief-revision-heading = The median forecast of { -ranked } in { $year } was revised from { $then } to { $now } { -money-short }: { $parts }

## scenarios

brief-scenarios-label = Scenarios
brief-scenarios-note = Dots: medians; lines: 50% (thick) and 80% intervals. Dotted: the baseline median of { $year }; dashed: the target.
brief-scenarios-heading-plan-path = ; if the plan's growth rates are achieved, they are { $list } { -money-short } and { $ranks }
brief-scenarios-title-none = No scenario other than the baseline and the plan path could be computed
brief-scenarios-title = Excluding the plan path, median { -ranked } in { $year } relative to the baseline is highest in { $best } ({ $high }) and lowest in { $worst } ({ $low })
brief-scenarios-levels-caption = { -ranked-capital } ({ -money }): median and 80% interval
brief-scenarios-ranks-caption = Rank among all { -units }: median and 80% interval
brief-scenarios-outcomes-caption = Median in { $year } by scenario, and its change from the baseline
brief-scenarios-outcomes-note = Below each median its difference from the baseline; under half a per cent, or less than one place, is no visible effect.
brief-scenarios-no-effect = no visible effect
brief-scenarios-column-scenario = Scenario
brief-scenarios-levels-note = Figures without an interval are assumed by the scenario.
brief-scenarios-caption = Chances of the three targets in each scenario
brief-scenarios-tail = {" "}In the baseline, a deviation this large or larger in the same direction has a chance of { $share }.
brief-scenarios-tail-central = {" "}The assumption lies near the middle of the baseline's own paths.
brief-scenarios-as-baseline = as baseline
brief-scenarios-odds-note = "As baseline": the difference is within two errors of the simulation. Years in which no scenario differs from the baseline are left out.
brief-scenarios-refused = The conditions are too far from the forecast: the effective sample is only { $share }. No chances are reported.
brief-scenarios-heading = Across { $count } scenarios (baseline included, plan paths apart), median { -ranked } in { $year } is { $medians } { -money-short } and the median rank { $ranks }
brief-scenarios-rank-to = {" "}to{" "}

## mixture

brief-mixture-weights-vary = { $name }: { $odds } ({ $inner } under alternative weights)
brief-mixture-column-one-cell-alone = In one case alone, { $year }
brief-mixture-caption = Probabilities averaged over cases: { $weights }
brief-mixture-note = In brackets: the 90% range when the weights vary. { $statement }
brief-mixture-sentence = { $weights } cover all outcomes without overlap and can be weighted ({ $shares }; basis: { $kinds }). Weighted probabilities for { $year }: { $odds }.

## assumptions

brief-assumptions-column-scenario-series = Scenario and series
brief-assumptions-column-years = Years
brief-assumptions-column-whose-word = Basis
brief-assumptions-note = Growth is annual; brackets show the uncertainty, with ± one standard deviation. Full sources are given in the notebook of each scenario.
brief-assumptions-caption = Assumptions of each scenario
brief-assumptions-to = { $value } ({ $low } to { $high })

## required

brief-required-label = Required growth
brief-required-column-target-years = Target and years
brief-required-column-from-to = From → to ({ -money-short })
brief-required-column-single-years = Single years
brief-required-column-whole-spans = Multi-year periods
brief-required-note =
    Single years: { -unit }-years of the panel with at least this growth, out of all; multi-year periods: windows of the same length with at least this average growth, a dash where the panel is too short. The threshold of a rank is its last published level, held constant: a lower bound.{ -study.bases ->
        [yes] { " " }All on one statistical basis.
       *[no] { "" }
    }
brief-required-caption = Required growth and its historical frequency
brief-required-reconciled = Single years and chances answer different questions: the first count every { -unit } and year of the panel, booms included; the chance starts from this { -unit } today and is that of being at the target in its year.
brief-required-rank-too-few-paths = Too few paths reach the level to estimate the probability of the rank.
brief-required-rank-given-gdp = Even if { -ranked } reaches the target level in { $year }, the chance of the top { $rank } is { $odds }, because the other { -units } grow as well.
brief-required-some-did = { $hits } of { $cases } { -unit }-years achieved this
brief-required-none-did = none of { $cases } { -unit }-years achieved this
brief-required-heading = { $target }: { $variable } must { $growth }; { $done }
brief-required-heading-later = . In { $year } the chance of being at the target is { $chance }

## attainable

brief-attainable-column-confidence = Confidence
brief-attainable-reach-table-caption = Level reached or exceeded, and rank attained, at a given confidence
brief-attainable-revenue = { -linked-capital } ({ -money-short })
brief-attainable-rank =
    Rank
    { $members }
brief-attainable-title = Median { -linked } in { $last } is { $median } { -money-short }, with an 80% interval from { $low } to { $high }; the target line is { $goal }
brief-attainable-column-reached-2030 = Reached by { $year }
brief-attainable-note = "Reached" means in that year or earlier; the level may be lost again, so the chance of being at the target in the year itself is lower. From 45% to 55% is described as about even, above 55% as more likely than not.
brief-attainable-passage-table-caption = Year in which each target becomes more likely than not
brief-attainable-about-even = about even by { $year }
brief-attainable-not = not by { $last }
brief-attainable-likelier-than-not-be = more likely than not to be reached by { $year }
brief-attainable-about-even-be-reached = about a 50% chance of being reached by { $year }
brief-attainable-chance-by = a chance of { $chance } of being reached by { $last }

## reverse-stress

brief-reverse-stress-column-odds = Chance
brief-reverse-stress-column-growth-needed =
    Growth needed
    (now expected)
brief-reverse-stress-column-done-before = Precedents
brief-reverse-stress-column-whom-fastest = Fastest precedent
brief-reverse-stress-note =
    Only the { -unit } grows faster, the others follow the forecast; annual growth{ -study.bases ->
        [yes] { " " }on one statistical basis.
       *[no] .
    } The threshold of a rank moves with the other { -units }. Precedents: windows of the panel of the same length (or the longest available) that reached this growth, out of all.
brief-reverse-stress-caption = Required growth for a chance of 50%, 80% and 95%
brief-reverse-stress-year-windows = { $years }-year windows
brief-reverse-stress-nobody = none
brief-reverse-stress-out-of-reach = External conditions alone cannot bring these to 50%: no more than { $share } of the forecast paths have conditions this favourable.
brief-reverse-stress-favourable = favourable
brief-reverse-stress-unfavourable = unfavourable
brief-reverse-stress-even-odds = The chance is 50% with { $list }; { $share } of the forecast paths have conditions at least as { $side }.
brief-reverse-stress-series-growth = { $name } at { $fast } a year in { $when } (now expected: { $usual })
brief-reverse-stress-period = { $first }–{ $last }

## ranking

brief-ranking-label = Rank
brief-ranking-heading = From { $base } in { $base_year } to { $now } in { $year }; 80% interval for { $last }: { $low } to { $high }
brief-ranking-heading-now = { $now } in { $year }; 80% interval for { $last }: { $low } to { $high }
brief-ranking-path-title = Median rank in { $last } is { $median }; the target for { $goal } is the top { $threshold }
brief-ranking-path-note = Among all { -units }. The bands, from dark to light, are the central 50%, 80% and 90% intervals.
brief-ranking-path-note-brief = Bands as in the first chart.
brief-ranking-histogram-title = The chance of the top { $threshold } in { $last } is { $number }
brief-ranking-histogram-note = Each bar is the probability of one rank, on a common scale; the target lies to the left of the dashed line.
brief-ranking-column-ranked = Roster
brief-ranking-column-median =
    { $year } median
    80% interval
brief-ranking-column-top-2030 = Top { $threshold } in { $year }
brief-ranking-rank-table-caption = Rank in each roster
brief-ranking-strip-title = { -ranked-capital } of { $threshold } { -money-short } would have ranked { $rank } in { $year }
brief-ranking-strip-note = Each dot is one unit's published { -ranked } of { $year }.
brief-ranking-column-ahead = Ahead in { $year }
brief-ranking-neighbour-table-caption = Chance that the { -unit } ranks ahead of each neighbour

## sensitivity

brief-sensitivity-label = Assumptions and their effect
brief-sensitivity-note = Chances in { $year }. One assumption is changed at a time, with the same random shocks; the line is the model as specified, the dot the result after the change. Fewer paths are used here, so results may differ from the text by about one percentage point.
brief-sensitivity-unchanged = { $name } (still { $after })
brief-sensitivity-change = { $name } ({ $before } to { $after })
brief-sensitivity-range = { $target }: { $low } to { $high }
brief-sensitivity-column-assumption-changed = Assumption changed to
brief-sensitivity-caption = Effect of each assumption on the chances in { $year }
brief-sensitivity-assumption-term = Most influential assumption
brief-sensitivity-scenario-term = Most influential scenario
brief-sensitivity-new-figures-term = Published figures of { $year }
brief-sensitivity-new-figures = Once published, they settle the targets of { $year }; enter them and run again.
brief-sensitivity-census-term = Statistical basis from { $census }
brief-sensitivity-census = The next change of the statistical basis will revise the figures from { $census }, and level and rank may change in one step. The forecast includes this step; its size cannot be known in advance.
brief-sensitivity-largest-title = The chance of { $target } in { $year } is most sensitive to: { $change }
brief-sensitivity-heading = Chances in { $year } under alternative assumptions: { $ranges }
brief-sensitivity-scenario-change = { $scenario }: the chance of { $target } in { $year } changes from { $before } in the baseline to { $after } (excluding the plan path).

## record

brief-record-label = Reliability
brief-record-no-record = This run has no track record
brief-record-figure-title = Share of outcomes inside the 90% intervals, by years ahead
brief-record-note = Solid dots: US states, with intervals; hollow diamonds: Shanxi's counties; orange line: the nominal share. { $sample_size }
brief-record-flags = { $corrected } were corrected, { $doubtful } are doubtful but retained, { $excluded } are excluded from the fit
brief-record-panel = { $cells } published values are used; { $touched }.
brief-record-revenue = { -linked-capital }
brief-record-column-max-r-hat = Max R-hat
brief-record-caption = Convergence: the least favourable block of each fit
brief-record-unknown-term = Not yet known
brief-record-unknown =
    { -unit-capital } figures after { $last }{ -study.drivers ->
        [yes] ; the drivers of { $drivers } are included.
       *[no] { " " }are not yet published.
    }
brief-record-omitted-term = Not in the model
brief-record-omitted = The baseline has no individual projects, policy changes or boundary changes; scenarios add projects item by item, as judgements.
brief-record-change-term = What would change the answer
brief-record-change =
    New figures for the { -unit }{ -study.bases ->
        [yes] , a change of statistical basis
       *[no] { "" }
    }{ -study.drivers ->
        [yes] , or a large change in a driver or in the growth of { -region }
       *[no] , or a large change in the growth of { -region }
    }; towards { $last_year }, the assumed long-run growth.

## readings

brief-readings-label = All targets and interpretations
brief-readings-heading =
    { $states } targets: { $number } with a probability{ $met ->
        [0] { "" }
       *[other] , { $met } met
    }{ $missed ->
        [0] { "" }
       *[other] , { $missed } missed
    }{ $rest ->
        [0] { "" }
       *[other] , { $rest } without data or not yet computable
    }
brief-readings-note = 'Main' marks the interpretation used on the first screen. Targets without data are not estimated.
brief-readings-scoreboard-caption = All targets of the plan, main interpretation
brief-readings-unanswered = Without data or not computable: { $names }.
brief-readings-all-targets-caption = Probability or outcome of every target
brief-readings-written = as written
brief-readings-main = { $name } (main)
brief-readings-gdp-revenue-together = { -ranked-capital } and { -linked } together
brief-readings-gdp-revenue-top-30 = { -ranked-capital }, { -linked } and top { $rank } together
brief-readings-top-30-if-gdp = Top { $rank }, given that { -ranked } is reached
brief-readings-column-one-same-world = Jointly
brief-readings-joint-table-caption = Joint probabilities of several targets
brief-readings-agreement-term = Consistency of level and growth
brief-readings-agreement = If growth is meant at constant prices, the level and growth targets are consistent at a deflator of { $rate }% a year.

## sources

brief-sources-note =
    { $rest ->
        [0] { "" }
        [one] The other one is in tables/sources_used.csv.
       *[other] The other { $rest } are in tables/sources_used.csv.
    }
brief-sources-column-rows = Rows
brief-sources-heading =
    { $count ->
        [one] All data come from one source
       *[other] The data come from { $count } sources; { $share } of the rows are from one panel
    }
brief-sources-caption = Main sources
brief-sources-label = Sources

## method

brief-method-label = Method
brief-method-heading = The model in { $count } statements
brief-method-term-common = Common growth
brief-method-text-common = g(t) = m(t) + ρ·[g(t−1) − m(t−1)] + Σ b(j,l)·[x(j,t−l) − m(j,t−l)] + e(t);  m(t+1) = μ + r·[m(t) − μ] + u(t). Growth g of { -region } (and of each driver) in log points around a mean m that returns to the anchor μ; x: other series of the same year and the year before; e: Student-t.
brief-method-term-unit = Growth of a { -unit }
brief-method-text-unit = Δy(i,t) = g(t) + δ(t) + λ·s(i)·z(t) + p(k,t) + q(t)·s(i) + α(i) + a(i,t) + ε(i,t). δ: mean difference of the { -units }; s: structure of the { -unit } less its mean, z: driver; p, q: shocks shared within a group or by structure; ε: Student-t with scale σ(i)·exp[v(t)], v: volatility of the year, first-order autoregressive. A change of statistical basis adds a step B(i) in its year.
brief-method-term-slow = Lasting and slow parts
brief-method-text-slow = a(i,t) = φ·a(i,t−1) + η(i,t);  α(i) ~ N(0, ω²). Both are integrated out by a Kalman filter.
brief-method-term-linked = Second variable
brief-method-text-linked = Δr(i,t) = c + a·g(t) + b·[Δy(i,t) − g(t)] + h·s(i)·z(t) − κ·[r − y − θ(i)](t−1) + d(t) + u(i,t). Its growth follows that of the first with separate elasticities for the common and the own part, returns towards its usual ratio, and has Student-t shocks.
brief-method-term-rank = Rank
brief-method-text-rank = Counted inside each simulated path among all { -units }, so that common movements cancel.
brief-method-term-chance = Chance
brief-method-text-chance = p = (paths that meet the target) / (all paths), with a simulation error from the effective number of draws.
brief-method-column-median = Posterior median
brief-method-column-range = 90% range
brief-method-caption = Parameters: prior and posterior
brief-method-note = Log points a year for growth and scales; persistences and elasticities are pure numbers. N(mean, sd), m the sample mean; HN(sd): half-normal; LN(median, log sd); TN: normal within limits; Beta(a, b); =: fixed; dash: no prior of its own. Reasons and sources: the study's file of priors.
