"""Power of the comparison with the second simulator: is an error of 10 % noticed?

    python -m tests.forecasting.path_power

puts each error into the second simulator's posterior alone and prints which are noticed: scales,
starting states and constants times 1.1, persistences times 0.9, degrees of freedom plus one.
"""

from __future__ import annotations

from dataclasses import replace

from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.panels.early_figures import no_early_figures
from tests.forecasting.simulated_panels import make_posterior
from tests.forecasting.test_independent_paths import (
    ALONE,
    DRAWS,
    TERMS,
    compare_alone,
    keep_only,
    simulate_both,
)

OTHERS = (  # term, parameter or constant, factor, addition
    ("slow deviation, shocks", "county.slow_persistence", 0.9, 0),
    ("slow deviation, start", "county.slow_persistence", 0.9, 0),
    ("group factor, shocks", "county.prefecture_persistence", 0.9, 0),
    ("provincial trend", "trend_reversion", 0.9, 0),
    ("surprise and volatility, start", "county.volatility_persistence", 0.9, 0),
    ("surprise", "county.degrees", 1, 1),
    ("revenue, surprise", "revenue.degrees", 1, 1),
    ("province", "common.degrees", 1, 1),
)


def put_error(posterior, name, factor, addition):
    """Return the posterior with one parameter or declared constant changed."""
    block, _, label = name.partition(".")
    if label in posterior.blocks.get(block, {}):
        arrays = posterior.blocks[block]
        changed = {**arrays, label: factor * arrays[label] + addition}
        return replace(posterior, blocks={**posterior.blocks, block: changed})
    value = factor * posterior.constants[name] + addition
    return replace(posterior, constants={**posterior.constants, name: value})


def is_noticed(posterior, panel, term, name, factor, addition):
    """Return whether the comparison of one term fails under an error."""
    alone = keep_only(posterior, TERMS[term])
    wrong = put_error(alone, name, factor, addition)
    ours, theirs, _ = simulate_both(alone, panel, theirs=wrong, **ALONE)
    try:
        compare_alone(ours, theirs, panel)
    except AssertionError:
        return True
    return False


def main() -> None:
    """Print each error and whether it is noticed, then their number."""
    panel = replace(load_panel(DATA_DIR, "latest"), early_figures=no_early_figures())
    posterior = make_posterior(panel, draws=DRAWS)
    cases = [(term, name, 1.1, 0) for term, names in TERMS.items() for name in names]
    noticed = 0
    for case in (*cases, *OTHERS):
        seen = is_noticed(posterior, panel, *case)
        noticed += seen
        print(f"{'noticed' if seen else 'MISSED':<8} {case[0]:<32} {case[1]}", flush=True)
    print(f"{noticed} of {len(cases) + len(OTHERS)}")


if __name__ == "__main__":
    main()
