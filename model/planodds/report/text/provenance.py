"""Provenance of a page's numbers: the foot of every page, and the stamp above it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.report.text.words import Words

_SHOWN_VERSIONS = ("planodds", "pymc", "nutpie", "numpy", "pandas", "matplotlib")


def stamp_of(manifest: Mapping[str, Any], words: Words) -> str:
    """Return the warning on the pages of a run that was quick, incomplete or failed the gate.

    Parameters
    ----------
    manifest : mapping of str to object
        Manifest of an edition.
    words : Words

    Returns
    -------
    str
        Empty if the run is for decisions.
    """
    if manifest.get("for_decisions"):
        return ""
    reason = ""
    if manifest.get("quick"):
        reason = words("text-provenance-quick-run-too-few")
    elif not manifest.get("gate", {}).get("passed", False):
        reason = words("text-provenance-convergence-gate-was-missed")
    elif not manifest.get("complete", True):
        reason = words("text-provenance-run-not-complete")
    return words("text-provenance-not-for-decisions") + reason


def describe_provenance(manifest: Mapping[str, Any], words: Words) -> tuple[tuple[str, str], ...]:
    """Describe commit, hashes, seed, versions and convergence gate of an edition.

    Parameters
    ----------
    manifest : mapping of str to object
        Manifest of the edition.
    words : Words

    Returns
    -------
    tuple of (str, str)
        Term and text of each entry; those without text are left out.
    """
    gate = manifest.get("gate", {})
    settings = manifest.get("settings") or {}
    versions = manifest.get("versions") or {}
    entries = [
        (words("text-provenance-edition"), str(manifest.get("edition", ""))),
        (words("text-provenance-made"), _made(str(manifest.get("made_at", "")), words)),
        (words("text-provenance-commit"), _commit(manifest, words)),
        (words("text-provenance-model-source"), _short(manifest.get("source_hash"))),
        (
            words("text-provenance-data-hashes"),
            "  ".join(
                f"{name} {_short(value)}"
                for name, value in (manifest.get("data_hashes") or {}).items()
            ),
        ),
        (words("text-provenance-seed"), str(manifest.get("seed", ""))),
        (
            words("text-provenance-draws"),
            ", ".join(
                f"{name} {value}"
                for name, value in {**settings, "paths": manifest.get("paths")}.items()
                if name != "seed"
            ),
        ),
        (
            words("text-provenance-versions"),
            ", ".join(f"{name} {versions[name]}" for name in _SHOWN_VERSIONS if name in versions),
        ),
        (
            words("common-column-gate"),
            words("common-passed")
            if gate.get("passed")
            else words("text-provenance-missed", count=len(gate["missed"]))
            if gate.get("missed")
            else words("text-provenance-missed-all"),
        ),
    ]
    return tuple((term, text) for term, text in entries if text)


def without_digests(
    entries: Sequence[tuple[str, str]], words: Words
) -> tuple[tuple[str, str], ...]:
    """Leave out the digests of all data files, which fill a page.

    Parameters
    ----------
    entries : sequence of (str, str)
        From ``describe_provenance``.
    words : Words

    Returns
    -------
    tuple of (str, str)
    """
    return tuple(entry for entry in entries if entry[0] != words("text-provenance-data-hashes"))


def _commit(manifest: Mapping[str, Any], words: Words) -> str:
    if "commit" not in manifest:
        return ""
    commit = manifest["commit"]
    if not commit:
        return words("text-provenance-outside-repository")
    changed = words("text-provenance-uncommitted-changes")
    return str(commit)[:12] + (changed if manifest.get("dirty") else "")


def _made(moment: str, words: Words) -> str:
    """The moment to the minute in the zone of the study, as the date of judgement is.

    Anything but UTC as it stands.
    """
    if not moment.endswith("+00:00"):
        return moment
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(words.study.time_zone))
    zone = f"{local:%z}"  # such as +0800
    minutes = f":{zone[3:]}" if zone[3:] != "00" else ""
    offset = f"{zone[0]}{int(zone[1:3])}{minutes}" if int(zone) else ""
    return f"{local:%Y-%m-%d %H:%M} (UTC{offset})"


def _short(value: object) -> str:
    return str(value or "")[:12]
