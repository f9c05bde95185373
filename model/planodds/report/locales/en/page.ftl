### Text of the index, the notebook pages and the controls of the brief.

## controls

page-controls-rank-best-top = rank (best at the top)
page-controls-30th-place-median = the { $place } place: median { $median } { -money-short }
page-controls-published = { $year }: { $rank }, as published
page-controls-published-published = { $year }: { $amount } { -money-short } as published
page-controls-top = top { $value }
page-controls-target = target { $amount }
page-controls-fan-reading = { $year }: median { $median }, 80% interval { $low } to { $high }
page-controls-skip = Skip to the text

## notebook

page-notebook-contents = Contents
page-notebook-all-data-hand = all available data
page-notebook-data = data of { $information }

## index

page-index-not-run = not run: { $reason }
page-index-fit-missed = Fits that did not pass the convergence gate
page-index-check-missed = Fits not confirmed by the second sampler
page-index-error-missed = Chances with a simulation error above one percentage point
page-index-status-failed = failed
page-index-status-not-run = not run
page-index-missed = { $reason }: { $count }
page-index-scenarios = Scenarios: { $data }
page-index-earlier-scenarios = Scenarios on the data of earlier years

## heading

page-heading-name = Name
page-heading-notebook = Notebook
page-heading-read = Read
page-heading-incomplete = Not completed
page-heading-failures = Checks not passed
page-heading-failures-no-brief = No brief: steps failed or checks were not passed
page-heading-listed = Show the list
page-heading-brief = Brief
page-heading-no-brief = This run has no brief.
page-heading-notebooks = Notebooks
page-heading-tables = Tables
page-heading-page = Page
page-heading-files = Show all files
page-heading-manifest = inputs, code, diagnostics, run times
page-heading-figures = Figures

## atlas

page-atlas-title = { $study }: { $plan }
page-atlas-levels = levels and ranks within reach
page-atlas-lead = Data to { $origin }. All { $units } are taken from one set of { $draws } joint simulations, and ranks are counted within each simulation, so that the rows can be compared.
page-atlas-questions = Targets
page-atlas-own-threshold = { $label } (the threshold follows from the published base of each { $unit })
page-atlas-table = All { $units }
page-atlas-note = Figures in { -money }. Reached with 50% or 80%: the level that is reached or exceeded with that probability. Ranks are shown with their 80% interval. Choose a heading to sort by it; rows without a number come last. Point at a probability to see threshold and simulation error.
page-atlas-find = Find a { $unit }
page-atlas-all = all
page-atlas-year = Year
page-atlas-grouped = group by { $group }
page-atlas-shown = { $shown } of { $all } shown
page-atlas-none = No { $unit } fits.
page-atlas-home = { $unit } of this edition:
page-atlas-of-year = published, { $year }
page-atlas-forecast = { $variable } { $year }
page-atlas-reach = reached with { $percent }%
page-atlas-rank-published = Rank
page-atlas-rank = Rank { $year }
page-atlas-rank-range = median, 80% interval
page-atlas-range = { $low }–{ $high }
page-atlas-target-year = probability, { $year }
page-atlas-threshold = threshold { $value }
page-atlas-interval = simulation error { $error } points, interval { $low } to { $high }
page-atlas-files = Every reading, year and simulation error is in atlas.xlsx and atlas.csv in the same folder.
