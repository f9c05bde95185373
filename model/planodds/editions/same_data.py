"""Comparison of a panel with that of an edition, and the cause of a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from planodds.editions.manifest import read_manifest
from planodds.errors import InputError
from planodds.execution.content_keys import hash_panel
from planodds.execution.digests import hash_file
from planodds.inputs.tables.files import (
    CROSSWALK_FILE,
    DRIVERS_FILE,
    EARLY_FILE,
    EXCLUSIONS_FILE,
    PANEL_FILE,
    STUDY_FILE,
    UNITS_FILE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.inputs.panels.county_panel import Panel

_PANEL_FILES = (
    STUDY_FILE,
    UNITS_FILE,
    CROSSWALK_FILE,
    PANEL_FILE,
    EARLY_FILE,
    DRIVERS_FILE,
    EXCLUSIONS_FILE,
)


def require_same_data(
    panel: Panel, plan_json: Mapping[str, Any], *, edition_dir: Path, data_dir: Path
) -> None:
    """Refuse a panel that is not the one an edition was built from.

    Parameters
    ----------
    panel : Panel
        As read now.
    plan_json : mapping
        The edition's plan of runs, with the content hashes of its panels.
    edition_dir : Path
        Folder of the edition, whose manifest lists the data files as they were.
    data_dir : Path
        Folder of the study, from which the panel was read.

    Raises
    ------
    InputError
        The content differs; the message names the data files that changed. If none did, it says
        that the program reads the same files differently.
    """
    if hash_panel(panel) == plan_json["panels"].get(panel.information.name):
        return
    manifest = read_manifest(edition_dir)
    recorded = manifest.get("data_hashes") or {}
    changed = _changed_files(recorded, data_dir)
    if recorded and not changed:
        _refuse_program(plan_json["edition"], manifest)
    cause = "the data" if changed else "the data or the program"
    raise InputError(
        f"{cause} changed since edition {plan_json['edition']} was made",
        where=", ".join(str(data_dir / name) for name in changed) or str(data_dir),
        expected="the data of that edition",
        remedy="run `planodds run`, then use LATEST",
    )


def _changed_files(recorded: Mapping[str, str], data_dir: Path) -> list[str]:
    """Return the files behind the panel that are not as the manifest lists them."""
    now = {name: hash_file(data_dir / name) for name in _PANEL_FILES if (data_dir / name).is_file()}
    return [name for name in _PANEL_FILES if recorded and recorded.get(name) != now.get(name)]


def _refuse_program(edition: str, manifest: Mapping[str, Any]) -> NoReturn:
    version = (manifest.get("versions") or {}).get("planodds", "")
    commit = str(manifest.get("commit") or "")[:10]
    made_by = ", ".join(filter(None, [version, commit and f"commit {commit}"]))
    raise InputError(
        f"the program changed since edition {edition} was made; its data are the same",
        where="the installed planodds",
        expected=f"the version that made it{f' ({made_by})' if made_by else ''}",
        remedy="run `planodds run`, then use LATEST",
    )
