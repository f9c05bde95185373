### Output of the command planodds compare.

## compare

cli-compare-for-decisions = for decisions
cli-compare-same-inputs = Data, priors, code, versions and settings are the same.
cli-compare-inputs = Inputs that differ:
cli-compare-status = Targets whose status changed:
cli-compare-heading = target reading year information scenario A B points error
cli-compare-beyond = beyond
cli-compare-within = within
cli-compare-thresholds = note: the threshold of { $target } differs: { $one } → { $two }
cli-compare-unchanged = The same in both: { $count } { $count ->
    [one] row
   *[other] rows
}.
cli-compare-moved = Chances that moved: { $count } { $count ->
    [one] row
   *[other] rows
}, { $beyond } of them beyond Monte Carlo error (2 x the combined standard error)
cli-compare-smaller-moves = and { $count } { $count ->
    [one] smaller move
   *[other] smaller moves
}, { $beyond } of them beyond error (--all lists them)
cli-compare-only-in = Only in { $edition }: { $count } { $count ->
    [one] row
   *[other] rows
}
cli-compare-all-of-run = { $run }: all of it, { $count } { $count ->
    [one] row
   *[other] rows
}
