### Text of the workbook, the memo and the PDF only.

## workbook

format-workbook-read-me = Read me
format-workbook-verdict = Verdict
format-workbook-evidence = Evidence
format-workbook-sheets = Sheets
format-workbook-brief-title = the brief as read
format-workbook-brief = Brief
format-workbook-evidence-line = Evidence: { $grade }
format-workbook-percent-quantile = { $percent }% quantile
format-workbook-30th-place = 30th place { $members }
format-workbook-reading-term = How to read
format-workbook-reading = “12%” means: of a hundred worlds like this one about twelve meet the target. Below 0.1% it says “<0.1%”; what is still open is never 0 or 100%.
format-workbook-units-term = Units
format-workbook-units = Money in 100 million yuan at current prices; the smaller a rank the better; an empty cell holds no figure.
format-workbook-error-term = MC error
format-workbook-error = That of the simulation alone. Whether the model is right: see the track record.

## docx

format-docx-language = en-GB
format-docx-evidence = Evidence: { $grade }.
format-docx-annex-provenance = Annex: provenance

## pdf

format-pdf-page = Page { $page } of { $pages }

## xlsx

format-xlsx-font = Arial
format-xlsx-note = From { $path }.csv, columns as in outputs/README.md; money in 100 million yuan at current prices; sources on the sheet “Sources”.
format-xlsx-note-cut = {" "}Only the rows on today's data or on the county are shown here; that file holds the rest.
