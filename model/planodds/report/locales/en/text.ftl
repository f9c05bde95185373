### Sentences shared by several pages: growth needed, track record, scenario differences, provenance.

## base-rates

text-base-rates-column-asked = Event
text-base-rates-column-years = Years
text-base-rates-column-done = Occurrences
text-base-rates-column-share = Share (95% interval)
text-base-rates-column-apart = Non-overlapping windows
text-base-rates-caption = Base rates: how often this happened over as many years
text-base-rates-note =
    { -study.bases ->
        [yes] Growth within one statistical basis.{ " " }
       *[no] { "" }
    }A rise in rank counts units ranked low enough to rise that far. Where the panel is too short the longest window is used. Intervals treat non-overlapping windows as independent. A single window has no share; where all or none reached it, there is no interval.
text-base-rates-rise-places = rise { $places } places
text-base-rates-year = { $rate } a year

## peers

text-peers-column-rank-median-80-percent =
    Rank { $year }
    median (80%)
text-peers-column-we-lead =
    { -unit-capital } ahead
    in { $year }
text-peers-caption =
    Comparison with neighbours in the ranking{ -study.groups ->
        [yes] { " " }and with { -units } of the same { -group }
       *[no] { "" }
    }
text-peers-note = { -unit-capital } ahead: the chance that this { -unit }'s { -ranked } is larger in that year; all { -units } are ranked together.
text-peers-county = { $name } (this { -unit })

## phrases

text-phrases-growth-one-year = grow by { $rate } in one year
text-phrases-growth-years = grow by { $rate } a year for { $years } years
text-phrases-needed = { $variable } must { $growth } from the { $start } { -money-short } of { $from_year }
text-phrases-never-reached =
    no { -unit } grew so fast in { $cases }{ -study.bases ->
        [yes] { " " }comparable
       *[no] { "" }
    } { -unit }-years
text-phrases-times-reached =
    { $hits } of { $cases }{ -study.bases ->
        [yes] { " " }comparable
       *[no] { "" }
    } annual growth rates of the { -units } were that high
text-phrases-published = {" "}(published: { $text } { -money-short })
text-phrases-about = about { $number }
text-phrases-at-least = {" "}of at least{" "}
text-phrases-down = down { $places }
text-phrases-up = up { $places }

## plausibility

text-plausibility-refused-paths = The conditions are outside the range of the forecast: almost no path resembles them, and the effective sample is only { $percent }. No chances are reported.
text-plausibility-refused-judgements = The judgements are outside the range of the forecast: no weighting of the paths satisfies them together. No chances are reported.
text-plausibility-refused-weights = The judgements are outside the range of the forecast: the effective sample is only { $percent } (KL { $distance }). No chances are reported.
text-plausibility-unconditional = No conditions are imposed on the forecast paths.
text-plausibility-tail = In the baseline, a deviation this large or larger in the same direction has a chance of { $tail }.
text-plausibility-tail-and-sample = In the baseline, a deviation this large or larger in the same direction has a chance of { $tail }; after reweighting the effective sample is { $share }.
text-plausibility-tilted = The judgements only reweight the paths: the divergence (KL) from the original weights is { $distance }, and the effective sample is { $share }.
text-plausibility-projects = By { $year } the projects of the ledger add { $gross } to { -ranked } on average; { $excess } exceeds the usual amount and is counted, the rest is included in usual growth.
text-plausibility-farthest = The most extreme is { $assumption }, in { $year }{ $distance }: { $remedy }.
text-plausibility-condition = { $series }, { $measure }
text-plausibility-mean = the mean of { $series }, { $measure }
text-plausibility-probability = the probability of an event of { $series }, { $measure }
text-plausibility-distance = , { $distance } standard deviations from the baseline
text-plausibility-loosen-condition = increase its standard deviation, move it closer to the baseline, or condition on fewer years
text-plausibility-loosen-judgement = move it closer to the baseline, or remove the judgement

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
text-provenance-missed = missed by { $count }, listed in manifest.json
text-provenance-missed-all = missed
text-provenance-outside-repository = outside a repository
text-provenance-uncommitted-changes = {" "}(with uncommitted changes)
text-provenance-not-for-decisions = NOT FOR DECISIONS

## difference

text-difference-say-same = { $first } and { $second } make the same assumptions.
text-difference-only = only in { $name },{" "}
text-difference-nothing = nothing
text-difference-whose-word = basis
text-difference-before-first-unknown-year = before the first unknown year
text-difference-and = {" "}and{" "}
text-difference-readings = interpretations
text-difference-title = ledger, usual growth
text-difference-project = project "{ $name }"
text-difference-ramp = start-up profile
text-difference-chance-being-built = probability of completion
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

