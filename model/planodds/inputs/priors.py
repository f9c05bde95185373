"""Prior distributions declared in priors.yaml, each with its reason and source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import yaml

from planodds.errors import InputError, suggest
from planodds.inputs.study import Study, coefficient, load_study
from planodds.inputs.tables.csv_reader import quote
from planodds.inputs.tables.files import PRIORS_FILE, display_path, read_text
from planodds.inputs.tables.yaml_reader import find_yaml_fault, parse_yaml

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel

_PARAMETERS = {
    "normal": ("mean", "sd"),
    "half_normal": ("sd",),
    "beta": ("a", "b"),
    "log_normal": ("median", "log_sd"),
    "truncated_normal": ("mean", "sd", "lower", "upper"),
    "fixed": ("value",),
    "sample_mean": ("sd",),
}
_POSITIVE = {"sd", "log_sd", "a", "b", "median"}
_EXCHANGEABLE = (  # kinds that can stand for each other
    {"fixed"},
    {"normal", "sample_mean"},
    {"half_normal"},
    {"log_normal"},
    {"beta"},
    {"truncated_normal"},
)
_LARGEST = 1e4  # of any parameter: most are log points, degrees of freedom or counts
_SMALLEST = 1e-8  # of a scale
_INFORMATION = re.compile(r"[0-9]{4}|latest")
GENERAL_PRIORS = Path(__file__).with_name("priors.yaml")
_KEYS = {"name", "dist", "reason", "source", "by_information"}
_GENERAL_SERIES = ("common.series_", "common.excess_")
_MOVING_MEAN = ("start", "anchor", "innovation")
_HALF_NORMAL_MEDIAN = 0.6745  # of |z|, z standard normal


@dataclass(frozen=True)
class Prior:
    """One prior distribution; its parameters are also attributes (``prior.sd``).

    Attributes
    ----------
    name : str
        ``block.parameter``, such as ``county.prefecture_scale``.
    dist : str
        normal, half_normal, beta, log_normal, truncated_normal or fixed.
    parameters : mapping of str to float
        In the unit of the model parameter, mostly log points per year.
    reason, source : str
        Why the distribution was chosen, and on which evidence.
    """

    name: str
    dist: str
    parameters: Mapping[str, float]
    reason: str
    source: str

    def __getattr__(self, key: str) -> float:
        try:
            parameters: Mapping[str, float] = self.__dict__["parameters"]
            return parameters[key]
        except KeyError:
            raise AttributeError(key) from None

    @property
    def center(self) -> float:
        """Central value, used where the data cannot inform the parameter."""
        match self.dist:
            case "fixed":
                return self.parameters["value"]
            case "log_normal":
                return self.parameters["median"]
            case "beta":
                return self.parameters["a"] / (self.parameters["a"] + self.parameters["b"])
            case "half_normal":
                return _HALF_NORMAL_MEDIAN * self.parameters["sd"]
        return self.parameters["mean"]

    def draw(self, generator: np.random.Generator, size: int) -> np.ndarray:
        """Draw values from the prior.

        Parameters
        ----------
        generator : numpy.random.Generator
        size : int

        Returns
        -------
        ndarray of float, shape (size,)
        """
        p = self.parameters
        match self.dist:
            case "fixed":
                return np.full(size, p["value"])
            case "normal":
                return generator.normal(p["mean"], p["sd"], size)
            case "half_normal":
                return np.abs(generator.normal(0.0, p["sd"], size))
            case "beta":
                return generator.beta(p["a"], p["b"], size)
            case "log_normal":
                draws: np.ndarray = p["median"] * np.exp(
                    p["log_sd"] * generator.standard_normal(size)
                )
                return draws
        return _draw_truncated_normal(generator, p, size)


def _draw_truncated_normal(
    generator: np.random.Generator, p: Mapping[str, float], size: int
) -> np.ndarray:
    from scipy.stats import truncnorm

    low, high = ((p[side] - p["mean"]) / p["sd"] for side in ("lower", "upper"))
    draws: np.ndarray = truncnorm.rvs(
        low, high, loc=p["mean"], scale=p["sd"], size=size, random_state=generator
    )
    return draws


class Priors(Mapping[str, Prior]):
    """All priors of one information set, read-only, by name."""

    def __init__(self, entries: Mapping[str, Prior]) -> None:
        self._entries = MappingProxyType(dict(entries))

    def __getitem__(self, name: str) -> Prior:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def value(self, name: str) -> float:
        """Return the value of a fixed prior.

        Parameters
        ----------
        name : str
            ``block.parameter``.

        Returns
        -------
        float
            In the unit of the parameter.

        Raises
        ------
        KeyError
            There is no prior of this name.
        InputError
            The prior is a distribution.
        """
        prior = self[name]
        if prior.dist != "fixed":
            raise InputError(
                f"prior {name!r} is {prior.dist}, not fixed",
                where=PRIORS_FILE,
                expected="dist: fixed",
                remedy="replace the distribution by a single value",
            )
        return prior.parameters["value"]

    def replaced(self, name: str, **parameters: float) -> Priors:
        """Return the priors with some parameters of one entry changed (for sensitivity runs).

        Parameters
        ----------
        name : str
            ``block.parameter``.
        **parameters : float
            New values of the prior's parameters, such as ``sd``; the others stay.

        Returns
        -------
        Priors

        Raises
        ------
        KeyError
            There is no prior of this name.
        """
        changed = MappingProxyType({**self[name].parameters, **parameters})
        return Priors({**self._entries, name: replace(self[name], parameters=changed)})


def load_priors(data_dir: Path, information_name: str) -> Priors:
    """Load the priors of one information set.

    Parameters
    ----------
    data_dir : Path
        Folder of the study. Its ``priors.yaml``, if there is one, replaces general priors.
    information_name : str
        Name of the information set; its ``by_information`` overrides apply.

    Returns
    -------
    Priors

    Raises
    ------
    InputError
        The file is not YAML, an entry lacks a key, or a distribution does not exist.
    """
    priors = dict(_read_priors(GENERAL_PRIORS, information_name))
    study = load_study(data_dir)
    if os.path.lexists(data_dir / PRIORS_FILE) or PRIORS_FILE in study.files:
        own = _read_priors(data_dir / PRIORS_FILE, information_name)
        _check_used(own, priors, study, display_path(data_dir / PRIORS_FILE))
        priors |= own
    named = _name_series(priors, study)
    if not any(prior.dist == "sample_mean" for prior in named.values()):
        return Priors(named)
    from planodds.inputs.panels.county_panel import load_panel

    return _use_sample_means(named, load_panel(data_dir, information_name))


def general_priors(panel: Panel) -> Priors:
    """Return the general priors for a panel that has no folder of its own.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    Priors
    """
    priors = _read_priors(GENERAL_PRIORS, panel.information.name)
    return _use_sample_means(_name_series(priors, panel.study), panel)


def override_names(data_dir: Path) -> tuple[str, ...]:
    """Return the information sets for which priors of a study are replaced.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    tuple of str
        Each once, sorted.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    path = data_dir / PRIORS_FILE
    entries = _read_entries(path) if os.path.lexists(path) else []
    found = [entry.get("by_information") for entry in entries if isinstance(entry, dict)]
    return tuple(sorted({str(name) for item in found if isinstance(item, dict) for name in item}))


