### Text of the brief, section by section.

## brief

brief-brief-contents = Contents
brief-brief-odds-heading = Move the target, see the odds
brief-brief-counties-heading = Find any county, choose whom to compare with

## headline

brief-headline-data-cutoff = Data to { $county } (drivers to { $drivers }) · money in 100 million yuan (亿元)
brief-headline-gap = Gap
brief-headline-what-moved = What moved it
brief-headline-note-now = ● odds now, on a line from 0 to 100.
brief-headline-note-then = ○ when the plan was made (data of { $then }, evidence low)  ● now, on a line from 0 to 100. What moved it: the change of the median outlook for { $year } since then, split into what the province shared, the county's own part and the change of census basis.
brief-headline-now = now { $rank }
brief-headline-above = { $amount } above
brief-headline-short = { $amount } short
brief-headline-note = From dark to light the bands hold the outcome five, eight and nine times in ten; grey is the 30th place with its own bands. At the dotted lines the census basis changes: a step there is not growth.
brief-headline-fan-title-later = Median GDP in { $last } is { $later }; the 30th place stands at { $rank_value }
brief-headline-fan-title = Median GDP in { $year } is { $value } against a target of { $threshold }; in { $last } it is { $later }, with the 30th place at { $rank_value }
brief-headline-reach-caption = By { $last }, with 80% confidence: GDP of { $level } or more, and { $rank } place or better
brief-headline-page-title = { $plan }: can its targets be reached?
brief-headline-dropped-suffix = { "" }
brief-headline-verdict = { $needed }; { $base_rate }.
brief-headline-even-odds = even odds
brief-headline-80-percent = 80%

## revision

brief-revision-label = What moved the odds
brief-revision-bridge-note = Hollow: the median when the plan was made; solid: now; the bars between are the parts, one after the other. Dashes: the target.
brief-revision-odds-note = Short bars: 95% bounds of the simulation error. When the plan was made the evidence was low, so that what the priors alone say stands beside it.
brief-revision-odds-title = The best odds of the three were { $first } when the plan was made and are { $second } now
brief-revision-odds-path-note = Hollow: when the plan was made; solid: later. Short bars: 95% bounds of the simulation error.
brief-revision-column-data = On data of
brief-revision-odds-by-origin-caption = Odds of the { $target_year } targets on the data of the day
brief-revision-now = now
brief-revision-median-then = Median then
brief-revision-median-now = Median now
brief-revision-table-note = The parts add up in logs. Province: its growth against what was expected; own: growth relative to the province; census: the one-off step to the basis of the 5th economic census. Ranks do not move with what all share.
brief-revision-table-caption = How the median outlook for { $year } changed, and through what
brief-revision-100m-yuan = 100m yuan
brief-revision-evidence = On the data of { $then } there was { $years } year of county growth, the year of the pandemic: those odds are chiefly the priors', the evidence is low, and the odds from the priors alone stand beside them.
brief-revision-bridge-title = Median outlook for { $year } against the target: { $gaps }
brief-revision-below-target = { $variable } { $amount } short
brief-revision-above-target = { $variable } { $amount } above
brief-revision-heading = The median outlook for GDP in { $year } went from { $then } to { $now }: { $parts }

## scenarios

brief-scenarios-label = Scenarios
brief-scenarios-note = Dots are medians; the thick line holds five outcomes in ten, the thin one eight. Dotted: the baseline's median in { $year }.
brief-scenarios-heading-plan-path = ; with the plan's growth taken as given, GDP is { $list }
brief-scenarios-title-none = But for the baseline and the plan's path no scenario could be computed
brief-scenarios-title = The plan's path apart, median GDP in { $year } is highest against the baseline in { $best } ({ $high }), lowest in { $worst } ({ $low })
brief-scenarios-levels-caption = GDP (100 million yuan): median and 80% interval
brief-scenarios-ranks-caption = Rank of 117: median and 80% interval
brief-scenarios-column-scenario = Scenario
brief-scenarios-levels-note = A figure without an interval is set by its scenario.
brief-scenarios-caption = Odds of the three targets in each scenario
brief-scenarios-tail = {" "}Of the baseline's own paths { $share } go at least this far in the same direction.
brief-scenarios-refused = Conditions too far from anything in the forecast: only { $share } of the sample is effective. No odds are given.
brief-scenarios-heading = Across { $count } scenarios the median GDP of { $year } is { $medians }, the median rank { $ranks }
brief-scenarios-rank-to = {" "}to{" "}

## mixture

