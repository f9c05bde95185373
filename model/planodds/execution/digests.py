"""SHA-256 digests of the files in a folder: recorded when written, verified when read back."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_MAX_JSON = 64_000_000  # bytes
DIGESTS_FILE = "digests.json"


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_text_file(path: Path) -> str:
    """Return the SHA-256 of a text file with its line ends as LF, the same on every system.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        In hexadecimal digits.
    """
    return hash_text(path.read_bytes())


def hash_text(content: bytes) -> str:
    """Return the SHA-256 of a text with its line ends as LF.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
        In hexadecimal digits.
    """
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def write_digests(folder: Path, *, ignore: tuple[str, ...] = (), key: str = "") -> None:
    """Record size and SHA-256 of every file below a folder in its `digests.json`.

    Parameters
    ----------
    folder : Path
        Complete except for the digests: this file is written last.
    ignore : tuple of str
        Suffixes of files that may change later, such as `.html`.
    key : str
        Under which the folder is stored, if it is found by a key.
    """
    paths = [folder / name for name in _list_files(folder, ignore)]
    entries = {
        path.relative_to(folder).as_posix(): {"size": path.stat().st_size, "sha256": digest}
        for path, digest in zip(paths, hash_files(paths), strict=True)
    }
    content = {"key": key, "files": entries} if key else {"files": entries}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / DIGESTS_FILE).write_text(text + "\n", encoding="utf-8")


def digest_of(folder: Path) -> str:
    """Return one digest of a folder's whole content: that of its `digests.json`.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str
        Empty if the folder has no recorded digests.
    """
    path = folder / DIGESTS_FILE
    return hash_file(path) if path.is_file() else ""


def find_damage(
    folder: Path, *, ignore: tuple[str, ...] = (), hashes: bool = True, key: str = ""
) -> str:
    """Compare a folder with its recorded digests and describe the first difference.

    Parameters
    ----------
    folder : Path
    ignore : tuple of str
        The suffixes that `write_digests` ignored.
    hashes : bool
        Whether to hash the content, about 1.5 s per GB; False compares names and sizes only.
    key : str
        Under which the folder was found; a folder that was stored under another one, whole and
        in itself intact, is another result.

    Returns
    -------
    str
        The first difference in words; empty if the folder is intact.
    """
    stored = read_json(folder / DIGESTS_FILE).get("key", key)
    if key and stored != key:
        return f"it is the result of {str(stored)[:64]!r}"
    recorded = _read_digests(folder)
    if not recorded:
        return f"{DIGESTS_FILE} is missing or unreadable"
    present = set(_list_files(folder, ignore))
    for name in sorted(recorded.keys() | present):
        if name not in present:
            return f"{name} is missing"
        if name not in recorded:
            return f"{name} has no recorded digest"
        size = (folder / name).stat().st_size
        if size != recorded[name][0]:
            return f"{name} has {size} bytes, {recorded[name][0]} were written"
    return _find_other_content(folder, recorded) if hashes else ""


def _find_other_content(folder: Path, recorded: dict[str, tuple[int, str]]) -> str:
    try:
        digests = hash_files([folder / name for name in recorded])
    except OSError as error:
        return f"a file cannot be read: {error}"
    for (name, (_, expected)), found in zip(recorded.items(), digests, strict=True):
        if found != expected:
            return f"the content of {name} differs from what was written (SHA-256)"
    return ""


def hash_files(paths: list[Path]) -> list[str]:
    """Return the SHA-256 of several files; the hashing runs outside the interpreter's lock.

    Parameters
    ----------
    paths : list of Path

    Returns
    -------
    list of str
        In hexadecimal digits.
    """
    with ThreadPoolExecutor(max_workers=4) as threads:
        return list(threads.map(hash_file, paths))


def _list_files(folder: Path, ignore: tuple[str, ...]) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(
        path.relative_to(folder).as_posix()
        for path in files
        if path.name != DIGESTS_FILE and path.suffix not in ignore
    )


def _read_digests(folder: Path) -> dict[str, tuple[int, str]]:
    """Read the recorded sizes and digests; empty if they cannot be read."""
    files = read_json(folder / DIGESTS_FILE).get("files", {})
    try:
        return {
            str(name): (int(entry["size"]), str(entry["sha256"])) for name, entry in files.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; empty if the file is missing, unreadable or contains something else.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict
    """
    try:
        if not path.is_file() or path.stat().st_size > _MAX_JSON:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
