"""The ground of the drills: a small study, the command in its own process, its answer judged."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.faults.studies import copy_small

ROOT = Path(__file__).resolve().parents[3]
GUARD = 1800  # seconds after which a command is ended
RUN = ("run", "--quick", "--information", "latest", "--scenario", "baseline", "--jobs", "1")


class NotTriedError(Exception):
    """A drill cannot be held on this machine: it lacks a tool, a locale or rights."""


@dataclass(frozen=True)
class Ground:
    """A folder with a small study and an outputs folder.

    Attributes
    ----------
    folder : Path
    name : str
        Of the study.
    """

    folder: Path
    name: str

    @property
    def study(self) -> Path:
        """Folder of the study."""
        return self.folder / "data" / self.name

    @property
    def out(self) -> Path:
        """Folder of the outputs."""
        return self.folder / "outputs"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a command."""
        paths = {"PLANODDS_DATA": str(self.study), "PYTHONPATH": str(ROOT / "model")}
        return os.environ | paths | more

    def start(self, *words: str, prefix: tuple[str, ...] = (), **more: str) -> subprocess.Popen:
        """Start a command in its own session."""
        return subprocess.Popen(
            [*prefix, sys.executable, "-m", "planodds", *words],
            env=self.environment(**more),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def ask(self, *words: str, prefix: tuple[str, ...] = (), **more: str) -> Answer:
        """Run a command to its end."""
        process = self.start(*words, prefix=prefix, **more)
        printed, told = process.communicate(timeout=GUARD)
        return Answer(
            process.returncode, printed.decode(errors="replace"), told.decode(errors="replace")
        )

    def editions(self) -> list[Path]:
        """Return the finished editions."""
        return sorted(path.parent for path in self.out.glob("[0-9]*/manifest.json"))

    def tables(self) -> dict[str, str]:
        """Return a digest of each table of the finished edition."""
        (edition,) = self.editions()
        return {
            path.relative_to(edition).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(edition.rglob("*.csv"))
            if path.stem != "diagnostics"  # it has the seconds of each fit
        }

    def leftovers(self) -> list[str]:
        """Return files of unfinished writes."""
        return [str(path) for path in self.out.rglob("*.staging-*")]


@dataclass(frozen=True)
class Answer:
    """Answer of a command."""

    status: int
    printed: str
    told: str

    def faults(self, *allowed: int) -> list[str]:
        """Describe in what the answer is not as it must be; empty if it is."""
        found = [] if self.status in allowed else [f"status {self.status}: {self.told[-400:]}"]
        if "Traceback" in self.told + self.printed:
            found.append(f"a traceback: {(self.told + self.printed)[-600:]}")
        return found


def make_ground(folder: Path, name: str) -> Ground:
    """Make a small study and an empty outputs folder."""
    copy_small(name, folder)
    (folder / "outputs").mkdir()
    return Ground(folder, name)