brief-mixture-weights-vary = { $name }: { $odds } ({ $inner } as the weights vary)
brief-mixture-column-one-scenario-alone = One scenario alone, { $year }
brief-mixture-caption = Odds with the scenarios weighed: { $weights }
brief-mixture-note = In brackets the range that holds nine times in ten as the weights vary. { $statement }
brief-mixture-sentence = { $weights } do not overlap and can be weighed ({ $shares }; on whose word: { $kinds }). Odds for { $year }, weighed together: { $odds }.

## assumptions

brief-assumptions-column-scenario-series = Scenario and series
brief-assumptions-column-years = Years
brief-assumptions-column-whose-word = On whose word
brief-assumptions-note = Growth is a year's; in brackets how uncertain it is, with ± one standard deviation. The sources stand in full in each scenario's notebook.
brief-assumptions-caption = What each scenario assumes
brief-assumptions-to = { $value } ({ $low } to { $high })

## required

brief-required-label = What it would take
brief-required-column-target-years = Target and years
brief-required-column-from-to = From → to
brief-required-column-single-years = Single years
brief-required-column-whole-spans = Whole spans
brief-required-note = Single years: county-years of the panel that grew so fast, of all; whole spans: windows of as many years that did so on average, a dash where the panel is too short. A place is set against its last published level as if it stood still, a lower bound. All within one census basis.
brief-required-caption = Growth needed, and how often it has been done
brief-required-rank-too-few-paths = Too few paths reach the level to say whether the place would follow.
brief-required-rank-given-gdp = Even with GDP at the target level in { $year }, the odds of the top 30 are { $odds }: the others grow as well.
brief-required-some-did = { $hits } of { $cases } county-years did that
brief-required-none-did = none of { $cases } county-years did that
brief-required-heading = { $target }: { $variable } must { $growth }; { $done }

## attainable

brief-attainable-column-confidence = Confidence
brief-attainable-reach-table-caption = Level reached or passed, and rank held, with the confidence given
brief-attainable-revenue = Revenue
brief-attainable-rank =
    Rank
    { $members }
brief-attainable-title = By { $last } the median for revenue is { $median }, eight in ten outcomes between { $low } and { $high }; the target line is { $goal }
brief-attainable-column-reached-2030 = Reached by 2030
brief-attainable-note = Reached means in that year or any before it; it may be lost again, so that the odds of standing there in the year itself are lower. From 45 to 55% is about even, from 55% likelier than not.
brief-attainable-passage-table-caption = When each target becomes likelier than not
brief-attainable-about-even = about even by { $year }
brief-attainable-not = not by { $last }
brief-attainable-likelier-than-not-be = likelier than not to be reached by { $year }
brief-attainable-about-even-be-reached = about even to be reached by { $year }
brief-attainable-not-likelier-than-not = not likelier than not even by { $last }

## reverse-stress

brief-reverse-stress-column-odds = Odds
brief-reverse-stress-column-growth-needed =
    Growth needed
    (now expected)
brief-reverse-stress-column-done-before = Done before
brief-reverse-stress-column-whom-fastest = By whom (the fastest)
brief-reverse-stress-note = The county alone speeds up, the others go on as forecast; growth a year on one census basis. The threshold of a place moves with the others. Done before: windows of the panel of as many years (or of the longest there are) that reached it, of all.
brief-reverse-stress-caption = Growth needed for odds of 50, 80 and 95%
brief-reverse-stress-year-windows = { $years }-year windows
brief-reverse-stress-nobody = nobody
brief-reverse-stress-out-of-reach = Province, nation and coal alone cannot make these an even bet: the share of the forecast's paths with a common part that good is { $share } at the largest.
brief-reverse-stress-favourable = favourable
brief-reverse-stress-unfavourable = unfavourable
brief-reverse-stress-even-odds = An even bet with { $list }; of the forecast's paths { $share } have a common part at least as { $side }.
brief-reverse-stress-series-growth = { $name } at { $fast } a year in { $when } (now expected: { $usual })
brief-reverse-stress-period = { $first }–{ $last }

## ranking

brief-ranking-label = Rank and neighbours
brief-ranking-heading = From { $base } in { $base_year } to { $now } in { $year }; in { $last }, eight times in ten between { $low } and { $high }
brief-ranking-path-title = The baseline's median rank in { $last } is { $median }; the plan asks for the top { $threshold }
brief-ranking-path-note = Among all 117 units. From dark to light the bands hold the rank five, eight and nine times in ten.
brief-ranking-histogram-title = The odds of the top { $threshold } in { $last } are { $number }
brief-ranking-histogram-note = Each bar is the probability of one rank, all on one scale; left of the dashes lies the target.
brief-ranking-column-ranked = Ranked
brief-ranking-column-median =
    { $year } median
    80% interval
