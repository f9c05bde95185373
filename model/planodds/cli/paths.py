"""Paths on the command line for results: what cannot hold them is refused before any work."""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import typer

from planodds.errors import UsageError

_STUDY_FILE = "study.yaml"
_WRITABLE = "a place where the command can write"


def check_folder(param: typer.CallbackParam, path: Path | None) -> Path | None:
    """Check that a folder is one, or can be made, before any work is done for it.

    Parameters
    ----------
    param : typer.CallbackParam
        The option, which the message names.
    path : Path or None
        Resolved.

    Returns
    -------
    Path or None
        ``path``.

    Raises
    ------
    UsageError
        It is empty, a file, below a file, in a place without permission, or inside a study.
    """
    if path is None:
        return None
    option = _option_with_text(param)
    _check_kind(option, path, _WRITABLE)
    _check_place(option, path)
    inside = next((each for each in (path, *path.parents) if (each / _STUDY_FILE).is_file()), None)
    if inside is not None:
        raise UsageError(
            f"{option} lies inside the study {inside.name}",
            where=str(path),
            expected="a folder outside of the data: a study holds what is read, not what is made",
            remedy=f"name another folder with {option}, or leave {option} out",
        )
    return path


def check_editions(param: typer.CallbackParam, path: Path | None) -> Path | None:
    """Check that a folder of editions is one, for a command that only reads it.

    Parameters
    ----------
    param : typer.CallbackParam
        The option, which the message names.
    path : Path or None
        Resolved. It may be missing, or belong to somebody else.

    Returns
    -------
    Path or None
        ``path``.

    Raises
    ------
    UsageError
        It is empty, a file, or below a file.
    """
    if path is not None:
        _check_kind(_option_with_text(param), path, "a folder that holds editions")
    return path


def check_file(param: typer.CallbackParam, path: Path | None) -> Path | None:
    """Check that a file can be written, before any work is done for it.

    Parameters
    ----------
    param : typer.CallbackParam
        The option or argument, which the message names.
    path : Path or None
        Resolved.

    Returns
    -------
    Path or None
        ``path``.

    Raises
    ------
    UsageError
        It is empty, a folder or a device, below a file, or in a place without permission.
    """
    if path is None:
        return None
    option = _option_with_text(param)
    if os.path.lexists(path) and not path.is_file():
        raise _refusal("is not a regular file", option, path, _WRITABLE)
    _check_place(option, path.parent)
    return path


def _option_with_text(param: typer.CallbackParam) -> str:
    """Return the option's name; refuse an empty text, such as `--out "$FOLDER"` without FOLDER."""
    option = param.opts[-1] if param.opts else param.name or ""
    words = sys.argv[1:]
    if f"{option}=" in words or (option, "") in pairwise(words):
        raise UsageError(
            f"{option} is empty",
            where=option,
            expected="a path; a dot stands for the folder where the command runs",
            remedy=f"name a path, or leave {option} out",
        )
    return option


def _check_kind(option: str, path: Path, expected: str) -> None:
    """Refuse what is no folder and cannot become one."""
    if os.path.lexists(path) and not path.is_dir():
        raise _refusal("is not a folder", option, path, expected)
    _find_nearest(option, path, expected)


def _check_place(option: str, folder: Path) -> None:
    """Refuse a folder in which nothing can be made, or that cannot be made itself."""
    if not _takes_files(_find_nearest(option, folder, _WRITABLE)):
        raise _refusal("is in a folder without permission to write", option, folder, _WRITABLE)


def _takes_files(folder: Path) -> bool:
    """Return whether a folder can be made inside; rights alone do not tell, as in /proc."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    try:
        Path(tempfile.mkdtemp(prefix=".", dir=folder)).rmdir()
    except OSError:
        return False
    return True


def _find_nearest(option: str, folder: Path, expected: str) -> Path:
    """Return the folder, or the closest one above it that exists; below a file there is none."""
    there = next(each for each in (folder, *folder.parents) if _exists(each))
    if not there.is_dir():
        what = f"lies below {there.name}, which is not a folder"
        raise _refusal(what, option, folder, expected)
    return there


def _exists(path: Path) -> bool:
    """Return whether something stands there; a name that is too long is an error of the system."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _refusal(what: str, option: str, path: Path, expected: str) -> UsageError:
    return UsageError(
        f"{option} {what}",
        where=str(path),
        expected=expected,
        remedy=f"name another one with {option}",
    )
