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
planning-verdict-ruler = By the linear schedule, which compares progress with the time elapsed, { $on } { $on ->
    [one] target is
   *[other] targets are
} on schedule and { $behind } behind.
planning-verdict-optimistic = On schedule, but with a chance below one half: { $list }. Being on schedule does not mean that these will be met.
planning-verdict-pessimistic = Behind schedule, but with a chance of one half or more: { $list }.
planning-progress-heading = Progress of the targets
planning-progress-caption = Progress of each target against the linear schedule
planning-progress-note = Units: { $units }. Progress = (latest figure − base) / (goal − base); time elapsed = years gone / years of the plan. Ranks are treated in the same way. Only targets with published figures are listed.
planning-column-base = Base
planning-column-current = Latest figure
planning-column-goal = Goal
planning-column-covered = Progress
planning-column-elapsed = Time elapsed
planning-column-schedule = Linear schedule
planning-chance-heading = Chances by the target year
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

## linear schedule

planning-schedule-heading = How reliable the linear schedule has been
planning-schedule-text = In historical panels, five-year windows that do not overlap are formed. Every unit is set the level that growth at the upper quartile of the five years before leads to; the linear schedule is read after two years, and the outcome at the end of the fifth.
planning-schedule-finding = Share of units on schedule after two years that met the target after five: { $list }
planning-schedule-share = { $panel } { $share }
planning-schedule-figure-note = Dots are the shares that met the target, lines their 95% intervals. Units of one window share one course of the economy, so that intervals count windows; where these are few, they are wide.
planning-schedule-caption = The linear schedule and the chances of the joint simulations compared
planning-schedule-note = Below each share its 95% interval. The Brier score is the mean squared error of a forecast; lower is better. By the flag: on schedule is taken as certain to arrive, behind as certain to miss. By the record: the share that met the target under the same flag in the other windows. This model: chances fitted at the same moment on the data of that time alone; a dash where it was not fitted.
planning-schedule-better = By the Brier score the chances of this model were better than the flag in: { $list }.
planning-schedule-worse = They were worse than the flag in: { $list }.
planning-column-panel = Panel
planning-column-windows = Windows
planning-column-on-schedule-arrived = On schedule: met
planning-column-behind-arrived = Behind: met
planning-column-brier-flag = Brier score by the flag
planning-column-brier-record = by the record
planning-column-brier-chance = this model

## targets to set

planning-targets-title = { $unit }: targets for { $year }
planning-targets-set = For a chance of { $asked } that all are met together, the targets for { $year } can be set at: { $list }.
planning-targets-margin = If each were set by itself at { $asked }, all of them would be met together with a chance of only { $joint }. For a chance of { $asked } that the whole set is met, all need a common margin: each by itself must have a chance of about { $own }.
planning-targets-behind = Of these, { $list } would be below the latest figure (for a rank: further down). So much certainty leaves room for a downturn, for revisions and for the growth of others; it is not a forecast of decline. The even chances are in part 2.
planning-goal = { $name } { $value }
planning-set-heading = The set as a whole: together and one by one
planning-set-caption = Targets set with a chance of { $asked }
planning-set-note = Together: each goal has the same chance by itself, and all are met with the chance asked for. For the chance that all are met: { $error } percentage points.
planning-column-one-by-one = One by one
planning-column-together = Together
planning-column-own = Own chance of the latter
planning-all-together = Chance that all are met
planning-reach-heading = What can be reached
planning-reach-caption = Levels, growth and ranks reached in { $year }, by probability
planning-reach-note = Units: { $units }, current prices. "80% chance" is the level reached or exceeded, or the rank reached or bettered, with that chance. The second line is average growth from the latest published figure.
planning-column-today = Latest figure
planning-column-reach = { $share } chance
planning-milestone-heading = Yearly milestones
planning-milestone-caption = Milestones, the path of the simulations that meet the set, and constant growth
planning-milestone-note = First line of each: the milestone, the figure of the year that is reached with the same certainty as the goal, so that the milestones lead to it. Simulations that meet the set: their median and 80% range, not a straight line. At constant growth: the goal's average growth from year to year, for comparison.
planning-milestone-none = Too few simulations meet the whole set for yearly milestones.
planning-arriving = simulations that meet the set
planning-straight = at constant growth
planning-arithmetic-heading = Level, growth and prices
planning-arithmetic-caption = Average growth that the goals imply, by the rise of prices
planning-arithmetic-note = The first column is growth at current prices; the others are real growth if prices rise by so much a year. This is arithmetic, not a forecast of prices.
planning-column-prices = prices { $rise } a year
planning-agreement-heading = Whether the targets agree
planning-agreement-caption = Chance of one goal if another is met
planning-agreement-note = Rows: the goal asked about. Columns: the goal that is met. The higher the number, the better two goals agree.
planning-column-given = if { $name } is met
planning-echelon-heading = The "first echelon" by different cuts
planning-echelon-caption = Chance of a rank among the first in { $year }
planning-echelon-note = A "first echelon" needs a declared cut. Shown are the ranks that plans have used, the first third and the first quarter.
planning-column-roster = Ranked among
planning-first-ranks = first { $rank }
planning-draft-heading = The draft plan
planning-draft-text = The draft is in { $file }, each number with its source. In the folder plans of the study it can be edited, checked (planodds check) and evaluated (planodds evaluate).
planning-draft-label = { $unit }: draft targets ({ $first }-{ $last })
planning-draft-source = Draft of targets from the joint simulations of { $origin }, for editing
planning-draft-first-line = Draft of targets: the numbers come from joint simulations, see each note; edit before use.
planning-draft-target = { $name } { $value } in { $year }
planning-draft-note = Level at which the whole set holds with a chance of { $asked } ({ $value }; rounded to the easier side); own chance { $own }; published for { $year }: { $base }.

