"""Run the whole corpus through the command line: `make faults` (a quarter of an hour)."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.corpus import corpus
from tests.faults.damage import REFUSED, Damage
from tests.faults.judge import Verdict
from tests.faults.studies import UNITS, copy_small

ROOT = Path(__file__).resolve().parents[2]
_GUARD = 120  # seconds after which a command is ended
_MAX_MEMORY = 1_000_000  # kB
_STATUS = {0: "accepted", 2: REFUSED}
_MEASURE = "import resource, subprocess, sys; d = subprocess.run(sys.argv[1:]);" + (
    " u = resource.getrusage(resource.RUSAGE_CHILDREN);"
    " print('used', u.ru_utime + u.ru_stime, u.ru_maxrss, file=sys.stderr); sys.exit(d.returncode)"
)


def check(case: Damage, base: Path) -> list[str]:
    """Spoil a copy of a study, check it by the command, and describe what is not as it must be."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        target = Path(folder) / "project"
        shutil.copytree(base, target)
        data_dir = target / "data" / case.study
        case.spoil(data_dir / case.file)
        before = _listing(target)
        verdict, memory = _run(data_dir)
        found = verdict.faults(case.expect, case.says)
        if memory > _MAX_MEMORY:
            found.append(f"{memory / 1e6:.1f} GB")
        if _listing(target) != before:
            found.append("something was written")
        return found


def _run(data_dir: Path) -> tuple[Verdict, int]:
    environment = os.environ | {"PLANODDS_DATA": str(data_dir), "PYTHONPATH": str(ROOT / "model")}
    command = [sys.executable, "-c", _MEASURE, sys.executable, "-m", "planodds", "check"]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_GUARD, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return Verdict("hung", "", _GUARD), 0
    *lines, used = done.stderr.splitlines() or [""]
    seconds, memory = used.split()[1:] if used.startswith("used") else ("0", "0")
    message = "\n".join(lines)
    outcome = _STATUS.get(done.returncode, f"status {done.returncode}")
    if "Traceback" in message:
        outcome = "traceback"
    return Verdict(outcome, message, float(seconds)), int(memory)


def _listing(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if "__pycache__" not in path.parts)


def main() -> int:
    """Run the cases whose name has a text; report each that is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", nargs="?", default="", help="part of the names of the cases")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    start = time.perf_counter()
    cases = [case for case in corpus() if options.text in case.name]
    with tempfile.TemporaryDirectory(prefix="faults-base-") as folder:
        bases = {name: Path(folder) / name for name in UNITS}
        for name, base in bases.items():
            copy_small(name, base)
        with ThreadPoolExecutor(options.jobs) as threads:
            results = threads.map(lambda case: check(case, bases[case.study]), cases)
            counts: Counter[str] = Counter()
            for case, found in zip(cases, results, strict=True):
                counts["as expected" if not found else "not as expected"] += 1
                if found:
                    print(f"{case.name}\n  " + "\n  ".join(found), flush=True)
    print(f"{len(cases)} cases, {dict(counts)}, {time.perf_counter() - start:.0f} s")
    return int(bool(counts["not as expected"]))


if __name__ == "__main__":
    sys.exit(main())
