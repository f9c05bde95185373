"""The manifest: what went in, what came out, with which code, how long, and may it be used."""

from __future__ import annotations

import json
import platform
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from planodds.batch.prepare import Batch, as_plain
from planodds.constants import PROJECT_DIR
from planodds.execution import content_keys
from planodds.execution.atomic import write_text_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
_GIT_TIMEOUT = 300  # seconds; only ends a git that hangs
_NOT_FOR_DECISIONS = "NOT FOR DECISIONS"


def build_manifest(
    batch: Batch,
    *,
    fits: Mapping[str, dict],
    runs: Mapping[str, dict],
    skipped: Mapping[str, str],
    stages: Mapping[str, float],
    missed: tuple[str, ...],
) -> dict[str, object]:
    """Put together the manifest of an edition.

    Parameters
    ----------
    batch : Batch
        The checked plan with its keys.
    fits, runs : Mapping
        Record of each fit and run that was done, by name.
    skipped : Mapping
        Runs that were not run, and the fit or run whose failure is the reason.
    stages : Mapping
        Wall seconds of each stage.
    missed : tuple of str
        Fits that missed the convergence gate.

    Returns
    -------
    dict
        JSON values; `for_decisions` is true only for a full-length, complete edition that
        passed the gate.
    """
    failures = {
        name: record["error"] for name, record in {**fits, **runs}.items() if "error" in record
    }
    complete = not failures and not skipped
    usable = complete and not missed and not batch.plan.quick
    return {
        "edition": batch.edition,
        "content_key": batch.key,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "for_decisions": usable,
        "stamp": "" if usable else _NOT_FOR_DECISIONS,
        "quick": batch.plan.quick,
        "complete": complete,
        "gate": {"passed": not missed, "missed": list(missed)},
        **_git_state(),
        "county_year": batch.county_year,
        "information": list(batch.plan.information),
        "scenarios": list(batch.plan.scenarios),
        "seed": batch.settings["seed"],
        "settings": dict(batch.settings),
        "paths": batch.paths,
        "versions": content_keys.package_versions((*content_keys.NOTEBOOK_PACKAGES, "planodds")),
        "platform": platform.platform(terse=True),
        "source_hash": content_keys.source_hash((".",)),
        "data_hashes": dict(batch.data_hashes),
        "fits": _listed(as_plain(batch)["fits"], fits, {}),
        "runs": _listed(as_plain(batch)["runs"], runs, skipped),
        "stages": {name: round(seconds, 1) for name, seconds in stages.items()},
    }


def write_manifest(folder: Path, manifest: Mapping[str, object]) -> Path:
    """Write `manifest.json` in one step."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    return write_text_atomic(folder / MANIFEST, text + "\n")


def read_manifest(folder: Path) -> dict[str, object]:
    """Read an edition's manifest."""
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def _git_state() -> dict[str, object]:
    """Give the commit and whether the tree differs from it; None outside a repository."""
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


def _listed(
    planned: list[dict], records: Mapping[str, dict], skipped: Mapping[str, str]
) -> list[dict[str, object]]:
    """Join what was planned with how it went."""
    listed = []
    for entry in planned:
        name = entry["name"]
        record = records.get(name, {})
        status = "failed" if "error" in record else "done" if record else "not_run"
        reason = {"reason": f"needs {skipped[name]}"} if name in skipped else {}
        listed.append({**entry, "status": status, **record, **reason})
    return listed
