### How chances changed: from edition to edition, and by cause.

change-day = { $day } { $month } { $year }
change-tick = { $day } { $month }
change-first = First
change-second = Second

## bridge

change-title = Why the chances changed: { $unit }
change-end = { $name } (made { $day }, data to { $year })
change-ends = First: { $first }. Second: { $second }.
change-finding = { $target } in { $year }: the chance went from { $first } to { $second }. { $parts ->
    [none] The change, { $rest } points, cannot be told from simulation noise.
   *[other] { $parts }; simulation noise { $rest }.
}
change-part-points = { $part } { $points } points
change-heading = The parts of the change
change-caption = Change of each chance by cause, in percentage points
change-column-year = Year
change-note = The parts add up to the change exactly before rounding. A step within two Monte Carlo standard errors counts as simulation noise.
change-note-together = Several causes: they came together, and no forecast is stored in which only one of them differs; with --fit the missing forecast is computed.
change-figure-title = From the first chance to the second, for { $year }
change-figure-note = Hollow: first chance. Solid: second chance. Bars: parts of the change, in percentage points.
change-terms-heading = What the parts mean
change-terms = Revised data: figures of the same years that were corrected. New data: figures of later years, with the model of the second forecast. Model or priors: program, packages and declared priors. Scenario or evidence: assumptions, and early figures of single units. Simulation noise: what remains within the Monte Carlo error.

## timeline

change-timeline-title = How the chances moved: { $unit }
change-timeline-known = { $count ->
    [one] One edition, { $days }
   *[other] { $count } editions, { $days }
}
change-days = { $first } to { $last }
change-single-edition = There is one edition so far; movements appear with the next.
change-timeline-finding = { $target }: { $moved ->
    [none] no chance moved beyond simulation noise ({ $still }).
   *[other] { $moved }{ $still ->
        [none] .
       *[other] ; without a change beyond simulation noise: { $still }.
    }
}
change-year-moved = for { $year } from { $first } to { $second }
change-year-still = { $year } { $second }
change-timeline-heading = Chances by edition
change-timeline-caption = Chances of the targets in every edition
change-timeline-note = Second line: change since the edition before, in percentage points, where it exceeds simulation noise. Baseline, newest data of each edition. What caused a change: planodds bridge.
change-timeline-figure-title = Chances of the targets in { $count ->
    [one] one edition
   *[other] { $count } editions
}
change-timeline-figure-note = Editions in the order in which they were made, one line for each year asked for. Bars: two Monte Carlo standard errors. Hollow: not for decisions.
change-column-edition = Edition
change-column-data = Data to
change-not-for-decisions = not for decisions

## previous fan

change-previous-fan = { " " }Dashed: median and outer range of the edition of { $day }.

## First print and final figure

change-print-title = First print and final figure of { $year }: { $unit }
change-print-range = { $variable } of { $year }: the first print is { $first }; { $state ->
    [open] the final figure lies between { $low } and { $high } with a probability of 80%.
   *[final] later years are published, so it counts as final. After a first print like this, the final figure would lie between { $low } and { $high } with a probability of 80%.
}
change-print-rules = { $count ->
    [0] All targets of the plan that these figures decide are judged by the first print: the published figure is a fact.
    [one] One target is judged by the final figure: until that is published it has a chance, not an outcome.
   *[other] { $count } targets are judged by the final figure: until that is published they have chances, not outcomes.
}
change-print-heading = The final figure, given the first print
change-print-caption = Targets judged by the figures of { $year }
change-print-column-first = First print
change-print-column-by-first = By the first print
change-print-column-range = Final figure (80%)
change-print-column-chance = Chance by the final figure
change-print-column-rule = Rule of the target
change-print-met = met
change-print-missed = not met
change-print-note = Each target is judged as if the figure of { $year } decided it. Ranks: the figures of all units are revised, each by itself.
change-print-figure-title = Chance that the final figure of { $year } reaches a level
change-print-figure-note = Horizontal: distance of the level from the first print (dashed). Shaded: 80% range of the final figure.
change-print-axis = Level against the first print
change-print-basis = Revisions are symmetric around zero. Pairs of different prints behind the estimate, and its scale: { $list }. Second publications of the same print are no evidence, and a change of statistical basis is no revision.
change-print-pairs = { $variable } { $count } (scale { $scale }%)

## Least unlikely way to a target

change-way-title = The least unlikely way to each target in { $year }: { $unit }
change-way-finding = { $target } in { $year } (chance { $chance }): { $state ->
    [met] the baseline itself arrives, no other path is needed.
    [far] even the least unlikely way lies { $distance } standard deviations from the baseline; it is too far out to be shown.
   *[path] the least unlikely way, in growth per year, is { $parts }. It lies { $distance } standard deviations from the baseline; { $tail } of the simulations go at least as far that way.
}
change-way-part = { $component } { $path } (baseline { $baseline })
change-way-heading = What would have to happen
change-way-years-heading = Year by year
change-way-column = Per cent
change-way-caption = { $target } in { $year }: most likely path
change-way-note = First line: growth on the most likely path among those that meet the target. Second line: median of the baseline. Own growth is relative to the common path.
change-way-plausibility-caption = How far-fetched the paths are, targets of { $year }
change-way-plausibility-note = Distance in standard deviations of the baseline, over drivers and own growth together. Last columns: the reverse stress test, in which the common path alone has to bring the chance to 50%.
change-way-column-chance = Chance now
change-way-column-distance = Distance
change-way-column-tail = At least as far
change-way-column-stress = Distance, common path alone
change-way-column-stress-tail = At least as far
change-way-none = none within 4
change-way-figure-title = Average growth per year on the way to each target of { $year }
change-way-figure-note = Hollow: median of the baseline. Solid: most likely path that meets the target. Mark: common path for a chance of 50%.
change-way-axis = per year
change-way-method = The path is the point of highest density among all joint paths that meet the target: it lies where the target is just met. It describes what goes together, not what causes what, and it is one path; draws that meet the target differ from it.
