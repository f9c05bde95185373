### Text of the index, the notebook pages and the controls of the brief.

## controls

page-controls-rank-best-top = rank (best at the top)
page-controls-30th-place-median = the 30th place: median { $median }
page-controls-published = { $year }: { $rank }, as published
page-controls-published-published = { $year }: { $amount } as published
page-controls-top = top { $value }
page-controls-target = target { $amount }
page-controls-fan-reading = { $year }: median { $median }, eight times in ten between { $low } and { $high }

## notebook

page-notebook-contents = Contents
page-notebook-all-data-hand = all data at hand
page-notebook-data = data of { $information }

## index

page-index-not-run = not run: { $reason }
page-index-fit-missed = missed the convergence gate
page-index-error-missed = simulation error above one point
