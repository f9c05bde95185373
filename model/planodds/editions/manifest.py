"""Manifest of an edition: inputs, outputs, code, versions, durations, fitness for decisions."""

from __future__ import annotations

import json
import platform
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from planodds.constants import PROJECT_DIR
from planodds.execution.atomic import write_text_atomic
from planodds.execution.digests import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MANIFEST = "manifest.json"
_JOBS = ("fits", "checks", "runs")  # keys of the manifest with one entry per job
_SHAPE: Mapping[str, type] = {
    "made_at": str,
    "gate": dict,
    "information": list,
    "scenarios": list,
    "fits": list,
    "checks": list,
    "runs": list,
    "settings": dict,
    "versions": dict,
    "data_hashes": dict,
    "stages": dict,
    "files": dict,
}
_GIT_TIMEOUT = 300  # seconds; only ends a git that hangs
_NOT_FOR_DECISIONS = "NOT FOR DECISIONS"


def build_manifest(
    plan: Mapping[str, Any],
    *,
    data_hashes: Mapping[str, str],
    fits: Mapping[str, Mapping[str, Any]],
    runs: Mapping[str, Mapping[str, Any]],
    checks: Mapping[str, Mapping[str, Any]],
    skipped: Mapping[str, str],
    stages: Mapping[str, float],
    missed: tuple[str, ...],
) -> dict[str, Any]:
    """Return the manifest of an edition.

    Parameters
    ----------
    plan : mapping
        The plan of runs as written to `plan.json`.
    data_hashes : mapping of str to str
        SHA-256 of each input file.
    fits, runs, checks : mapping
        Record of each fit, notebook run and check by NUTS that was done, by name.
    skipped : mapping of str to str
        Runs that were not run, and the fit or run whose failure is the reason.
    stages : mapping of str to float
        Wall seconds of each stage.
    missed : tuple of str
        Fits that missed the convergence gate, checks that disagree, odds with too large a Monte
        Carlo error.

    Returns
    -------
    dict
        JSON values; `for_decisions` is true only for a full-length, complete edition that
        passed the gate.
    """
    from planodds.execution import content_keys  # it loads pandas; a list of editions needs none

    done = (*fits.values(), *runs.values(), *checks.values())
    complete = not skipped and not any("error" in item for item in done)
    usable = complete and not missed and not plan["quick"]
    return {
        "edition": plan["edition"],
        "content_key": plan["content_key"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "for_decisions": usable,
        "stamp": "" if usable else _NOT_FOR_DECISIONS,
        "quick": plan["quick"],
        "complete": complete,
        "gate": {"passed": not missed, "missed": list(missed)},
        **_git_state(),
        "county_year": plan["county_year"],
        "information": plan["information"],
        "scenarios": plan["scenarios"],
        "scenario_changes": plan.get("scenario_changes", {}),
        "seed": plan["settings"]["seed"],
        "settings": plan["settings"],
        "paths": plan["paths"],
        "versions": content_keys.package_versions((*content_keys.NOTEBOOK_PACKAGES, "planodds")),
        "platform": platform.platform(terse=True),
        "source_hash": content_keys.source_hash((".",)),
        "data_hashes": dict(data_hashes),
        "fits": _with_status(plan["fits"], fits, {}),
        "checks": _with_status(plan["checks"], checks, skipped),
        "runs": _with_status(plan["runs"], runs, skipped),
        "stages": {name: round(seconds, 1) for name, seconds in stages.items()},
    }


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> Path:
    """Write `manifest.json` in one step.

    Parameters
    ----------
    folder : Path
        The edition's folder.
    manifest : mapping
        From `build_manifest`.

    Returns
    -------
    Path
        Of the file.
    """
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    return write_text_atomic(folder / MANIFEST, text + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read an edition's manifest.

    Parameters
    ----------
    folder : Path
        The edition's folder.

    Returns
    -------
    dict
        As from `build_manifest`; empty if the file is missing, is not JSON, or has another shape.
    """
    manifest = read_json(folder / MANIFEST)
    return manifest if _has_shape(manifest) else {}


def list_jobs(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the fits, checks and notebook runs of an edition.

    Parameters
    ----------
    manifest : mapping
        From `read_manifest`.

    Returns
    -------
    list of dict
        Their entries in the manifest.
    """
    return [job for part in _JOBS for job in manifest.get(part, ())]


def _has_shape(manifest: Mapping[str, Any]) -> bool:
    """Return whether each part of a manifest that is there has the type that readers expect."""
    parts = all(isinstance(manifest.get(name, kind()), kind) for name, kind in _SHAPE.items())
    return parts and (
        all(isinstance(item, dict) for name in _JOBS for item in manifest.get(name, ()))
        and all(
            isinstance(item, str)
            for name in ("information", "scenarios")
            for item in manifest.get(name, ())
        )
    )


def _git_state() -> dict[str, object]:
    """Return the commit and whether the tree differs from it; None outside a repository."""
    commit = _git("rev-parse", "HEAD")
    changes = _git("status", "--porcelain")
    return {"commit": commit, "dirty": None if changes is None else bool(changes)}


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=PROJECT_DIR,
            check=True,
            capture_output=True,
            text=True,
            timeout=_GIT_TIMEOUT,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _with_status(
    planned: Sequence[Mapping[str, Any]],
    records: Mapping[str, Mapping[str, Any]],
    skipped: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Join the plan with the records: status, seconds, error, and why a run was skipped."""
    joined = []
    for entry in planned:
        name = entry["name"]
        record = records.get(name, {})
        status = "failed" if "error" in record else "done" if record else "not_run"
        reason = {"reason": f"needs {skipped[name]}"} if name in skipped else {}
        joined.append({**entry, "status": status, **record, **reason})
    return joined
