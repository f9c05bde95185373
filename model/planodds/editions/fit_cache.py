"""Cache of fits: `outputs/.cache/<key>/` holds a posterior and its baseline forecast."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING

from planodds.errors import InputError, UsageError
from planodds.execution.digests import find_damage, read_json
from planodds.execution.result_store import ResultStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

_CACHE = ".cache"
FONTS = "fonts"
POSTERIOR = "posterior"
FORECAST = "forecast"
RECORD = "fit.json"
_CHECK_SOURCES = ("probability/checks/sampler_agreement.py",)
DIGESTS_ENV = "PLANODDS_FIT_DIGESTS"  # JSON: digest of each verified fit, by content key


def cache_dir(out: Path) -> Path:
    """Return the cache's folder inside the outputs folder.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    Path
        It need not exist.
    """
    return out / _CACHE


def fit_key(
    panel: Panel, priors: Priors, *, evidence: str, settings: Mapping[str, object], paths: int
) -> str:
    """Return the content key of a fit.

    Parameters
    ----------
    panel : Panel
        Early figures of single units do not count: fits do not read them.
    priors : mapping of str to Prior
        Of the panel's information set; a reworded reason does not count.
    evidence : str
        ``posterior`` or ``prior_only``.
    settings : mapping
        Of the sampler, by the names of `FitSettings`.
    paths : int
        Joint predictive paths that are stored with the fit.

    Returns
    -------
    str
    """
    from planodds.execution import content_keys  # it loads pandas; the names of files need none

    return content_keys.content_key(
        {
            "settings": dict(settings),
            "paths": paths,
            "source": content_keys.source_hash(content_keys.FIT_SOURCES),
            "versions": content_keys.package_versions(content_keys.FIT_PACKAGES),
            "evidence": evidence,
            "panel": content_keys.hash_panel(panel, ragged_edge=False),
            "priors": _prior_values(priors),
        }
    )


def check_key(fit: str) -> str:
    """Return the content key of the check of a fit.

    The key of the fit holds the code of both samplers; that of their comparison is added.

    Parameters
    ----------
    fit : str
        Content key of the fit.

    Returns
    -------
    str
    """
    from planodds.execution import content_keys

    return content_keys.content_key(
        {"check": fit, "source": content_keys.source_hash(_CHECK_SOURCES)}
    )


def _prior_values(priors: Priors) -> dict[str, object]:
    """Return what the model reads of the priors; a changed comment changes no fit."""
    return {name: [prior.dist, dict(prior.parameters)] for name, prior in priors.items()}


def find_record(store: ResultStore, key: str) -> dict[str, object] | None:
    """Return the record of a stored fit after verifying it, or None if it has to be computed.

    Parameters
    ----------
    store : ResultStore
        Of the cache; it renames and reports a damaged fit.
    key : str
        Content key of the fit.

    Returns
    -------
    dict or None
        `key`, `name`, `gate_passed`, seconds, diagnostics, and `digest` of the whole fit.
    """
    path = store.find(key)
    if path is None:
        return None
    record = read_json(path / RECORD)
    if not isinstance(record.get("gate_passed"), bool):
        store.set_aside(key, f"{RECORD} has no verdict of the convergence gate")
        return None
    return {**record, "key": key, "digest": store.digest(key)}


def digests_variable(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variable that passes verified digests to a notebook's kernel.

    Parameters
    ----------
    digests : mapping of str to str
        Digest of each fit by content key, from `ResultStore.digest`.

    Returns
    -------
    dict of str to str
        The variable's name and its value, the digests as JSON.
    """
    return {DIGESTS_ENV: json.dumps(dict(digests))}


def find_fit(folder: Path, key: str) -> Path:
    """Return the folder of a stored fit, after verifying it.

    In a run of the batch the runner has verified the fit and passed its digest on: then names,
    sizes and that digest are compared, in less than a millisecond. Otherwise (a notebook opened by
    hand) every file is hashed, once per process: about 0.3 s for a full fit.

    Parameters
    ----------
    folder : Path
        The cache.
    key : str
        Content key of the fit.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        There is no such fit: never computed, or removed since.
    InputError
        It is damaged, or another one than the runner verified.
    """
    path = folder / key
    if not path.is_dir():
        raise UsageError(
            f"no stored fit under {key}",
            where=str(folder),
            expected="the fit that the edition was made from",
            remedy="remove the edition's folder and run `planodds run` again",
        )
    passed = json.loads(os.environ.get(DIGESTS_ENV) or "{}").get(key)
    damage = _find_change(path, passed) if passed else _find_damage_once(path)
    if damage:
        raise InputError(
            f"a stored fit is damaged: {damage}",
            where=str(path),
            expected="the files as they were written",
            remedy="remove this folder and that of the edition, then run `planodds run` again",
        )
    return path


def _find_change(path: Path, digest: str) -> str:
    if ResultStore(path.parent).digest(path.name) != digest:
        return "it is not the one that the runner verified"
    return find_damage(path, hashes=False, key=path.name)


@lru_cache
def _find_damage_once(path: Path) -> str:
    return find_damage(path, key=path.name)
