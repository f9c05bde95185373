"""The priors as declared data: one entry a parameter, with its reason and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import yaml

from planodds.errors import InputError
from planodds.inputs.tables.yaml_models import parse_yaml

_PARAMETERS = {
    "normal": ("mean", "sd"),
    "half_normal": ("sd",),
    "beta": ("a", "b"),
    "log_normal": ("median", "log_sd"),
    "truncated_normal": ("mean", "sd", "lower", "upper"),
    "fixed": ("value",),
}
_KEYS = {"name", "dist", "reason", "source", "by_information"}


@dataclass(frozen=True)
class Prior:
    """One declared prior: a distribution, why it is so, and on whose word."""

    name: str
    dist: str
    parameters: Mapping[str, float]
    reason: str
    source: str

    def __getattr__(self, key: str) -> float:
        try:
            return self.__dict__["parameters"][key]
        except KeyError:
            raise AttributeError(key) from None

    @property
    def center(self) -> float:
        """Central value: where the parameter stands when nothing can be learnt about it."""
        match self.dist:
            case "fixed":
                return self.parameters["value"]
            case "log_normal":
                return self.parameters["median"]
            case "beta":
                return self.parameters["a"] / (self.parameters["a"] + self.parameters["b"])
            case "half_normal":
                return 0.6745 * self.parameters["sd"]
        return self.parameters["mean"]

    def draw(self, generator: np.random.Generator, size: int) -> np.ndarray:
        """Draw ``size`` values, shape (size,), from the prior."""
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
                return p["median"] * np.exp(p["log_sd"] * generator.standard_normal(size))
        return _draw_truncated(generator, p, size)


def _draw_truncated(generator, p, size):
    from scipy.stats import truncnorm

    low, high = ((p[side] - p["mean"]) / p["sd"] for side in ("lower", "upper"))
    return truncnorm.rvs(low, high, loc=p["mean"], scale=p["sd"], size=size, random_state=generator)


class Priors(Mapping):
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
        """Value of a fixed prior.

        Raises
        ------
        InputError
            If the entry is a distribution, not a fixed value.
        """
        prior = self[name]
        if prior.dist != "fixed":
            raise InputError(
                f"prior {name!r} is {prior.dist}, not fixed",
                where="data/priors.yaml",
                expected="dist: fixed",
                remedy="give it a single value",
            )
        return prior.parameters["value"]

    def replaced(self, name: str, **parameters: float) -> Priors:
        """The same priors with some parameters of one entry changed (for sensitivities)."""
        old = self[name]
        new = Prior(
            old.name,
            old.dist,
            MappingProxyType({**old.parameters, **parameters}),
            old.reason,
            old.source,
        )
        return Priors({**self._entries, name: new})


def load_priors(data_dir: Path, information_name: str) -> Priors:
    """Read ``priors.yaml`` as it stood for one information set.

    Parameters
    ----------
    data_dir : Path
        Folder that holds ``priors.yaml``.
    information_name : str
        Name of the information set; its ``by_information`` overrides apply.

    Raises
    ------
    InputError
        If the file is not YAML, an entry lacks a key, or a distribution is unknown.
    """
    path = Path(data_dir) / "priors.yaml"
    try:
        entries = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"priors cannot be read: {error}",
            where=str(path.name),
            expected="a YAML list of priors",
            remedy="mend the file",
        ) from error
    if not isinstance(entries, list):
        raise InputError(
            "priors are not a list",
            where=path.name,
            expected="a YAML list",
            remedy="start each entry with '- '",
        )
    priors: dict[str, Prior] = {}
    for entry in entries:
        prior = _read_prior(entry, information_name, path.name)
        if prior.name in priors:
            raise InputError(
                f"prior {prior.name!r} stands twice",
                where=path.name,
                expected="each name once",
                remedy="remove one",
            )
        priors[prior.name] = prior
    return Priors(priors)


def _read_prior(entry: object, information_name: str, where: str) -> Prior:
    if not isinstance(entry, dict) or "name" not in entry:
        raise InputError(
            f"prior without a name: {entry!r}",
            where=where,
            expected="name, dist, parameters, reason, source",
            remedy="complete the entry",
        )
    where = f"{where}, {entry['name']}"
    for key in ("dist", "reason", "source"):
        if not entry.get(key):
            raise InputError(
                f"prior {entry['name']!r} has no {key}",
                where=where,
                expected=key,
                remedy="every prior says why and on whose word",
            )
    dist = entry["dist"]
    if dist not in _PARAMETERS:
        raise InputError(
            f"unknown distribution {dist!r}",
            where=where,
            expected=", ".join(_PARAMETERS),
            remedy="use one of these",
        )
    override = (entry.get("by_information") or {}).get(information_name, {})
    merged = {**entry, **override}
    unknown = set(merged) - _KEYS - set(_PARAMETERS[dist])
    missing = set(_PARAMETERS[dist]) - set(merged)
    if unknown or missing:
        raise InputError(
            f"prior has keys {sorted(unknown)} too many, {sorted(missing)} too few",
            where=where,
            expected=", ".join(_PARAMETERS[dist]),
            remedy="give exactly the parameters of its distribution",
        )
    parameters = {key: _number(merged[key], key, where) for key in _PARAMETERS[dist]}
    return Prior(
        entry["name"],
        dist,
        MappingProxyType(parameters),
        str(merged["reason"]),
        str(merged["source"]),
    )


def _number(value: object, key: str, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise InputError(
            f"{key} is {value!r}",
            where=where,
            expected="a finite number",
            remedy="write it as a decimal",
        )
    if key in {"sd", "log_sd", "a", "b", "median"} and value <= 0:
        raise InputError(
            f"{key} is {value!r}",
            where=where,
            expected="a number above 0",
            remedy="a scale must be positive",
        )
    return float(value)
