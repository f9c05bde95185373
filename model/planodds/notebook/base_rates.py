"""Base rates for notebooks: the county panel, revenue since 2002, and the US states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.evaluation.backtest.designs import read_study_panel
from planodds.evaluation.protocol import US_STATES
from planodds.execution.digests import hash_file
from planodds.execution.owner_cache import cached_on
from planodds.inputs.tables.files import PANEL_FILE, shared_folder
from planodds.probability.growth.historical_windows import PanelLevels
from planodds.probability.questions.base_rates import base_rates

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.notebook.session import Session

_FIRST_REVENUE_YEAR = 2002


def tabulate_base_rates(run: Session) -> pd.DataFrame:
    """Return the base rates of the plan's targets; see ``base_rates``.

    Parameters
    ----------
    run : Session

    Returns
    -------
    DataFrame
        ``RATE_COLUMNS``.
    """
    return count_rates(run.panel, run.plan, run.data_dir).copy()


def count_rates(panel: Panel, plan: Plan, data_dir: Path) -> pd.DataFrame:
    """Return the base rates, computed once per panel, plan and file of US states.

    Parameters
    ----------
    panel : Panel
    plan : Plan
    data_dir : Path
        Folder with the county panel and, optionally, the US states.

    Returns
    -------
    DataFrame
        ``RATE_COLUMNS``; shared, not to be changed.
    """
    states = shared_folder(data_dir, US_STATES) / PANEL_FILE
    compared = panel.study.on_record and states.is_file()
    digest = hash_file(states) if compared else ""

    def count() -> pd.DataFrame:
        others = (_read_states(data_dir),) if digest else ()
        older = None
        if constants.REVENUE in panel.study.roles:
            older = _read_long_revenue(data_dir, panel)
        return base_rates(panel, plan, older=older, others=others)

    return cached_on(panel, ("base_rates", plan.model_dump_json(), digest), count)


def prefetch(data_dir: Path) -> None:
    """Read the newest panel and count its base rates, before a server forks its kernels.

    Parameters
    ----------
    data_dir : Path
        The data that the kernels will read.
    """
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.plan import load_plan

    count_rates(load_panel(data_dir), load_plan(data_dir), data_dir)


def _read_states(data_dir: Path) -> PanelLevels:
    """Return income per head of the US states, for rank gains."""
    panel = read_study_panel(US_STATES, data_dir)
    return PanelLevels(US_STATES, tuple(panel.years), panel.values)


def _read_long_revenue(data_dir: Path, panel: Panel) -> PanelLevels:
    """Return revenue of the panel's units from 2002 to its last year, with gaps."""
    from planodds.inputs.panels.county_panel import drop_excluded, pivot
    from planodds.inputs.tables.csv_tables import read_county_panel, read_exclusions

    cells = read_county_panel(data_dir)
    cells = drop_excluded(cells[cells["kind"] == "preferred"], read_exclusions(data_dir))
    years = tuple(range(_FIRST_REVENUE_YEAR, panel.years[-1] + 1))
    return PanelLevels(
        "revenue",
        years,
        pivot(cells, panel.study.variables[constants.REVENUE].indicator, panel.units, years),
    )
