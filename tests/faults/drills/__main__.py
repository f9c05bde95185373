"""Run the drills, all or some: `python -m tests.faults.drills [NAME …]` (an hour; needs root)."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.drills import disk, interrupts, kills, long_use, places
from tests.faults.drills.ground import RUN, Ground, NotTriedError, make_ground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL, LARGE = "us_states", "shanxi"  # a fit of seconds; scenarios and two languages


def drills(folder: Path, runs: int) -> dict[str, Callable[[], Iterator[str]]]:
    """Return the drills by name; each makes what it needs below a folder."""

    def made(name: str) -> Ground:
        place = folder / f"reference {name}"
        if place.is_dir():
            return Ground(place, name)
        ground = make_ground(place, name)
        for fault in ground.ask(*RUN, "--out", str(ground.out)).faults(0):
            raise RuntimeError(fault)
        return ground

    def empty(name: str) -> Ground:
        return make_ground(Path(tempfile.mkdtemp(dir=folder)), name)

    return {
        "kills": lambda: kills.drill(empty(SMALL), made(SMALL).tables(), RUN),
        "disk": lambda: disk.drill(empty(SMALL), made(SMALL).tables()),
        "file systems": lambda: places.drill_file_systems(made(SMALL)),
        "shared memory": lambda: places.drill_small_shared_memory(made(SMALL)),
        "locales": lambda: places.drill_locales(made(LARGE)),
        "stranger": lambda: places.drill_stranger(made(LARGE)),
        "clocks": lambda: places.drill_clocks(made(LARGE)),
        "moved": lambda: places.drill_moved_checkout(made(LARGE)),
        "interrupts": lambda: interrupts.drill(made(LARGE)),
        "long use": lambda: long_use.drill(empty(LARGE), runs),
    }


def main() -> int:
    """Run drills by name; report each fault; return 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="names of drills; all if empty")
    parser.add_argument("--runs", type=int, default=500, help="scenario runs of the long use")
    options = parser.parse_args()
    # A shell starts background jobs with SIGINT ignored, and every command would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    count = 0
    with tempfile.TemporaryDirectory(prefix="drills-") as folder:
        for name, drill in drills(Path(folder), options.runs).items():
            if options.names and name not in options.names:
                continue
            start = time.perf_counter()
            try:
                faults = list(drill())
            except NotTriedError as error:
                faults = [f"not tried: {error}"]
            count += len(faults)
            print(f"{name}: {len(faults)} faults, {time.perf_counter() - start:.0f} s", flush=True)
            print("".join(f"  {fault}\n" for fault in faults), end="", flush=True)
    return int(bool(count))


if __name__ == "__main__":
    sys.exit(main())
