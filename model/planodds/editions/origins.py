"""Data, priors, evidence and model behind the forecasts of an edition, as content keys."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from planodds import constants
from planodds.editions.layout import PLAN_FILE
from planodds.execution import content_keys
from planodds.execution.digests import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors
    from planodds.inputs.scenarios.scenario import Scenario

ORIGINS, MODEL, SUBJECT = "origins", "model", "subject"  # keys of plan.json


@dataclass(frozen=True)
class Origin:
    """Data behind one forecast of an edition.

    Attributes
    ----------
    county_to, drivers_to : int
        Last years of the data of units and of drivers.
    data : str
        Content key of the figures that the fit reads, whatever the set is called.
    evidence : str
        Content key of early figures and of the baseline's assumptions; empty for none.
    priors : str
        Content key of the numbers of the priors at this set, not of their reasons.
    """

    county_to: int
    drivers_to: int
    data: str
    evidence: str
    priors: str

    @property
    def extent(self) -> tuple[int, int]:
        """Last years of the data of units and of drivers."""
        return self.county_to, self.drivers_to


def describe_origin(panel: Panel, priors: Priors, baseline: Scenario) -> Origin:
    """Describe what a forecast from a panel rests on.

    Parameters
    ----------
    panel : Panel
    priors : mapping of str to Prior
        Of the panel's information set.
    baseline : Scenario
        Of the study; its assumptions are part of the evidence.

    Returns
    -------
    Origin
    """
    unnamed = replace(panel, information=replace(panel.information, name=""))
    early = [table for table in (panel.ragged_edge, panel.early_figures) if not table.empty]
    evidence = [early, baseline.assumptions] if early or baseline.assumptions else None
    return Origin(
        panel.information.county_to,
        panel.information.drivers_to,
        content_keys.hash_panel(unnamed, ragged_edge=False),
        content_keys.content_key({"evidence": evidence}) if evidence else "",
        content_keys.content_key(
            {name: [prior.dist, dict(prior.parameters)] for name, prior in priors.items()}
        ),
    )


def describe_model() -> str:
    """Return the content key of the model: its source and the packages that it runs on.

    Returns
    -------
    str
    """
    return content_keys.content_key(
        {
            "source": content_keys.source_hash(content_keys.FIT_SOURCES),
            "versions": content_keys.package_versions(content_keys.FIT_PACKAGES),
        }
    )


def origins_as_plain(origins: Mapping[str, Origin]) -> dict[str, dict[str, Any]]:
    """Return origins as JSON values, by information set.

    Parameters
    ----------
    origins : mapping of str to Origin

    Returns
    -------
    dict
    """
    return {name: asdict(origin) for name, origin in origins.items()}


@dataclass(frozen=True)
class EditionRecord:
    """Statements of `plan.json` of an edition on subject, model and origins.

    Attributes
    ----------
    subject : tuple of str
        Study, unit and plan; empty in editions that do not state them.
    model : str
        From ``describe_model``; empty in editions that do not state it.
    origins : mapping of str to Origin
        By information set.
    fits : mapping of str to str
        Content key of the fit with data, by information set.
    """

    subject: tuple[str, ...]
    model: str
    origins: Mapping[str, Origin]
    fits: Mapping[str, str]


def read_record(folder: Path) -> EditionRecord:
    """Read what an edition states on subject, model and origins.

    Parameters
    ----------
    folder : Path
        The edition's folder.

    Returns
    -------
    EditionRecord
        Empty parts for what the edition does not state.
    """
    plan = read_json(folder / PLAN_FILE)
    stated = plan.get(ORIGINS)
    origins = stated if isinstance(stated, dict) else {}
    subject = plan.get(SUBJECT)
    fits = [fit for fit in plan.get("fits", ()) if isinstance(fit, dict)]
    return EditionRecord(
        tuple(str(name) for name in subject) if isinstance(subject, list) else (),
        str(plan.get(MODEL) or ""),
        {name: Origin(**origin) for name, origin in origins.items()},
        {
            str(fit["information"]): str(fit["key"])
            for fit in fits
            if fit.get("evidence") == constants.POSTERIOR and "information" in fit
        },
    )
