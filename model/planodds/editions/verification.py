"""Verification of a finished edition: each file against the digest that its manifest recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from planodds.editions.manifest import MANIFEST, write_manifest
from planodds.errors import InputError
from planodds.execution.digests import hash_file, hash_files, hash_text, read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILES = "files"  # key of the manifest
SEAL = "seal"  # key of the manifest: digest of all the others
_MADE_LATER = {".ipynb_checkpoints", "__pycache__", ".DS_Store"}


@dataclass(frozen=True)
class Difference:
    """One file of an edition that is not as the run wrote it.

    Attributes
    ----------
    file : str
        Path below the edition's folder.
    kind : str
        ``missing``, ``changed`` or ``foreign``; ``unreadable`` for a manifest without digests.
    """

    file: str
    kind: Literal["missing", "changed", "foreign", "unreadable"]


def seal_edition(folder: Path) -> None:
    """Record size and SHA-256 of every file of an edition in its manifest, as the last step.

    The manifest also has a digest of itself, so that a value altered in it is noticed.

    Parameters
    ----------
    folder : Path
        Complete, with its manifest.
    """
    names = _list_files(folder)
    digests = hash_files([folder / name for name in names])
    files = {
        name: {"size": (folder / name).stat().st_size, "sha256": digest}
        for name, digest in zip(names, digests, strict=True)
    }
    manifest = {**read_json(folder / MANIFEST), FILES: files}
    write_manifest(folder, {**manifest, SEAL: _digest_of(manifest)})


def find_differences(folder: Path, *, hashes: bool = True) -> list[Difference]:
    """Compare an edition's folder with the digests in its manifest.

    Parameters
    ----------
    folder : Path
    hashes : bool
        Whether to hash the content; False compares names and sizes only.

    Returns
    -------
    list of Difference
        By file; empty if the edition is as the run wrote it.
    """
    manifest = read_json(folder / MANIFEST)
    recorded = recorded_files(manifest)
    if not recorded:
        return [Difference(MANIFEST, "unreadable")]
    if _is_altered(manifest):
        return [Difference(MANIFEST, "changed")]
    present = set(_list_files(folder))
    found = [Difference(name, "missing") for name in recorded.keys() - present]
    found += [Difference(name, "foreign") for name in present - recorded.keys()]
    found += [
        Difference(name, "changed")
        for name in present & recorded.keys()
        if not _is_same(folder / name, recorded[name], hashes=hashes)
    ]
    return sorted(found, key=lambda item: (item.kind, item.file))


def require_intact(folder: Path, name: str) -> None:
    """Refuse a file of an edition that differs from the digest in the manifest.

    An edition that is not finished, or of an older version, lists no digests: nothing is compared.

    Parameters
    ----------
    folder : Path
        Of the edition.
    name : str
        Path of the file below it, with slashes.

    Raises
    ------
    InputError
    """
    manifest = read_json(folder / MANIFEST)
    recorded = recorded_files(manifest)
    altered = _is_altered(manifest)
    if altered or (name in recorded and not _is_same(folder / name, recorded[name], hashes=True)):
        faulty = MANIFEST if altered else name
        raise InputError(
            f"{faulty} of edition {folder.name} is not as its run wrote it",
            where=str(folder / faulty),
            expected="the manifest that the run sealed, and the files that it lists, byte for byte",
            remedy=f"see `planodds verify {folder.name}`; remove the folder and run `planodds run` "
            "again, or restore it from a copy",
        )


def recorded_files(manifest: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Return the files that a manifest lists.

    Parameters
    ----------
    manifest : mapping

    Returns
    -------
    dict of str to tuple of int and str
        Size in bytes and SHA-256 by path; empty if the list is missing or damaged.
    """
    try:
        return {
            str(name): (int(entry["size"]), str(entry["sha256"]))
            for name, entry in manifest[FILES].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _is_altered(manifest: Mapping[str, Any]) -> bool:
    """Return whether a manifest contradicts its seal; editions before this one have none."""
    return SEAL in manifest and manifest[SEAL] != _digest_of(manifest)


def _digest_of(manifest: Mapping[str, Any]) -> str:
    """Return the digest of a manifest's content, but for the digest itself."""
    content = {key: value for key, value in manifest.items() if key != SEAL}
    return hash_text(json.dumps(content, sort_keys=True).encode())


def _is_same(path: Path, recorded: tuple[int, str], *, hashes: bool) -> bool:
    size, digest = recorded
    try:
        return path.stat().st_size == size and (not hashes or hash_file(path) == digest)
    except OSError:
        return False


def _list_files(folder: Path) -> list[str]:
    """List the files below an edition, but for its manifest and what editors leave there."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if (path.is_file() or path.is_symlink())
        and path != folder / MANIFEST
        and not _MADE_LATER & set(path.relative_to(folder).parts)
    )
