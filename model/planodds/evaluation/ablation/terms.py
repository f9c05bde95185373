"""Terms of the model that are ablated, each by changed priors or fixed values in the same code."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.priors import Priors

AS_MODELLED = "as_modelled"
COMMON, COUNTY, REVENUE = "common", "county", "revenue"
_ZERO_SCALE = 1e-4  # a hundredth of a log point per year: negligible, and still a density
_ZERO_SLOPE_SD = 1e-6
_ZERO_LOG_SD = 1e-2  # of a scale that is held at a value
_GAUSSIAN = 1e4  # degrees of freedom
_FREE_YEAR = 0.30  # sd of a year effect wide enough to absorb any policy change


@dataclass(frozen=True)
class AblatedTerm:
    """One term that is removed (or unrestricted): its block and the changed priors.

    Attributes
    ----------
    name, block : str
    changes : mapping of str to mapping of str to float
        Name of the prior -> replaced parameters.
    path_constants : mapping of str to float
        Constants of the simulation that stay as modelled although those of the fit change.
    """

    name: str
    block: str
    changes: Mapping[str, Mapping[str, float]]
    path_constants: Mapping[str, float] = MappingProxyType({})

    def apply(self, priors: Priors) -> Priors:
        """Return the priors without this term.

        Parameters
        ----------
        priors : Priors

        Returns
        -------
        Priors
        """
        for name, parameters in self.changes.items():
            priors = priors.replaced(name, **parameters)
        return priors


def _no_slope(*names: str) -> dict[str, dict[str, float]]:
    return {name: {"mean": 0.0, "sd": _ZERO_SLOPE_SD} for name in names}


def _no_scale(name: str) -> dict[str, dict[str, float]]:
    return {name: {"sd": _ZERO_SCALE}}


def _no_value(name: str) -> dict[str, dict[str, float]]:
    return {name: {"value": _ZERO_SCALE}}


def list_terms() -> tuple[AblatedTerm, ...]:
    """Return all terms; the first is the unchanged model.

    Examples
    --------
    >>> [term.name for term in list_terms()][:2]
    ['as_modelled', 'coal_lag']
    """
    return (AblatedTerm(AS_MODELLED, "", {}), *_common_terms(), *_county_terms(), *_revenue_terms())


def _common_terms() -> tuple[AblatedTerm, ...]:
    return (
        AblatedTerm(
            "coal_lag",
            COMMON,
            _no_slope("common.coal_lag_to_national", "common.coal_lag_to_provincial"),
        ),
        AblatedTerm("national_to_provincial", COMMON, _no_slope("common.national_to_provincial")),
        AblatedTerm(
            "trend_innovation",
            COMMON,
            {
                f"common.{symbol}_innovation": {"median": _ZERO_SCALE, "log_sd": _ZERO_SCALE}
                for symbol in ("national", "provincial")
            },
        ),
        AblatedTerm("common_tails", COMMON, {"common.degrees": {"value": _GAUSSIAN}}),
    )


def _county_terms() -> tuple[AblatedTerm, ...]:
    return (
        AblatedTerm("coal_share", COUNTY, _no_slope("county.coal_slope")),
        AblatedTerm("industry_year", COUNTY, _no_value("county.industry_scale")),
        AblatedTerm("prefecture_factor", COUNTY, _no_scale("county.prefecture_scale")),
        AblatedTerm("slow_deviation", COUNTY, _no_scale("county.slow_scale")),
        AblatedTerm("drift", COUNTY, _no_scale("county.drift_scale")),
        AblatedTerm("unit_scales", COUNTY, {"county.shock_spread": {"median": 1e-3}}),
        AblatedTerm("county_tails", COUNTY, {"county.degrees": {"value": _GAUSSIAN}}),
        AblatedTerm(
            "volatility",
            COUNTY,
            {"county.volatility_scale": {"median": _ZERO_SCALE, "log_sd": _ZERO_LOG_SD}},
        ),
        AblatedTerm("wedge", COUNTY, _no_value("county.mean_wedge")),
        AblatedTerm("census_prefecture", COUNTY, _no_scale("county.benchmark_prefecture_scale")),
        AblatedTerm("census_share", COUNTY, _no_slope("county.benchmark_slope")),
    )


def _revenue_terms() -> tuple[AblatedTerm, ...]:
    return (
        AblatedTerm(
            "relative_elasticity",
            REVENUE,
            {"revenue.relative_elasticity": {"mean": 0.0, "sd": _ZERO_SCALE}},
        ),
        AblatedTerm(
            "revenue_coal", REVENUE, {"revenue.coal_slope": {"mean": 0.0, "sd": _ZERO_SCALE}}
        ),
        AblatedTerm("reversion", REVENUE, {"revenue.reversion": {"a": 5.0, "b": 5e4}}),
        AblatedTerm("year_effect", REVENUE, _no_value("revenue.year_scale")),
        AblatedTerm(
            "policy_years",
            REVENUE,
            {"revenue.year_scale": {"value": _FREE_YEAR}},
            path_constants=MappingProxyType({"revenue.year_scale": 0.05}),
        ),
        AblatedTerm("revenue_tails", REVENUE, {"revenue.degrees": {"value": _GAUSSIAN}}),
        AblatedTerm("revenue_scales", REVENUE, {"revenue.shock_spread": {"median": 1e-3}}),
    )