def _check_used(
    own: Mapping[str, Prior], general: Mapping[str, Prior], study: Study, where: str
) -> None:
    """Check that the model has each parameter, and can use the kind of its distribution."""
    known = {**general, **_name_series(general, study)}
    lag = general["common.own_lag"]
    known |= {f"common.{driver.symbol}_persistence": lag for driver in study.common}
    for name, prior in own.items():
        if name not in known:
            raise InputError(
                f"prior {name!r} is of no parameter of the model",
                where=f"{where}, {name}",
                expected="a parameter of the general priors, or of a series of the study",
                remedy=suggest(name, known, otherwise="remove the entry"),
            )
        kinds = next(group for group in _EXCHANGEABLE if known[name].dist in group)
        if prior.dist not in kinds:
            raise InputError(
                f"dist = {prior.dist!r}",
                where=f"{where}, {name}",
                expected=" or ".join(sorted(kinds)),
                remedy="use the kind of distribution that the model has for this parameter",
            )


def _name_series(priors: Mapping[str, Prior], study: Study) -> dict[str, Prior]:
    """Add the general priors of a series for each series that has none of its own."""
    named = {name: prior for name, prior in priors.items() if not name.startswith(_GENERAL_SERIES)}
    wedge_of_mean = named.pop("county.mean_wedge_of_mean")
    if not study.has_aggregate:
        named["county.mean_wedge"] = replace(wedge_of_mean, name="county.mean_wedge")
    for driver in study.common:
        general = "excess" if driver.relative_to else "series"
        wanted = {
            f"common.{driver.symbol}_{part}": f"common.{general}_{part}"
            for part in (() if driver.mean == "constant" else _MOVING_MEAN)
        }
        for part in ("mean", "scale") if driver.mean == "constant" else ("scale",):
            wanted[f"common.{driver.symbol}_{part}"] = f"common.series_{part}"
        for other, lag in driver.regressors:
            name = f"common.{coefficient(other, driver.symbol, lag)}"
            wanted[name] = "common.series_lag_effect" if lag else "common.series_effect"
        for name, prior in wanted.items():
            if name not in named:
                named[name] = replace(priors[prior], name=name)
    return named


