"""Fit, forecast and condition: the steps from a panel to joint predictive draws."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planodds.api.cards import html_card, text_card
from planodds.api.data import data_folder
from planodds.api.measured import name_measure
from planodds.constants import BASELINE, POSTERIOR
from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from planodds.forecasting.types import FitSettings, Posterior
    from planodds.forecasting.types import Forecast as Paths
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Forecast:
    """Joint predictive draws together with the panel and the posterior behind them.

    Attributes
    ----------
    paths : planodds.forecasting.types.Forecast
        Draw m is one joint simulation of all units, years and variables.
    panel : Panel
        The data at the same information set.
    posterior : Posterior
        The fit from which the paths were simulated.
    scenario : Scenario or None
        The assumptions that were applied; None for the baseline.
    unconditioned : planodds.forecasting.types.Forecast or None
        The paths before any condition, from which another scenario starts; None: ``paths``.
    """

    paths: Paths
    panel: Panel
    posterior: Posterior
    scenario: Scenario | None = None
    unconditioned: Paths | None = None

    def with_conditions(
        self,
        *,
        sd: float = 0.0,
        unit: str = "",
        own_growth: Mapping[int, float] | float = 0.0,
        source: str = "",
        name: str = "with_conditions",
        **growth: Mapping[int, float] | float,
    ) -> Forecast:
        """Answer what would be if some series grew as stated.

        Parameters
        ----------
        sd : float
            Standard deviation of each condition, log points; 0 is a hard condition.
        unit : str
            Code or name of the unit that ``county_gdp`` and ``county_revenue`` are about; the
            home unit if empty.
        own_growth : mapping of int to float, or float
            Extra growth of that unit alone, by calendar year, a fraction: own effort that leaves
            the other units as they are.
        source : str
            Who states the assumptions; may be left to be filled in later.
        name : str
            Name of the scenario in tables.
        **growth : mapping of int to float, or float
            Series of the study, such as ``coal_price={2026: -0.30}``: simple growth on the year
            before by calendar year, a fraction. A number is that of the first year without data.

        Returns
        -------
        Forecast
            The paths under these assumptions and the earlier ones about other series. Its card
            and `plausibility` state how far-fetched they are.

        Raises
        ------
        ConditioningError
            The assumptions are too unlikely under the forecast.
        InputError
            A series, a year or a value is not possible.

        Notes
        -----
        The same as a scenario file with these ``conditions``: the draws are conditioned on
        ``log(1 + growth) ~ N(log(1 + value), sd**2)``.

        Examples
        --------
        >>> import planodds as po
        >>> panel = po.load_panel()
        >>> run = po.forecast(panel, po.fit(panel))  # doctest: +SKIP
        >>> slump = run.with_conditions(coal_price={2026: -0.30}, sd=0.05)  # doctest: +SKIP
        >>> slump.plausibility["tail_probability"]  # doctest: +SKIP
        >>> slump.save("my_case")  # doctest: +SKIP
        """
        from planodds.inputs.scenarios.scenario import TO_FILL, Scenario

        stated = Scenario.from_conditions(
            growth,
            sd=sd,
            unit=self.find_unit(unit) if unit else None,
            own_growth=own_growth,
            name=name,
            source=source or TO_FILL,
        )
        return apply_scenario(self, self.scenario.revise(stated) if self.scenario else stated)

    @property
    def plausibility(self) -> dict[str, float]:
        """Distance of the assumptions from the baseline, and the draws that carry the answer.

        ``tail_probability``: share of the draws before conditioning that lie as far out in that
        direction; ``mahalanobis``: that distance, standard deviations; ``effective_sample_size``
        and ``effective_share``: draws after weighting, and their share of all.
        """
        paths = self.paths
        return {
            "tail_probability": float(paths.diagnostics.get("tail_probability", 1.0)),
            "mahalanobis": float(paths.diagnostics.get("mahalanobis", 0.0)),
            "effective_sample_size": float(paths.ess),
            "effective_share": float(paths.ess) / paths.draws,
        }

    def save(self, name: str) -> Path:
        """Write the assumptions as a scenario file of the study, for `planodds run`.

        Parameters
        ----------
        name : str
            Name of the new file ``scenarios/NAME.yaml``.

        Returns
        -------
        Path
            A valid scenario. Narrative, and sources that were not stated, are placeholders, which
            `planodds check` lists until they are written.

        Raises
        ------
        InputError
            The name cannot be a file name.
        UsageError
            There is a file of this name, or the forecast has no assumptions.
        """
        from planodds.inputs.scenarios.scenario_files import save_scenario

        if self.scenario is None or not self.scenario.assumptions:
            raise UsageError(
                "the forecast has no assumptions to save",
                where=f"Forecast.save({name!r})",
                expected="a forecast under a scenario",
                remedy="state one first: forecast.with_conditions(...)",
            )
        return save_scenario(self.scenario, name, data_folder(self.panel.study.name))

    def find_unit(self, unit: str) -> str:
        """Return the code of a unit, as `Panel.find_unit`.

        Parameters
        ----------
        unit : str
            Code, Chinese name or English name.

        Returns
        -------
        str
        """
        return self.panel.find_unit(unit)

    def to_xarray(self) -> xr.Dataset:
        """Return the draws with labelled dimensions.

        Returns
        -------
        xarray.Dataset
            ``gdp`` and ``revenue`` with dims (unit, draw, year), in the units of measurement of
            the study, which their attributes name; ``common_growth`` with dims (draw, series,
            year), log growth per year. Attributes give information set and scenario.
        """
        import xarray as xr

        paths = self.paths
        dims = ("unit", "draw", "year")
        names = self.panel.unit_table.reindex(list(paths.units))
        dataset = xr.Dataset(
            {
                "gdp": (dims, np.exp(np.asarray(paths.log_gdp))),
                "revenue": (dims, np.exp(np.asarray(paths.log_revenue))),
                "common_growth": (
                    ("draw", "series", "year"),
                    np.asarray(paths.common),
                    {"units": "log growth per year"},
                ),
            },
            coords={
                "unit": list(paths.units),
                "year": list(paths.years),
                "series": list(paths.series),
                "name_zh": ("unit", list(names["name_zh"])),
                "name_en": ("unit", list(names["name_en"])),
            },
            attrs={
                "information": paths.information.name,
                "scenario": paths.scenario,
                "effective_sample_size": float(paths.ess),
            },
        )
        study = self.panel.study
        for role in study.roles:
            variable = study.variable(role)
            if variable is not None:
                label = variable.label["en"] if variable.label else role
                units = name_measure(variable.unit, study)
                dataset[role].attrs.update(long_name=label, units=units)
        return dataset

    def _entries(self) -> dict[str, object]:
        paths = self.paths
        return {
            "information": paths.information.name,
            "scenario": paths.scenario,
            "units": len(paths.units),
            "years": f"{paths.years[0]}-{paths.years[-1]}",
            "draws": paths.draws,
            "effective sample size": round(float(paths.ess)),
            **self._distance(),
        }

    def _distance(self) -> dict[str, object]:
        if self.scenario is None:
            return {}
        found = self.plausibility
        return {"tail probability of the assumptions": f"{found['tail_probability']:.2g}"}

    def __repr__(self) -> str:
        return text_card("Forecast", self._entries())

    def _repr_html_(self) -> str:
        return html_card("Forecast", self._entries())


def fit(panel: Panel, *, quick: bool = False) -> Posterior:
    """Fit the model to a panel, or load the stored fit of the same content.

    A study with a linked variable is fitted with NUTS, one without by the Gibbs sampler.

    The fit is stored in the outputs folder under a key of its content (data, priors, settings,
    code and package versions), and shared with `planodds run`.

    Parameters
    ----------
    panel : Panel
        From `load_panel`.
    quick : bool
        A short fit to try things out; never for decisions.

    Returns
    -------
    Posterior
        Posterior draws of the common, county and revenue blocks with their diagnostics.

    Raises
    ------
    ConvergenceError
        The fit missed the convergence criteria.
    """
    from planodds.editions import fit_cache
    from planodds.forecasting.store import load_posterior

    return load_posterior(_stored_fit(panel, _settings(quick=quick)) / fit_cache.POSTERIOR)


def forecast(panel: Panel, posterior: Posterior) -> Forecast:
    """Simulate joint predictive paths of all units, or load those stored with the fit.

    Parameters
    ----------
    panel : Panel
        The panel that was fitted. Its early figures of single units are met exactly.
    posterior : Posterior
        From `fit`.

    Returns
    -------
    Forecast
        The baseline: no assumptions beyond the data and the priors.

    Raises
    ------
    UsageError
        Panel and posterior do not belong together.
    """
    from planodds.editions import fit_cache
    from planodds.forecasting.store import load_forecast

    if posterior.information != panel.information:
        raise UsageError(
            f"a posterior of information set {posterior.information.name!r} for a panel of "
            f"{panel.information.name!r}",
            expected="panel and posterior of one information set",
            remedy="fit the panel first: posterior = fit(panel)",
        )
    folder = _stored_fit(panel, posterior.settings) / fit_cache.FORECAST
    return open_forecast(load_forecast(folder), panel, posterior)


def open_forecast(stored: Paths, panel: Panel, posterior: Posterior) -> Forecast:
    """Return stored paths as the baseline forecast, conditioned on early figures of units.

    Parameters
    ----------
    stored : planodds.forecasting.types.Forecast
        Paths before any condition.
    panel : Panel
        The same information set.
    posterior : Posterior
        The fit from which the paths were simulated.

    Returns
    -------
    Forecast
    """
    from planodds.api.data import load_scenario
    from planodds.forecasting.scenarios.apply import apply_scenario as condition

    paths = stored
    if panel.has_early_figures:
        paths = condition(stored, posterior, panel, load_scenario(BASELINE, study=panel.study.name))
    return Forecast(paths, panel, posterior, unconditioned=stored)


def apply_scenario(forecast: Forecast, scenario: Scenario | str, *, variant: str = "") -> Forecast:
    """Condition a forecast on the assumptions of a scenario.

    Parameters
    ----------
    forecast : Forecast
        From `forecast`; a scenario that was applied before is replaced.
    scenario : Scenario or str
        A scenario, or the name of one on file.
    variant : str
        One of the scenario's interpretations where it has several: ``"common_boom"`` (the
        neighbours rise too) or ``"own_effort"`` (the unit alone); else ``""``.

    Returns
    -------
    Forecast
        Equally weighted draws under the assumptions; ``paths.ess`` is the effective sample size.

    Raises
    ------
    ConditioningError
        The assumptions are too unlikely under the forecast.
    InputError
        A condition is set on a year that is already observed.
    """
    from planodds.api.data import load_scenario
    from planodds.forecasting.scenarios.apply import apply_scenario as condition

    if isinstance(scenario, str):
        scenario = load_scenario(scenario, study=forecast.panel.study.name)
    chosen = variant or scenario.readings[0]
    start = forecast.unconditioned or forecast.paths
    paths = condition(start, forecast.posterior, forecast.panel, scenario, variant=chosen)
    return Forecast(paths, forecast.panel, forecast.posterior, scenario, start)


def _settings(*, quick: bool) -> FitSettings:
    from planodds.forecasting.types import QUICK, FitSettings

    return QUICK if quick else FitSettings()


def _stored_fit(panel: Panel, settings: FitSettings) -> Path:
    """Return the folder of the panel's fit; compute and store it first where there is none."""
    import dataclasses

    from planodds.batch.jobs import store_fit
    from planodds.batch.prepare import paths_of
    from planodds.editions import fit_cache
    from planodds.editions.layout import OUTPUTS_DIR
    from planodds.execution.result_store import ResultStore
    from planodds.inputs.priors import load_priors

    data_dir = data_folder(panel.study.name)
    priors = load_priors(data_dir, panel.information.name)
    plain, paths = dataclasses.asdict(settings), paths_of(quick=settings.quick)
    key = fit_cache.fit_key(panel, priors, evidence=POSTERIOR, settings=plain, paths=paths)
    out = Path(os.environ.get("PLANODDS_OUT") or OUTPUTS_DIR)
    store = ResultStore(fit_cache.cache_dir(out))
    if fit_cache.find_record(store, key) is None:
        store_fit(
            panel,
            priors,
            store=store,
            key=key,
            name=f"fit/{panel.information.name}/{POSTERIOR}",
            evidence=POSTERIOR,
            settings=settings,
            paths=paths,
        )
    return store.path(key)
