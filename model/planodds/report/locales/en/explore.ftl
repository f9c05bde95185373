### The explorer: controls, and the answers beside each other.

## page

explore-title = Assumptions and chances
explore-intro = Move a control: the chances, the fan charts and the ranks follow.{ -study.drivers ->
    [yes] {" "}An assumption about a driver applies from the first move; until then the forecast decides.
   *[no] {""}
}
explore-language = English
explore-group-place = Whose targets, and when
explore-group-assumptions = Assumptions
explore-group-targets = Targets
explore-group-beside = Compare with
explore-group-save = Keep the assumptions
explore-unit = { -unit-capital }
explore-year = Targets due in { $year }
explore-driver = { $series }: { $growth } { $count ->
    [1] in { $first }
   *[other] a year from { $first } to { $last }
}
explore-driver-open = { $series }: as forecast (median { $growth } in { $year })
explore-assumed-years = Drivers grow like this for { $years ->
    [one] { $years } year
   *[other] { $years } years
}
explore-sd = Met within about ± { $sd }
explore-own-growth = Extra growth of the { -unit } alone: { $growth } a year
explore-reset = Back to the start
explore-save-name = name, such as my_case
explore-save = Save as a scenario
explore-saved = Saved as { $file }. Its sources are still to be filled in: planodds check lists them.

## answer

explore-own = Your assumptions
explore-nothing = Nothing assumed (baseline)
explore-goal-level = { $label }: { $value } { -money-short } or more
explore-goal-rank = Among the first { $rank }
explore-column-target = Target for { $year }
explore-column-difference = Difference
explore-points = { $number } points
explore-no-change = no clear change
explore-fan-title = { $label }, { -money-short }: published, and forecast with 50, 80 and 90% intervals
explore-rank-title = Rank in { $year }: probability of each place
explore-draws-all = From all { $draws } draws.
explore-draws-few = First answer, from { $draws } draws; that of all { $all } follows.
explore-form-add = Add one