text-record-headline =
    The 90% intervals covered { $level } of the levels of US states and { $low } to { $high } of their part relative to the nation; { $home ->
        [0] Shanxi has no year to test yet
       *[other] in Shanxi they covered { $home_low } to { $home_high } of the levels, from too few starting years to judge
    }
text-record-reliability-none = There are no forecasts with a probability of about 30%.
text-record-panel-range = { $panel } { $low } to { $high }
text-record-other-panels = The same share on the other panels: { $list }.
text-record-lowest-bin = Shanxi has few years to test, so the method is tested on the long income data of the US states: of { $events } events with a forecast probability below { $high }, { $hits } occurred ({ $share }).
text-record-reliability = On the US states, events with a forecast probability of about { $forecast } occurred { $hits } times in { $events }: { $share } (90% interval { $low } to { $high }){ $side }.
text-record-worst-bin =
    The largest gap: events with a forecast probability of { $forecast } occurred { $hits } times in { $events }, { $share }{ $side ->
        [none] { "" }
       *[other] { " " }(90% interval { $low } to { $high }){ $side }
    }.
text-record-home-coverage = For Shanxi's counties the intervals covered { $held } of the levels { $years ->
        [one] one year
       *[other] one to { $years } years
    } ahead ({ $origins } { $years ->
        [one] origin
       *[other] origins
    }; from the worst, { $origin }, { $worst }){ $side ->
        [below] : below the nominal share, on too few starting years to judge.
       *[mixed] : too few starting years to judge.
    }
text-record-in-line = , within sampling error
text-record-coverage = The 90% intervals covered { $low } to { $high } of the relative part, one to five years ahead, and { $mean } of the levels on average (90% interval { $inner } to { $outer }); from the worst origin, { $origin }, they covered { $worst } of the levels.
text-record-skill-better = On levels the error is clearly smaller than that of { $better }
text-record-skill-similar = against { $similar } the difference is too small to tell
text-record-skill-worse = it is clearly larger than that of { $worse }
text-record-untuned-none = There are no origins that were not used for tuning.
text-record-model-choice-none = The headline uses the model; the ensemble has no record yet.
text-record-criteria = Of { $total } criteria set in advance { $excellent } are met at the level "excellent", { $minimum } at the minimum and { $missed } are missed; all are listed, including those missed.
text-record-sample-size = The test uses income per head of the US states, 1929 to 2009: { $origins } origins, of which { $n_eff } have non-overlapping five-year windows; all states of one origin share the national path and count as one test of the common part.
text-record-less-often = , less often than forecast
text-record-more-often = , more often than forecast
text-record-untuned-origins = On the { $count } origins not used for tuning (after 1999) the error is reduced against unit drift by { $reductions }, from one year ahead on; negative values are larger errors. So few tests allow no conclusion.
text-record-model-choice = The headline uses { $model }. Compared with the model, the ensemble { $level } on levels (90% interval of the change { $low } to { $high }), { $relative } on the relative part and { $event } on rank events. Under the rule set in advance, the ensemble is used if the error on levels falls over the whole interval and neither of the others is worse; this is { $verdict }.
text-record-error-less = reduces the error by { $share }
text-record-error-more = increases the error by { $share }
text-record-rule-met = met
text-record-rule-not-met = not met
text-record-no-independent-test = No year within one census basis can be tested yet.
text-record-independent-tests = Within one census basis { $first_origins } origins test the forecasts { $first } year ahead and { $last_origins } those { $last } years ahead; all units of one origin share the provincial path and count as one test of the common part. These are too few for a judgement, so no verdict is given.

## Parameters of the common block

text-parameter-mean = mean growth of { $series }
text-parameter-start = mean growth of { $series } where the sample begins
text-parameter-anchor = long-run mean growth of { $series }
text-parameter-innovation = yearly change of the mean growth of { $series }
text-parameter-persistence = persistence of { $series } about its mean
text-parameter-scale = yearly surprise of { $series }
text-influence-direct = effect of { $first } on { $second } in the same year
text-influence-lagged = effect of { $first } on { $second } a year later
text-parameter-excess-start = { $series }: mean growth less that of the whole, at the start
text-parameter-excess-anchor = { $series }: long-run mean growth less that of the whole
text-parameter-excess-innovation = { $series }: yearly change of that difference