## signposts

planning-signposts-title = { $subject }: yearly signposts
planning-signposts-none = The plan has no open target with figures still to come on the way.
planning-signpost-today = { $name }: chance today { $today }.
planning-signpost-half-figure = The figure for { $year } must reach { $figure }, which has a chance of { $chance }, for the chance to stay above one half.
planning-signpost-half-any = Whatever the figure for { $year }, the chance stays above one half.
planning-signpost-half-none = Whatever the figure for { $year }, the chance stays below one half.
planning-signpost-least-figure = Short of { $figure } in { $year }, which is reached with a chance of { $chance }, the target is as good as lost.
planning-signpost-least-any = The figure for { $year } alone cannot rule the target out.
planning-signpost-least-none = Whatever the figure for { $year }, the target is as good as lost.
planning-signpost-resolved = The figures for { $year } are expected to resolve { $resolved } of today's uncertainty.
planning-signpost-heading = Table of signposts
planning-signpost-caption = Figures to watch for each target, by year
planning-signpost-note = Judged on this one figure of the year alone. The second line is the chance of that figure or a better one. "Any": whatever the figure, the chance stays; "none": no figure is good enough. Uncertainty resolved is the share by which the figures of the year are expected to reduce the variance of the outcome, met or missed. Ranks: that rank or better.
planning-any = any figure
planning-none = no figure
planning-met-with = chance { $chance }
planning-column-stays = stays above { $chance }
planning-column-lost = as good as lost below ({ $chance })
planning-column-resolved = Uncertainty resolved
planning-read-off-heading = Figures that are in
planning-read-off-text = Yearly figures published since, held against the signposts.
planning-read-off = The figure for { $year } is { $figure }: { $verdict }; the chance went from { $today } to { $chance }.

## overtaking

planning-overtake-title = { $unit } and its neighbours in the ranking
planning-overtake-ahead = Next ahead is { $other }. The chance that { $unit } ranks above it in { $year } is { $chance }; that it has done so in at least one year by { $year }, { $ever }.
planning-overtake-behind = Next behind is { $other }. The chance that it ranks above { $unit } in { $year } is { $chance }; that it has done so in at least one year by { $year }, { $ever }.
planning-overtake-set = Today: { $rank }. With { $level } certainty the ranks of all years from { $first } to { $last } lie in their ranges together; for { $last } that is rank { $span }.
planning-order-heading = Order among the neighbours
planning-order-caption = Chance that the order is the reverse of the latest ranking
planning-order-note = Latest figures in { $unit }. First line of each year: chance that the order is reversed in that year; second line: in at least one year up to it.
planning-ever = ever { $chance }
planning-column-neighbour = Unit
planning-column-side = Today
planning-rank-set-heading = The ranks that are possible
planning-rank-set-caption = Rank: median, range of each year by itself, and ranges that hold in all years together
planning-rank-set-note = Ranked among: { $roster }. The range of a single year holds for that year alone; that of all years, for the ranks of all years together. The last column does not look at the ranks themselves: it follows from the distances to all other units jointly and is the most cautious.
planning-column-median = Median
planning-column-single = One year, { $level }
planning-column-all-years = All years, { $level }
planning-column-pairwise = From the distances, { $level }

## Levels that are reached together

planning-frontier-title = What { $unit } can reach together in { $year }
planning-frontier-finding = With { $probability } probability { $unit } reaches both { $gdp } of { $gdp_name } and { $revenue } of { $revenue_name } in { $year }; each of them alone has { $alone } or more.
planning-frontier-heading = Pairs with the same joint chance
planning-frontier-caption = Levels of { $year } that are reached together
planning-frontier-column-probability = Joint chance asked
planning-frontier-column-joint = Joint chance reached
planning-frontier-column-alone = { $variable } alone
planning-frontier-column-mark = Remark
planning-frontier-axis = { $variable } ({ $unit })
planning-frontier-balanced = both equally likely
planning-frontier-note = Each row is a pair of levels. A higher level of one is paid for by a lower level of the other. Counted over the joint simulations; the error of the joint chance is its Monte Carlo error.
planning-frontier-figure-title = Levels of { $year } that are reached together, by joint chance
planning-frontier-figure-note = Every point on a curve has the same chance that both levels are reached. At the dot each level alone is equally likely.

## brief of one unit

planning-unit-rank = Rank
planning-unit-title = { $unit }: outlook to { $year }
planning-unit-today = { $unit }: { -ranked } of { $value } in { $year }
planning-unit-today-rank = , { $rank } in { -region } in { $year }.
planning-unit-reach = By { $year }, { -ranked } of { $even } is reached with even chances, and { $likely } with a chance of { $likely_share }.
planning-unit-reach-rank = {" "}The rank is then about { $rank }; its 80% range is { $span }.
planning-unit-chances = Chances: { $list }.
planning-unit-heading = Where it stands, and what is within reach
planning-unit-fan-title = { -ranked-label } of { $unit }: published figures and forecast
planning-unit-fan-note = The line is the median, the areas hold 50, 80 and 90% of the simulations.
planning-unit-caption = Levels that are reached or exceeded with a given chance
planning-unit-measured = { $name } ({ $unit })
planning-unit-dated = { $value } ({ $year })
planning-unit-note = Each level or rank, or a better one, is reached with the chance at the head of its column.
planning-unit-column-reach =
    { $year }
    { $share } chance
planning-unit-column-target = Target
planning-unit-targets-caption = Chances of the common targets, the same for all { -units }
planning-unit-column-rank = Rank today
planning-unit-column-above = Chance that { $unit } ranks above it in { $year }
planning-unit-neighbours-caption = The nearest { -units } in the latest ranking
planning-unit-neighbours-note = Latest figures in { $unit }.
