"""A disk that is full at every stage: the run ends with a message, and goes on with more room."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.faults.drills.ground import RUN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.drills.ground import Ground

KILOBYTES = (16, 200, 1_000, 3_000, 6_000, 8_500, 10_000, 11_500, 13_000, 15_000, 64_000)


def drill(ground: Ground, reference: dict[str, str]) -> Iterator[str]:
    """Run on a disk that is too small, and again on a larger one, until it ends well."""
    with _disk(ground.out):
        for size in KILOBYTES:
            _resize(ground.out, size)
            answer = ground.ask(*RUN, "--out", str(ground.out))
            print(f"  {size} kB: status {answer.status}")
            yield from (f"{size} kB: {fault}" for fault in answer.faults(0, 1, 2))
            if answer.status == 0:
                break
            if "space" not in answer.told + answer.printed:
                yield f"{size} kB: the room is not named: {answer.told[-300:]}"
            if ground.editions():
                yield f"{size} kB: an edition, and status {answer.status}"
        if ground.tables() != reference:
            yield "the tables differ from those of a run with room"
        (edition,) = ground.editions()
        yield from ground.ask("verify", edition.name, "--out", str(ground.out)).faults(0)


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    options = ["-t", "tmpfs", "-o", "size=16k", "tmpfs"]
    subprocess.run(["mount", *options, str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _resize(folder: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}k", str(folder)], check=True)
