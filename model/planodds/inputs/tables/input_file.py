"""The one door by which input files come in: regular, inside the study, of bounded size, UTF-8."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from planodds.constants import PROJECT_DIR
from planodds.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ALLOW_LINKS_ENV = "PLANODDS_ALLOW_LINKS"
_MAX_BYTES = 64_000_000  # the largest shipped panel has 1 MB; 10 000 units and 100 years, 40 MB
_STUDY_FILE = "study.yaml"
_RECORD_FOLDER = "record"  # beside the studies, which share it
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PAGES = ("<!doctype", "<html")


def display_path(path: Path) -> str:
    """Return a file's path from the folder ``data`` down; only its name if there is no such folder.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        With slashes on every system; characters that cannot be printed are escaped.

    Examples
    --------
    >>> display_path(Path("/home/user/study/data/shanxi/scenarios/coal_slump.yaml"))
    'data/shanxi/scenarios/coal_slump.yaml'
    """
    parts = path.parts
    text = path.name
    if "data" in parts:
        text = "/".join(parts[len(parts) - 1 - parts[::-1].index("data") :])
    return text if text.isprintable() else repr(text)[1:-1]


def read_bytes(path: Path) -> bytes:
    """Read an input file as bytes.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        The file is missing, cannot be read, is a folder, device or pipe, is larger than 64 MB, or
        is a link that leads out of the study's project (unless ``PLANODDS_ALLOW_LINKS=1``).
    """
    try:
        _check_inside(path)
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _not_a_file(path, status.st_mode)
            if status.st_size > _MAX_BYTES:
                raise InputError(
                    f"{path.name} has {status.st_size / 1e6:,.0f} MB",
                    where=display_path(path),
                    expected=f"an input file of at most {_MAX_BYTES / 1e6:.0f} MB",
                    remedy="restore it, or split the data into several studies",
                )
            return stream.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            f"{path.name} is missing",
            where=display_path(path),
            expected="a readable file",
            remedy="restore it from version control",
        ) from None
    except (OSError, RuntimeError) as error:  # Path.resolve reports a circle of links as either
        reason = getattr(error, "strerror", None) or "the links lead in a circle"
        raise InputError(
            f"{path.name} cannot be read: {reason}",
            where=display_path(path),
            expected="a readable file",
            remedy="restore it from version control, and check the permissions",
        ) from None


def read_text(path: Path) -> str:
    """Read a UTF-8 text file, with or without a byte-order mark.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        Line ends as LF.

    Raises
    ------
    InputError
        As ``read_bytes``; or the file is no UTF-8 text (office programs in Chinese often save
        GBK), and the message names what it seems to be.
    """
    content = read_bytes(path)
    found = _recognise(content)
    if found:
        raise _not_text(path, found)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(path, f"byte {error.start}; {_guess_encoding(content)}") from None
    if text[:200].lstrip().lower().startswith(_PAGES):
        raise _not_text(path, "a web page")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_a_file(path: Path, mode: int) -> InputError:
    kind = "a folder" if stat.S_ISDIR(mode) else "a device or a pipe"
    return InputError(
        f"{path.name} is {kind}, not a file",
        where=display_path(path),
        expected="a regular file",
        remedy="restore it from version control",
    )


def _not_text(path: Path, found: str) -> InputError:
    table = path.suffix.lower() == ".csv"
    return InputError(
        f"{path.name} is not UTF-8 text ({found})",
        where=display_path(path),
        expected="UTF-8",
        remedy=f"save the file again as {"'CSV UTF-8'" if table else 'UTF-8 text'}, "
        "or restore it from version control",
    )


def _recognise(content: bytes) -> str:
    """Name a kind of file that is no UTF-8 text; empty if it may be one."""
    if content.startswith(_WORKBOOKS):
        return "a workbook"
    if content.startswith(_UTF_16):
        return "encoding UTF-16"
    return "it contains zero bytes: damaged, or no text" if b"\0" in content else ""


def _guess_encoding(content: bytes) -> str:
    """Name the encoding in which a text seems to have been saved."""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return "encoding unknown, such as Latin-1"
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    return "encoding GB18030 (GBK)" if chinese > 1 else "encoding unknown, such as Latin-1"


def _check_inside(path: Path) -> None:
    """Refuse a file that a link takes from outside the project of its study."""
    if os.environ.get(ALLOW_LINKS_ENV) == "1":
        return
    root = path.parent if path.parent.name == _RECORD_FOLDER else _study_folder(path.parent)
    if root is None:
        return
    real = path.resolve(strict=True)
    allowed = (root.resolve(), root.parent.resolve(), PROJECT_DIR)
    if not any(real.is_relative_to(folder) for folder in allowed):
        raise InputError(
            f"{path.name} is a link that leads out of the project",
            where=display_path(path),
            expected=f"a file below {root.parent.name}/{root.name}",
            remedy=f"copy the file there, or set {ALLOW_LINKS_ENV}=1 if the link is meant",
        )


def _study_folder(folder: Path) -> Path | None:
    """Return the study to which a folder belongs: it, or the nearest one above, with study.yaml."""
    nearest = (folder, *folder.parents)[:3]
    return next((item for item in nearest if os.path.lexists(item / _STUDY_FILE)), None)
