### Text of the workbook, the memo and the PDF only.

## workbook

format-workbook-read-me = Read me
format-workbook-verdict = Verdict
format-workbook-evidence = Evidence
format-workbook-sheets = Sheets
format-workbook-brief-title = tables and text of the brief
format-workbook-brief = Brief
format-workbook-evidence-line = Evidence: { $grade }
format-workbook-percent-quantile = { $percent }% quantile
format-workbook-30th-place = { $place } place { $members }
format-workbook-reading-term = Interpretation
format-workbook-reading = "12%" means that the target is met in about twelve of a hundred comparable cases. Probabilities below 0.1% are shown as "<0.1%"; undecided targets are never shown as 0 or 100%.
format-workbook-units-term = Units
format-workbook-money = { -money-short }
format-workbook-amounts = Amounts in { -money }.
format-workbook-in-points = { $name } (percentage points)
format-workbook-units = Amounts in { -money }; a lower rank number is better; an empty cell means no figure.
format-workbook-error-term = MC error
format-workbook-error = Simulation error only. For the accuracy of the model see the track record.

## docx

format-docx-language = en-GB
format-docx-addressee = To: [addressee]
format-docx-office = [Issuing office]
format-docx-date = [Date]
format-docx-evidence = Evidence: { $grade }.
format-docx-annex-provenance = Annex: provenance

## pdf

format-pdf-page = Page { $page } of { $pages }

## xlsx

format-xlsx-font = Arial
format-xlsx-note = The same table with all its digits is the file { $path }.csv of this edition; sources are on the sheet "Sources".
format-xlsx-note-converted = The same table with all its digits is the file { $path }.csv of this edition, there in { -money-data }; sources are on the sheet "Sources".
format-xlsx-note-cut = {" "}Only the rows on current data or on the { -unit } are shown here; the file has all rows.
format-xlsx-note-print = {" "}In print the first { $printed } of { $rows } rows.

## results workbook

format-results-more = All other tables of the edition, with the text of the annex: { $file }.
format-results-shares = Probabilities and changes in percent.
format-results-ranks = Ranks count from the top.
format-results-bound = { $name } (simulation error only)
format-results-rank-axis = { $name } (1 is the best)
format-results-unit = { -money }
format-results-in-unit = { " " }({ $unit })
format-results-published = Published
format-results-difference = Difference from baseline
format-results-chance-then = Probability when planned
format-results-chances = Chances of the headline targets by year
format-results-outlook = { $variable }: published and forecast
format-results-scenarios = Medians and 80% intervals of the scenarios in { $year }
format-results-thresholds = Chance of reaching other levels, by year
format-results-revision = Causes of the change of the forecast since the plan
format-results-effect = Effect
format-results-units-title = Ranks of all { -units }, { $year }

## atlas

format-atlas-units = One row per unit
format-atlas-all = All numbers
format-atlas-unit = {" "}(amounts in { -money-data })
format-atlas-published = { $variable }, last published
format-atlas-published-year = { $variable }, year published
format-atlas-reach = { $variable } { $year } · reached with { $percent }%
format-atlas-quantile = { $variable } { $year } · { $percent }% quantile