brief-ranking-column-top-2030 = Top { $threshold } in 2030
brief-ranking-rank-table-caption = The rank in both rosters
brief-ranking-strip-title = A GDP of { $threshold } would have ranked { $rank } in { $year }
brief-ranking-strip-note = Each dot is one unit's published GDP of { $year }.
brief-ranking-column-ahead = Ahead in { $year }
brief-ranking-neighbour-table-caption = Odds that the county stands ahead of each of its neighbours in the ranking

## sensitivity

brief-sensitivity-label = Assumptions and their effect
brief-sensitivity-note = Odds in { $year }. One assumption is changed at a time on the same shocks; the line is the model as it is, the dot what becomes of it. Fewer paths are drawn here, so that it may differ from the text by about a point.
brief-sensitivity-unchanged = { $name } (still { $after })
brief-sensitivity-change = { $name } ({ $before } to { $after })
brief-sensitivity-range = { $target }: { $low } to { $high }
brief-sensitivity-column-assumption-changed = Assumption changed to
brief-sensitivity-caption = What each assumption does to the odds in { $year }
brief-sensitivity-assumption-term = The assumption that matters most
brief-sensitivity-scenario-term = The scenario that matters most
brief-sensitivity-new-figures-term = The figures of { $year }
brief-sensitivity-new-figures = Once published they settle the targets of { $year } as facts; enter them and run again.
brief-sensitivity-census-term = The census basis from { $census }
brief-sensitivity-census = The next economic census revises the figures from { $census }: level and rank may step at once. The forecast holds such a step; its size cannot be known.
brief-sensitivity-largest-title = The odds of { $target } in { $year } hang most on: { $change }
brief-sensitivity-heading = Odds in { $year } under other assumptions: { $ranges }
brief-sensitivity-scenario-change = { $scenario }: the odds of { $target } in { $year } go from the baseline's { $before } to { $after } (the plan's own path left aside).

## record

brief-record-label = Can this be trusted
brief-record-no-record = This run holds no track record
brief-record-note = Solid dots are the US states with 90% intervals, hollow diamonds Shanxi's counties, too few origins to judge by; the orange line is the promise. { $sample_size }
brief-record-flags = { $corrected } were corrected, { $doubtful } are doubtful and kept, { $excluded } are left out of the fit
brief-record-panel = The main panel ({ $cells } cells of GDP and revenue) is a community transcription of the statistical yearbook, not an official file; it was taken twice and agreed, sector sums meet GDP and sums over units meet most prefectures' published totals. Of the cells { $touched }.
brief-record-revenue = Revenue
brief-record-column-max-r-hat = Max R-hat
brief-record-caption = Convergence: the worst of each fit
brief-record-unknown-term = Not yet known
brief-record-unknown = County figures after { $last }; national growth and the coal price of { $drivers } are in.
brief-record-omitted-term = Not in the model
brief-record-omitted = Single projects, changes of policy or of boundaries; the ledger of projects in a scenario is judgement, factor by factor.
brief-record-change-term = What would change the answer
brief-record-change = The county's own new figure, a census revision, a large move of coal or of the province; the nearer to { $last_year }, the more rests on the prior of long-run growth.

## readings

brief-readings-label = All targets and readings
brief-readings-heading = { $states } targets: { $number } with odds, { $met } met, { $missed } missed, { $rest } without data or not to be computed yet
brief-readings-note = 'Main' marks the reading of the first screen. Nothing is guessed where there are no data.
brief-readings-all-targets-caption = Odds or outcome of every target
brief-readings-written = as written
brief-readings-main = { $name } (main)
brief-readings-gdp-revenue-together = GDP and revenue together
brief-readings-gdp-revenue-top-30 = GDP, revenue and top 30 together
brief-readings-top-30-if-gdp = Top 30, if GDP is reached
brief-readings-column-one-same-world = In one and the same world
brief-readings-joint-table-caption = Odds of several targets at once
brief-readings-agreement-term = Do level and growth agree?
brief-readings-agreement = If growth is meant at constant prices, level and growth agree at a deflator of { $rate }% a year.

## sources

brief-sources-note = The other { $rest } are in tables/sources_used.csv.
brief-sources-column-rows = Rows
brief-sources-heading = The data rest on { $count } sources; { $share } of the rows on one panel
brief-sources-caption = Main sources
brief-sources-label = Sources
