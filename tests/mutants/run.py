"""Insert each mistake into a copy of the project; its test must fail (``make mutants``).

    python -m tests.mutants.run [name ...] [--jobs N]

First every test must pass on an unchanged copy. Then a mutant is killed if its test fails for what
it tests, survives if it passes, and is broken if its line is missing, no test could be run, or the
test fails because the spoilt code cannot be imported or names something that does not exist.
Exit status 1 unless all are killed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.catalogue import MUTANTS, Mutant
from tests.waiting import LONG_GUARD

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("model", "tests", "data", "notebooks")
KILLED, SURVIVED, BROKEN = "killed", "SURVIVED", "BROKEN"
WRONG_REASON = re.compile(r"^E +((?:Import|ModuleNotFound|Name|Syntax)Error\b.*)", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen mutants, print the table, return the exit status."""
    parser = argparse.ArgumentParser(description="See each mistake caught by its test.")
    parser.add_argument("names", nargs="*", help="mutants; all if none is named")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args(arguments)
    unknown = set(options.names) - {mutant.name for mutant in MUTANTS}
    if unknown:
        parser.error(f"unknown mutants: {', '.join(sorted(unknown))}")
    chosen = [mutant for mutant in MUTANTS if not options.names or mutant.name in options.names]
    if not passes_unspoilt(chosen):
        print("the tests fail without any mutant: correct them first")
        return 1
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(try_mutant, chosen))
    for mutant, (verdict, reason) in zip(chosen, verdicts, strict=True):
        print(f"{verdict:<9} {mutant.name:<26} {mutant.mistake}{reason}")
    killed = sum(verdict == KILLED for verdict, _ in verdicts)
    print(f"{killed} of {len(chosen)} killed")
    return 0 if killed == len(chosen) else 1


def passes_unspoilt(mutants: Sequence[Mutant]) -> bool:
    """Run the named tests on an unchanged copy."""
    tests = sorted({mutant.test for mutant in mutants})
    with tempfile.TemporaryDirectory() as folder:
        return run_tests(copy_project(Path(folder)), tests).returncode == 0


def try_mutant(mutant: Mutant) -> tuple[str, str]:
    """Spoil a copy and run the mutant's test; return the verdict and what explains it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_project(Path(folder))
        source = copy / mutant.path
        text = source.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            return BROKEN, f" ({mutant.path} holds the line {text.count(mutant.old)} times)"
        source.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        try:
            done = run_tests(copy, [mutant.test])
        except subprocess.TimeoutExpired:
            return BROKEN, f" ({mutant.test} does not end)"
    if done.returncode == 0:
        return SURVIVED, f" ({mutant.test} passes)"
    if done.returncode != 1 or "errors" in done.stdout.splitlines()[-1]:
        return BROKEN, f" (pytest ended with {done.returncode}: {done.stdout[-300:]})"
    if wrong := WRONG_REASON.search(done.stdout):
        return BROKEN, f" ({wrong[1]})"
    return KILLED, ""


def copy_project(folder: Path) -> Path:
    """Copy what the tests read."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def run_tests(root: Path, tests: Sequence[str]) -> subprocess.CompletedProcess:
    """Run tests in a separate process, with ``root`` as the project."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(root / "model"), str(root))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
    }
    environment.pop("PLANODDS_DATA", None)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(
        command,
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