def _use_sample_means(priors: Mapping[str, Prior], panel: Panel) -> Priors:
    """Replace distributions about the sample mean of a series by normal ones."""
    means = {
        driver.symbol: float(np.nanmean(growth))
        for driver, growth in zip(panel.study.common, panel.driver_growth, strict=True)
    }
    resolved = {
        name: replace(
            prior,
            dist="normal",
            parameters=MappingProxyType(
                {"mean": means[name.removeprefix("common.").rpartition("_")[0]], **prior.parameters}
            ),
        )
        if prior.dist == "sample_mean"
        else prior
        for name, prior in priors.items()
    }
    return Priors(resolved)


def persistence_prior(priors: Priors, symbol: str) -> Prior:
    """Return the prior of the coefficient of a series on its own deviation of the year before.

    Parameters
    ----------
    priors : Priors
    symbol : str
        Of a series of the common block.

    Returns
    -------
    Prior
        ``common.<symbol>_persistence`` if declared, else ``common.own_lag``.
    """
    name = f"common.{symbol}_persistence"
    return priors[name] if name in priors else priors["common.own_lag"]


def find_prior(block: str, parameter: str, study: Study, priors: Priors) -> Prior | None:
    """Return the prior of a parameter of a fit, if it was declared.

    Parameters
    ----------
    block, parameter : str
        As in the table ``posterior_summary``, where groups have the study's own name.
    study : Study
    priors : Priors

    Returns
    -------
    Prior or None
    """
    if block == "common" and parameter.endswith("_persistence"):
        return persistence_prior(priors, parameter.removesuffix("_persistence"))
    name = parameter.replace(study.groups, "prefecture") if study.groups else parameter
    return priors.get(f"{block}.{name}")


def _read_priors(path: Path, information_name: str) -> dict[str, Prior]:
    """Read the priors of one file."""
    priors: dict[str, Prior] = {}
    for entry in _read_entries(path):
        prior = _parse_prior(entry, information_name, display_path(path))
        if prior.name in priors:
            raise InputError(
                f"prior {prior.name!r} appears twice",
                where=display_path(path),
                expected="each name once",
                remedy="remove one of the two entries",
            )
        priors[prior.name] = prior
    return priors


