### Text of the evaluation of plans, the setting of targets and the signposts on the way.

## figures

planning-rank = rank
planning-range = { $low } to { $high }
planning-ranks = { $shown } { $count ->
    [one] rank
   *[other] ranks
}
planning-a-year = { $growth } a year
planning-measured = { $value } { $unit }

## evaluation

planning-midterm-title = Mid-term evaluation: { $subject }
planning-final-title = Final evaluation: { $subject }
planning-subject = { $unit }, { $plan }
planning-known = Data to { $year }; chances from { $draws } joint simulations
planning-verdict-counts = The plan lists { $all } targets. Met: { $met }; missed: { $missed }; open, with a chance that can be computed: { $open }; without data or without a number, so that they cannot be judged: { $rest }.
planning-verdict-chance = In the joint simulations { $likely } of the open targets { $likely ->
    [one] has
   *[other] have
} a chance of one half or more, and { $unlikely } a chance below one in ten. The chances: { $list }.
planning-name-odds = { $name } ({ $odds })
planning-verdict-ruler = By the linear schedule, which compares the share of the way with the share of the time, { $on } { $on ->
    [one] target is
   *[other] targets are
} on schedule and { $behind } behind.
planning-verdict-optimistic = On schedule, but with a chance below one half: { $list }. The flag does not mean that these will be met.
planning-verdict-pessimistic = Behind schedule, but with a chance of one half or more: { $list }.
planning-progress-heading = Progress of the targets
planning-progress-caption = Progress of each target against the linear schedule
planning-progress-note = Units: { $units }. Share of the way = (latest figure − base) / (goal − base); share of the time = years gone / years of the plan. Ranks are treated alike. Only targets with published figures are listed.
planning-column-base = Base
planning-column-current = Latest figure
planning-column-goal = Goal
planning-column-covered = Share of the way
planning-column-elapsed = Share of the time
planning-column-schedule = Linear schedule
planning-chance-heading = The chance to arrive
planning-chance-caption = Chance, forecast and advice for each target, due in { $year }
planning-chance-note = The forecast is the median for the target year, with the 80 % range below. Growth so far and growth still needed are yearly averages; for ranks, the ranks gained and still to be gained. The error of a chance is that of the simulation, in percentage points; it does not measure whether the model is right.
planning-column-chance = Chance
planning-column-outcome = Forecast for the target year
planning-column-so-far = Since the base year
planning-column-needed = Still needed
planning-column-advice = Advice
planning-column-reading = Reading
planning-error = error { $error }
planning-advice-heading = Advice and its grounds
planning-advice = { $list }. { $reason }
planning-readings-heading = Results under other readings
planning-readings-note = Where the text of the plan leaves room, the other readings are shown as well.
planning-readings-caption = Chances under the other readings
planning-unknown-heading = Targets that cannot be judged
planning-too-early = Too early in the plan, or the error of simulation is too large
planning-status-note = { $status }. { $note }
