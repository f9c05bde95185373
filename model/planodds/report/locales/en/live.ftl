### Text of the controls of the brief; the script fills in what is in braces.

## controls

live-variable = Show
live-scenario = Scenario
live-year = Year
live-help = Point at or touch a year, or use the arrow keys, to read the values.
live-chart = Fan chart; use the arrow keys to read it year by year
live-place = { $place } place
live-move = Move the target
live-at-level = {"{"}label{"}"} in {"{"}year{"}"}: the chance of at least {"{"}c{"}"} is {"{"}p{"}"} ({"{"}word{"}"})
live-at-place = Chance of the {"{"}c{"}"} in {"{"}year{"}"}: {"{"}p{"}"} ({"{"}word{"}"})
live-own = the target of the plan
live-back = Return to the plan's target
live-none = The scenario's conditions are too far from the forecast: no chances are reported.
live-find = Find a { -unit } and add it
live-hint = Type a name
live-found = {"{"}n{"}"} found
live-nothing = No { -unit } of that name
live-add = Add
live-remove = Remove {"{"}name{"}"}
live-reset = Reset
live-county = { -unit-capital }
live-now = Rank { $year }
live-then = Rank {"{"}year{"}"}: median (80%)
live-lead = { -unit-capital } ahead
live-home = this { -unit }
live-scale = Dot: median; line: 80% interval; 1st on the left, place {"{"}n{"}"} on the right
live-caption = Selected { -units }: rank, and chance that this { -unit } ranks ahead (baseline)
live-dropped = {"{"}name{"}"} removed
live-added = {"{"}name{"}"} added
live-median = { $name }, median