def _read_entries(path: Path) -> list[object]:
    try:
        entries = parse_yaml(read_text(path))
    except yaml.YAMLError as error:
        line, problem = find_yaml_fault(error, path)
        raise InputError(
            f"{path.name} is not valid YAML: {problem}",
            where=f"{display_path(path)} line {line}",
            expected="a YAML list of priors",
            remedy="correct that line",
        ) from None
    if not isinstance(entries, list):
        raise InputError(
            f"{path.name} is not a list",
            where=display_path(path),
            expected="a YAML list of priors",
            remedy="start each entry with '- '",
        )
    if not entries:
        raise InputError(
            f"{path.name} holds no prior",
            where=display_path(path),
            expected="at least one prior",
            remedy="restore the entries; without the file, and its name in study.yaml, the "
            "general priors apply",
        )
    return entries


def _parse_prior(entry: object, information_name: str, where: str) -> Prior:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"]:
        raise InputError(
            f"prior without a name: {quote(entry)}",
            where=where,
            expected="name, dist, parameters, reason, source",
            remedy="complete the entry",
        )
    where = f"{where}, {entry['name']}"
    _check_texts(entry, where)
    override = _find_override(entry, information_name, where)
    merged = {**entry, **override}
    parameters = _parse_parameters(merged, entry["dist"], where)
    return Prior(
        entry["name"],
        entry["dist"],
        MappingProxyType(parameters),
        str(merged["reason"]),
        str(merged["source"]),
    )


def _find_override(
    entry: Mapping[str, object], information_name: str, where: str
) -> Mapping[str, object]:
    """Return what replaces an entry at one information set."""
    overrides = entry.get("by_information") or {}
    if not isinstance(overrides, dict) or not all(
        isinstance(item, dict) and _INFORMATION.fullmatch(str(name))
        for name, item in overrides.items()
    ):
        raise InputError(
            f"by_information = {quote(overrides)}",
            where=where,
            expected='information sets, each with what it replaces: {"2020": {mean: 0.07}}',
            remedy="write a year between quotation marks, or latest, before each part",
        )
    chosen: Mapping[str, object] = overrides.get(information_name, {})
    return chosen


def _check_texts(entry: Mapping[str, object], where: str) -> None:
    for key in ("dist", "reason", "source"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise InputError(
                f"prior {entry['name']!r} has no {key}",
                where=where,
                expected=f"{key}: with a text",
                remedy="add the key: every prior needs dist, reason and source",
            )
    if entry["dist"] not in _PARAMETERS:
        raise InputError(
            f"unknown distribution {entry['dist']!r}",
            where=where,
            expected=", ".join(_PARAMETERS),
            remedy="use one of these",
        )


def _parse_parameters(
    entry: Mapping[str, object], distribution: str, where: str
) -> dict[str, float]:
    names = _PARAMETERS[distribution]
    unknown = set(entry) - _KEYS - set(names)
    missing = set(names) - set(entry)
    if unknown or missing:
        raise InputError(
            f"prior has unknown keys {sorted(unknown)} and lacks {sorted(missing)}",
            where=where,
            expected=", ".join(names),
            remedy="write exactly the parameters of its distribution",
        )
    parameters = {key: _parse_number(entry[key], key, where) for key in names}
    if "lower" in parameters and parameters["lower"] >= parameters["upper"]:
        raise InputError(
            f"lower {parameters['lower']:g} is not below upper {parameters['upper']:g}",
            where=where,
            expected="lower below upper",
            remedy="exchange the two",
        )
    return parameters


def _parse_number(value: object, key: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_usable(value):
        raise InputError(
            f"{key} is {quote(value)}",
            where=where,
            expected=f"a finite number between -{_LARGEST:g} and {_LARGEST:g}",
            remedy="write it as a decimal",
        )
    if key in _POSITIVE and value < _SMALLEST:
        raise InputError(
            f"{key} is {value!r}",
            where=where,
            expected=f"a number above 0 (at least {_SMALLEST:g})",
            remedy="write a positive number",
        )
    return float(value)


def _is_usable(value: float) -> bool:
    return value == value and abs(value) <= _LARGEST
