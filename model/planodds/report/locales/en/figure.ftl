### Text in the figures.

## sparkline

figure-sparkline-scale = Chance from 0 to 100:{" "}
figure-sparkline-then = when the plan was made{" "}
figure-sparkline-now = now{" "}

## fan

figure-fan-target = target { $value } ({ $year })
figure-fan-basis-change = new basis
figure-fan-median = { $name }{ $gap }median { $value }
figure-fan-place = { $place } in { -region }
figure-fan-gap = ,{" "}

## ranks

figure-ranks-place-axis = rank (best at the top)
figure-ranks-top = top { $rank }
figure-ranks-now = { $rank } in { $year }
figure-ranks-median = median { $rank } in { $year }
figure-ranks-panel = { $year }: median { $median }; top { $rank } { $odds }
figure-ranks-strip-axis = { -money } (log scale), by rank
figure-ranks-target = target { $value }
figure-ranks-rank-axis = rank

## odds

figure-odds-axis = chance (%)
figure-odds-then = ○ when the plan was made
figure-odds-now = ● now
figure-odds-prior = □ then, priors only
figure-odds-origin-axis = last year of data

## bridge

figure-bridge-then = when planned
figure-bridge-now = now
figure-bridge-target = target { $value }
figure-bridge-title = { $variable } ({ $unit })

## tornado

figure-tornado-as-modelled = as modelled { $odds }

## record

figure-record-horizon-axis = Years ahead
figure-record-coverage-axis = Coverage of the 90% interval (%)
figure-record-skill-axis = Reduction of the error (%)
figure-record-forecast-axis = Forecast probability (%)
figure-record-frequency-axis = Observed frequency (%)
figure-record-states = ● US states
figure-record-shanxi = ◇ Shanxi
figure-record-nominal = nominal: 90%
