### Text of the index, the notebook pages and the controls of the brief.

## controls

page-controls-rank-best-top = rank (best at the top)
page-controls-30th-place-median = the 30th place: median { $median }
page-controls-published = { $year }: { $rank }, as published
page-controls-published-published = { $year }: { $amount } as published
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
page-index-fit-missed = did not pass the convergence gate
page-index-error-missed = simulation error above one point
page-index-scenarios = Scenarios: { $data }
page-index-earlier-scenarios = Scenarios on the data of earlier years

## heading

page-heading-name = Name
page-heading-notebook = Notebook
page-heading-read = Read
page-heading-incomplete = Not completed
page-heading-failures = Convergence gate not passed
page-heading-failures-no-brief = No brief: the following failed or did not pass the gate
page-heading-brief = Brief
page-heading-no-brief = This run has no brief.
page-heading-notebooks = Notebooks
page-heading-tables = Tables
page-heading-manifest = inputs, code, diagnostics, run times
page-heading-figures = Figures
