### Sentences shared by several pages: growth needed, track record, scenario differences, provenance.

## base-rates

text-base-rates-column-asked = Asked
text-base-rates-column-years = Years
text-base-rates-column-done = Done
text-base-rates-column-share = Share (95% interval)
text-base-rates-column-apart = Apart
text-base-rates-caption = Base rates: of windows as long, how many did it
text-base-rates-note = Growth within one census basis; revenue from 2002 on. Rises count units that stood low enough to rise so far, scaled by number of units for the states. Where the panel is too short its longest window is used. Intervals take windows that do not overlap as the independent ones; none is given for a single one. Coal is dearer or cheaper by its price at the window's two ends.
text-base-rates-rise-places = rise { $places } places
text-base-rates-year = { $rate } a year

## peers

text-peers-column-rank-median-80-percent =
    Rank { $year }
    median (80%)
text-peers-column-we-lead =
    We lead
    in { $year }
text-peers-caption = Against the neighbours in the ranking and the prefecture's counties
text-peers-note = We lead: the odds that this county's GDP of the year is the larger; all 117 are ranked together.
text-peers-county = { $name } (this county)

## phrases

text-phrases-growth-one-year = grow by { $rate } in one year
text-phrases-growth-years = grow by { $rate } a year for { $years } years
text-phrases-needed = To reach { $goal } in { $to_year }, { $variable } must { $growth } from the { $start } of { $from_year }
text-phrases-rank-needed = {" "}(the top { $rank } would need { $rate }, even if the others stood still)
text-phrases-never-reached = none of the panel's { $cases } county-years on one basis ever did that
text-phrases-times-reached = { $hits } of the panel's { $cases } county-years on one basis ever did that
text-phrases-published = {" "}(published: { $text })
text-phrases-about = about { $number }
text-phrases-down = down { $places }
text-phrases-up = up { $places }

## plausibility

text-plausibility-refused-paths = Too far from anything seen: almost no path of the forecast is like this, only { $percent } of the sample is effective. No odds are given.
text-plausibility-refused-judgements = Too far from anything seen: no weighting of the paths meets these judgements together. No odds are given.
text-plausibility-refused-weights = Too far from anything seen: with these judgements only { $percent } of the sample is effective (KL { $distance }). No odds are given.
text-plausibility-unconditional = Nothing is conditioned on.
text-plausibility-tail = Of the baseline's paths { $tail } go at least this far in the same direction.
text-plausibility-tail-and-sample = Of the baseline's paths { $tail } go at least this far in the same direction; after reweighting { $share } of the sample is effective.
text-plausibility-tilted = The judgements only weight the paths anew: their divergence (KL) from the old weights is { $distance }, and { $share } of the sample is effective.
text-plausibility-projects = By { $year } the projects of the ledger add { $gross } to GDP on average; { $excess } is above the usual and counts, the rest is in the usual growth.
text-plausibility-farthest = Farthest out is { $assumption }, in { $year }{ $distance }: { $remedy }.
text-plausibility-condition = { $series }, { $measure }
text-plausibility-mean = the mean of { $series }, { $measure }
text-plausibility-probability = the probability of an event of { $series }, { $measure }
text-plausibility-distance = , { $distance } standard deviations from the baseline
text-plausibility-loosen-condition = allow it a standard deviation, move it nearer, or pin fewer years
text-plausibility-loosen-judgement = move it nearer, or remove that judgement

## provenance

text-provenance-quick-run-too-few = : quick run with too few draws
text-provenance-convergence-gate-was-missed = : the convergence gate was missed
text-provenance-run-not-complete = : the run is not complete
text-provenance-edition = Edition
text-provenance-made = Made at
text-provenance-commit = Commit
text-provenance-model-source = Model source
text-provenance-data-hashes = Data hashes
text-provenance-seed = Seed
text-provenance-draws = Draws
text-provenance-versions = Versions
text-provenance-missed = missed:{" "}
text-provenance-outside-repository = outside a repository
text-provenance-uncommitted-changes = {" "}(with uncommitted changes)
text-provenance-not-for-decisions = NOT FOR DECISIONS

## difference

text-difference-say-same = { $first } and { $second } say the same.
text-difference-only = only in { $name },{" "}
text-difference-nothing = nothing
text-difference-whose-word = on whose word
text-difference-before-first-unknown-year = before the first unknown year
text-difference-and = {" "}and{" "}
text-difference-readings = readings
text-difference-title = ledger, usual growth
text-difference-project = project “{ $name }”
text-difference-ramp = ramp
text-difference-chance-being-built = chance of being built
text-difference-narratives-differ = the narratives differ
text-difference-heading = { $first } ({ $first_label }) and { $second } ({ $second_label }) differ in { $count } { $count ->
    [one] thing
   *[other] things
}:
text-difference-both = { $old } in { $first }, { $new } in { $second }
text-difference-unknown-years = unknown { $count ->
    [one] year
   *[other] years
} { $years }
text-difference-cited = cited only in { $name }: { $sources }

## record

text-record-headline = Tried on the US states, its 90% bands held { $level } of levels and { $low } to { $high } of the part relative to the nation; Shanxi has too few origins to judge
text-record-reliability-none = It never said about 30%.
text-record-reliability = On the US states, when it said about 30% ({ $room }, { $forecast } on average), it happened { $hits } times in { $events }: { $share } (90% interval { $low } to { $high }){ $side }.
text-record-worst-bin = Furthest off: where it said { $forecast } on average, it happened { $hits } times in { $events }, { $share } (90% interval { $low } to { $high }){ $comparison }.
text-record-in-line = , in line with what it said
text-record-coverage = Its 90% bands held { $low } to { $high } of the relative part, one to five years ahead, and { $mean } of the levels on average (90% interval { $inner } to { $outer }); from the worst origin, { $origin }, they held { $worst } of the levels.
text-record-skill-better = On levels its error is clearly smaller than that of { $better }
text-record-skill-similar = against { $similar } the difference is too small to tell
text-record-skill-worse = it is clearly worse than { $worse }
text-record-untuned-none = There are no origins apart from the tuning.
text-record-model-choice-none = The headline uses the model; the ensemble has no record yet.
text-record-criteria = Of { $total } bars set beforehand { $excellent } are met as excellent, { $minimum } at the minimum and { $missed } are missed; all are listed, the misses included.
text-record-sample-size = The test bed is income per head of the US states, 1929 to 2009: { $origins } origins, of which { $n_eff } have five-year windows that do not overlap; all states of one origin share the nation's path and are one test of the common part.
text-record-less-often = , less often than it said
text-record-more-often = , more often than it said
text-record-untuned-origins = Not everywhere: from the { $count } origins that no tuning ever saw (after 1999) its error falls short of own drift's by { $reductions } by years ahead, below nought where it is larger; so few origins prove neither.
text-record-model-choice = The headline uses { $model }. The ensemble's error falls short of the model's by { $level } on levels (90% interval { $low } to { $high }; below nought it is larger), { $relative } on the relative part and { $event } on rank events. The rule, set beforehand: the ensemble is used if its whole interval on levels lies above nought and neither of the others is worse; that is { $verdict }.
text-record-rule-met = met
text-record-rule-not-met = not met
text-record-no-independent-test = No year within one census basis can be tested yet.
text-record-independent-tests = Within one census basis { $first_origins } origins test the forecasts { $first } year ahead and { $last_origins } those { $last } years ahead; all units of one origin share the province's path and are one test of the common part. These are too few to judge by, so no pass or fail is given.
