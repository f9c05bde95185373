"""Damages that any input file can have: bytes, encodings, links, folders, size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.damage import (
    Damage,
    bytes_written,
    edited,
    encoded,
    linked_to,
    made_folder,
    made_huge,
    made_pipe,
    moved_outside,
    removed,
    written,
)
from tests.faults.studies import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
_ZIP = b"PK\x03\x04" + bytes(300)


def damages(study: str, file: str, *, needed: bool = True) -> Iterator[Damage]:
    """Yield the damages of one file; an optional one (not ``needed``) may be missing."""
    kinds = {
        "empty": written(""),
        "blank": written(" \n\n  \n"),
        "nul bytes": bytes_written(bytes(5000)),
        "a picture": bytes_written(_PNG),
        "a workbook": bytes_written(_ZIP),
        "UTF-16": encoded("utf-16"),
        "GB18030": encoded("gb18030"),
        "a lone surrogate": edited(lambda text: text + "\x00"),
        "a folder": made_folder,
        "a pipe": made_pipe,
        "a device": linked_to("/dev/zero"),
        "a link to nowhere": linked_to("/nonexistent/file"),
        "a link to itself": lambda path: linked_to(str(path))(path),
        "a link out of the project": moved_outside,
        "400 MB": made_huge,
    }
    if (DATA / study / file).read_text(encoding="utf-8").isascii():
        del kinds["GB18030"]  # the same bytes
    if needed:
        kinds["missing"] = removed
    for kind, spoil in kinds.items():
        yield Damage(study, file, kind, spoil)
