"""`planodds verify EDITION`: whether each file is as the run wrote it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.cli.text_tables import format_count, format_size
from planodds.editions.layout import LATEST_FILE, PLAN_FILE, list_editions, read_latest
from planodds.editions.manifest import MANIFEST, read_manifest
from planodds.editions.verification import Difference, find_differences, recorded_files
from planodds.errors import InputError, UsageError, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 10  # files that are listed of each kind


def verify_edition(edition: str, out: Path) -> Iterator[str]:
    """Compare an edition with the digests in its manifest; yield the result.

    Parameters
    ----------
    edition : str
        Name of an edition, its folder, or ``LATEST``.
    out : Path
        Folder of the outputs.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        There is no such edition.
    InputError
        A file is missing, changed or foreign; the manifest lists no digests.
    """
    folder = resolve_edition(edition, out)
    differences = find_differences(folder)
    if differences:
        raise _explain(folder, differences)
    files = recorded_files(read_manifest(folder))
    size = format_size(sum(size for size, _ in files.values()))
    yield f"{folder.name}: {format_count(len(files), 'file')}, {size}, all as the run wrote them"


def resolve_edition(edition: str, out: Path) -> Path:
    """Return the folder of an edition.

    Parameters
    ----------
    edition : str
        Name of an edition, its folder, or ``LATEST``.
    out : Path
        Folder of the outputs.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        There is no such edition.
    """
    name = read_latest(out) if edition == LATEST_FILE else edition
    given = Path(name) if name else out / LATEST_FILE
    for folder in (out / given.name, given):
        if folder.is_dir() and any((folder / file).exists() for file in (PLAN_FILE, MANIFEST)):
            return folder.resolve()
    known = list_editions(out)
    raise UsageError(
        f"no edition {edition!r}",
        where=str(out),
        expected=", ".join(known[-5:]) or "the name of a folder there",
        remedy=suggest(edition, known, otherwise="see `planodds editions`"),
    )


def _explain(folder: Path, differences: list[Difference]) -> InputError:
    """Return the error that lists the files that differ, those of each kind together."""
    counts = Counter(item.kind for item in differences)
    if "unreadable" in counts:
        what = (
            f"{MANIFEST} of {folder.name} lists no digests: it is damaged, or of an older version"
        )
    else:
        what = f"{folder.name} is not as it was made: " + ", ".join(
            f"{number} {kind}" for kind, number in counts.items()
        )
        for kind in counts:
            names = [item.file for item in differences if item.kind == kind]
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            what += f"\n  {kind}: {', '.join(map(_printable, names[:_SHOWN]))}{more}"
    return InputError(
        what,
        where=str(folder),
        expected="the files that the manifest lists, byte for byte, and no others",
        remedy="use no number of it; remove the folder and run `planodds run` again, or restore "
        "it from a copy",
    )


def _printable(name: str) -> str:
    return name if name.isprintable() else ascii(name)
