"""Base rates as the notebooks make them: the panel's windows, older revenue, and the states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.evaluation.backtest.designs import US_COLUMNS, US_FILE, US_STATES
from planodds.execution.digests import hash_file
from planodds.execution.owner_cache import cached_on
from planodds.inputs.panels.unit_panel import load_unit_panel
from planodds.odds.questions.base_rates import Levels, base_rates

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.notebook.session import Session

_FIRST_REVENUE = 2002


def tabulate_base_rates(run: Session) -> pd.DataFrame:
    """Count how often what the plan's targets ask has been done; see ``base_rates``."""
    return count_rates(run.panel, run.plan, run.data_dir).copy()


def count_rates(panel: Panel, plan: Plan, data_dir: Path) -> pd.DataFrame:
    """Count once for each panel: it and the plan are read anew when a file of theirs changes."""
    states = data_dir / US_FILE
    found = hash_file(states) if states.is_file() else ""

    def count() -> pd.DataFrame:
        others = (_read_states(data_dir),) if found else ()
        return base_rates(panel, plan, older=_read_long_revenue(data_dir, panel), others=others)

    return cached_on(panel, ("base_rates", plan.model_dump_json(), found), count)


def prefetch(data_dir: Path) -> None:
    """Read the newest panel and count its base rates, before a kernel server forks its kernels."""
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.plan import load_plan

    count_rates(load_panel(data_dir), load_plan(data_dir), data_dir)


def _read_states(data_dir: Path) -> Levels:
    """Income per head of the US states, for rises in the ranking."""
    panel = load_unit_panel(data_dir / US_FILE, name=US_STATES, columns=US_COLUMNS)
    return Levels(US_STATES, tuple(panel.years), panel.values)


def _read_long_revenue(data_dir: Path, panel: Panel) -> Levels:
    """Revenue of the panel's units from 2002 to its last year, gaps and all."""
    from planodds.inputs.panels.county_panel import REVENUE_INDICATOR, drop_excluded, pivot
    from planodds.inputs.tables.csv_tables import read_county_panel, read_exclusions

    cells = read_county_panel(data_dir)
    cells = drop_excluded(cells[cells["kind"] == "preferred"], read_exclusions(data_dir))
    years = tuple(range(_FIRST_REVENUE, panel.years[-1] + 1))
    return Levels("revenue", years, pivot(cells, REVENUE_INDICATOR, panel.units, years))
