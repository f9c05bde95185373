"""Strange places: locales, terminals, no home, read-only trees, another file system, old clocks."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.drills.ground import ROOT, RUN, Ground, NotTriedError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCALES = ("C", "zh_CN.GBK", "tr_TR.UTF-8")
TERMINALS = ("ascii", "gbk", "latin-1", "utf-8")
CLOCKS = ("1980-01-01 00:00:00", "2031-06-01 00:00:00", "2099-12-31 23:59:50")
STRANGER = 12_345  # a user without a name and a home


def reading_commands(edition: str, out: Path, written: Path) -> dict[str, tuple[str, ...]]:
    """Return a command of each kind that reads an edition or the study, with its options."""
    stored = ("--edition", str(out / edition), "--out", str(written))
    return {
        "check": ("check",),
        "list": ("list", "--out", str(out)),
        "editions": ("editions", "--out", str(out)),
        "verify": ("verify", edition, "--out", str(out)),
        "compare": ("compare", edition, edition, "--out", str(out), "--lang", "zh"),
        "show": ("show", "coal_boom"),
        "diff": ("diff", "baseline", "coal_boom", "--lang", "zh"),
        "dry run": ("run", "--dry-run", "--out", str(out)),
        "atlas": ("atlas", *stored),
        "evaluate": ("evaluate", *stored),
        "set-targets": ("set-targets", "--year", "2030", *stored),
        "signposts": ("signposts", *stored),
        "overtaking": ("overtaking", "--year", "2030", *stored),
        "frontier": ("frontier", "--year", "2030", *stored),
        "a refusal": ("show", "煤价−上行"),
    }


def _try(ground: Ground, kinds: dict[str, tuple[str, ...]], label: str, **how) -> Iterator[str]:
    for kind, words in kinds.items():
        answer = ground.ask(*words, **how)
        allowed = (2,) if kind == "a refusal" else (0,)
        yield from (f"{label}, {kind}: {fault}" for fault in answer.faults(*allowed))


def drill_locales(ground: Ground) -> Iterator[str]:
    """Read and print under every locale and terminal; the files are the same byte for byte."""
    (edition,) = ground.editions()
    first: dict[str, bytes] = {}
    _need_locales()
    for locale, terminal in itertools.product(LOCALES, TERMINALS):
        with tempfile.TemporaryDirectory() as folder:
            kinds = reading_commands(edition.name, ground.out, Path(folder))
            language = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0"}
            more = language | {"PYTHONIOENCODING": terminal, "PYTHONCOERCECLOCALE": "0"}
            yield from _try(ground, kinds, f"{locale}, {terminal}", **more)
            written = {path.name: path.read_bytes() for path in Path(folder).glob("*.csv")}
            first = first or written
            if written != first:
                yield f"{locale}, {terminal}: other tables"


def _need_locales() -> None:
    done = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True)
    known = {name.lower().replace("-", "") for name in done.stdout.split()}
    missing = [name for name in LOCALES if name.lower().replace("-", "") not in known]
    if missing:
        raise NotTriedError(f"no locale {', '.join(missing)}: create it with localedef")


def drill_stranger(ground: Ground) -> Iterator[str]:
    """Read an edition as a user without name, home and rights, from a read-only program."""
    (edition,) = ground.editions()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        kinds = reading_commands(edition.name, ground.out, Path(folder) / "files")
        kinds["dry run"] = ("run", "--dry-run", "--out", f"{folder}/outputs")
        who = ("setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups", "env")
        if subprocess.run([*who, sys.executable, "-c", ""], capture_output=True).returncode:
            raise NotTriedError(f"other users cannot start {sys.executable}")
        ground.folder.parent.chmod(0o755)  # the drills' own folder is closed to others
        for home in ("-uHOME", "HOME=/nonexistent"):
            yield from _try(ground, kinds, f"stranger, {home}", prefix=(*who, home))
        answer = ground.ask(*RUN, "--out", f"{folder}/outputs", prefix=(*who, "-uHOME"))
        yield from answer.faults(0)


def drill_clocks(ground: Ground) -> Iterator[str]:
    """Read an edition with clocks that are years off."""
    (edition,) = ground.editions()
    if not shutil.which("faketime"):
        raise NotTriedError("no faketime: install it")
    for clock in CLOCKS:
        with tempfile.TemporaryDirectory() as folder:
            kinds = reading_commands(edition.name, ground.out, Path(folder))
            yield from _try(ground, kinds, clock, prefix=("faketime", "-f", f"@{clock}"))


def drill_file_systems(ground: Ground) -> Iterator[str]:
    """Build an edition whose unfinished part lies on another file system than its place."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        out = Path(other) / "outputs"
        shutil.copytree(ground.out / ".cache", out / ".cache")
        elsewhere = ground.folder / "partial elsewhere"
        elsewhere.mkdir(exist_ok=True)
        (out / ".partial").symlink_to(elsewhere)
        yield from ground.ask(*RUN, "--out", str(out)).faults(0)
        moved = Ground(Path(other), ground.name)
        if moved.tables() != ground.tables():
            yield "another file system: other tables"


def drill_small_shared_memory(ground: Ground) -> Iterator[str]:
    """Build an edition with 64 kB of shared memory."""
    out = ground.folder / "small memory"
    mount = 'mount -t tmpfs -o size=64k tmpfs /dev/shm && exec "$@"'
    words = (*RUN[:-1], "2", "--out", str(out))
    answer = ground.ask(*words, prefix=("unshare", "-m", "sh", "-c", mount, "sh"))
    yield from answer.faults(0)


def drill_moved_checkout(ground: Ground) -> Iterator[str]:
    """Use a copy of the program beside the one that is installed: it runs its own code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "moved"
        tracked = subprocess.run(
            ["git", "ls-files", "model", "data", "notebooks", "pyproject.toml"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        for name in tracked:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
        (edition,) = ground.editions()
        kinds = reading_commands(edition.name, ground.out, Path(folder) / "files")
        yield from _try(ground, kinds, "moved", PYTHONPATH=str(copy / "model"))
        answer = ground.ask("run", "--dry-run", PYTHONPATH=str(copy / "model"))
        if f"in {copy}/outputs" not in answer.printed:
            yield f"moved: works on {answer.printed.splitlines()[0]}"
