"""One damaged input: which file of a study is spoilt, how, and what the program must answer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REFUSED, ACCEPTED = "refused", "accepted"


@dataclass(frozen=True)
class Damage:
    """A case of the corpus.

    Attributes
    ----------
    study : str
        Folder below ``data``.
    file : str
        The file that is spoilt, below the study.
    kind : str
        What is done to it, unique for the file.
    spoil : callable
        Spoils the file at a path.
    expect : str
        The verdict: ``refused`` or ``accepted``.
    says : str
        A text that the message must have.
    """

    study: str
    file: str
    kind: str
    spoil: Callable[[Path], None]
    expect: str = REFUSED
    says: str = ""

    @property
    def name(self) -> str:
        """Name of the case in reports."""
        return f"{self.study}/{self.file}: {self.kind}"


def text_of(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")


def written(text: str) -> Callable[[Path], None]:
    """Return a damage that writes another text."""
    return lambda path: _write(path, text.encode("utf-8", "surrogatepass"))


def bytes_written(content: bytes) -> Callable[[Path], None]:
    """Return a damage that writes other bytes."""
    return lambda path: _write(path, content)


def edited(change: Callable[[str], str]) -> Callable[[Path], None]:
    """Return a damage that changes the text; it must change something."""

    def spoil(path: Path) -> None:
        before = text_of(path)
        after = change(before)
        assert after != before, f"the damage left {path.name} as it was"
        _write(path, after.encode("utf-8"))

    return spoil


def swapped(old: str, new: str) -> Callable[[Path], None]:
    """Return a damage that replaces the first occurrence of a text."""
    return edited(lambda text: text.replace(old, new, 1))


def encoded(codec: str) -> Callable[[Path], None]:
    """Return a damage that saves the file in another encoding."""
    return lambda path: _write(path, text_of(path).encode(codec, errors="replace"))


def linked_to(target: str) -> Callable[[Path], None]:
    """Return a damage that puts a symbolic link in place of the file."""

    def spoil(path: Path) -> None:
        path.unlink()
        path.symlink_to(target)

    return spoil


def removed(path: Path) -> None:
    """Remove the file."""
    path.unlink()


def made_folder(path: Path) -> None:
    """Put a folder in place of the file."""
    path.unlink()
    path.mkdir()


def made_pipe(path: Path) -> None:
    """Put a named pipe in place of the file."""
    path.unlink()
    os.mkfifo(path)


def made_huge(path: Path) -> None:
    """Make the file 400 MB large, without using the disk."""
    with path.open("r+b") as stream:
        stream.truncate(400_000_000)


def moved_outside(path: Path) -> None:
    """Move the file out of the project and link to it."""
    outside = path.parents[len(path.parents) - 1 - path.parents[::-1].index(_data(path))].parent
    target = outside / "outside" / path.name
    target.parent.mkdir(exist_ok=True)
    path.rename(target)
    path.symlink_to(target)


def _data(path: Path) -> Path:
    return next(folder for folder in path.parents if folder.name == "data")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
