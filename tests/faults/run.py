"""Run the whole corpus through the command: `make faults`, or a part: `--part 1/4`.

Each case is a forked child of one process that has imported the program, so that a case costs
its own check alone. The child runs the command as a terminal would, with its exit status.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.corpus import corpus
from tests.faults.damage import ACCEPTED, REFUSED, Damage
from tests.faults.judge import Verdict, judge
from tests.faults.studies import UNITS, copy_small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_GUARD = 120  # seconds after which a child is ended
_MAX_MEMORY = 1_000_000  # kB
_STATUS = {0: "accepted", 2: REFUSED}


@dataclass(frozen=True)
class Outcome:
    """Answer of the command to one case.

    Attributes
    ----------
    case : Damage
    faults : list of str
        In what the answer is not as it must be.
    verdict : Verdict
    memory : int
        Largest resident memory of the child, in kB.
    """

    case: Damage
    faults: list[str]
    verdict: Verdict
    memory: int


def run_cases(cases: Sequence[Damage], bases: dict[str, Path], jobs: int) -> Iterator[Outcome]:
    """Run each case in a forked child, ``jobs`` at a time; yield the outcomes as they come in.

    Parameters
    ----------
    cases : sequence of Damage
    bases : dict of str to Path
        The folder with the small copy of each study.
    jobs : int

    Yields
    ------
    Outcome
    """
    waiting, running = list(cases)[::-1], {}
    while waiting or running:
        while waiting and len(running) < jobs:
            case = waiting.pop()
            folder = Path(tempfile.mkdtemp(prefix="faults-"))
            try:
                before = _prepare(case, bases[case.study], folder)
            except Exception as error:  # of the corpus: the other cases are still worth running
                shutil.rmtree(folder)
                yield _not_applied(case, error)
                continue
            child = _check(folder / "project" / "data" / case.study, folder / "told")
            running[child] = case, folder, before
        if not running:
            return
        child, status, used = os.wait3(0)
        case, folder, before = running.pop(child)
        try:
            yield _outcome(case, folder, before, status, used)
        finally:
            shutil.rmtree(folder)


def _prepare(case: Damage, base: Path, folder: Path) -> list[str]:
    target = folder / "project"
    shutil.copytree(base, target)
    case.spoil(target / "data" / case.study / case.file)
    return _listing(target)


def _fork(command: Callable[[], None], told: Path) -> int:
    """Start a command in a forked child, with its errors in a file; return the child's number."""
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        signal.alarm(_GUARD)
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 (the child ends with it)
        sys.stderr = told.open("w", encoding="utf-8")
        command()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # as the interpreter would end
        traceback.print_exc()
        status = 1
    finally:
        sys.stderr.flush()
        os._exit(status)


def _check(data_dir: Path, told: Path) -> int:
    """Start `planodds check` on a study."""
    from planodds.cli.app import main as command

    os.environ["PLANODDS_DATA"] = str(data_dir)
    sys.argv = ["planodds", "check"]
    return _fork(command, told)


def _outcome(
    case: Damage, folder: Path, before: list[str], status: int, used: resource.struct_rusage
) -> Outcome:
    message = (folder / "told").read_text(encoding="utf-8")
    code = os.waitstatus_to_exitcode(status)
    outcome = _STATUS.get(code, f"status {code}")
    if code == -signal.SIGALRM:
        outcome = "hung"
    elif "Traceback" in message:
        outcome = "traceback"
    verdict = Verdict(outcome, message.rstrip("\n"), used.ru_utime + used.ru_stime)
    faults = verdict.faults(case.expect, case.says)
    if used.ru_maxrss > _MAX_MEMORY:
        faults.append(f"{used.ru_maxrss / 1e6:.1f} GB")
    if _listing(folder / "project") != before:
        faults.append("something was written")
    return Outcome(case, faults, verdict, used.ru_maxrss)


def _not_applied(case: Damage, error: Exception) -> Outcome:
    """Return the outcome of a damage that no longer fits the data."""
    reason = f"the damage cannot be applied: {type(error).__name__}: {error}"
    return Outcome(case, [reason], Verdict("not applied", reason, 0.0), 0)


def _listing(folder: Path) -> list[str]:
    return sorted(
        f"{path} {path.lstat().st_size} {path.lstat().st_mtime_ns}"
        for path in folder.rglob("*")
        if "__pycache__" not in path.parts and path.name != "__pycache__"
    )


def main() -> int:
    """Run the cases whose name has a text; report each that is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", nargs="?", default="", help="part of the names of the cases")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--part", default="1/1", help="2/4: every fourth case, from the second")
    options = parser.parse_args()
    part, parts = map(int, options.part.split("/"))
    start = time.perf_counter()
    cases = [case for case in corpus() if options.text in case.name][part - 1 :: parts]
    counts: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    with tempfile.TemporaryDirectory(prefix="faults-base-") as folder:
        bases = {name: Path(folder) / name for name in UNITS}
        for name, base in bases.items():
            _warm(copy_small(name, base), Path(folder) / "told")
        for outcome in run_cases(cases, bases, options.jobs):
            counts["not as expected" if outcome.faults else "as expected"] += 1
            slowest = max(slowest, outcome.verdict.seconds)
            largest = max(largest, outcome.memory)
            if outcome.faults:
                print(f"{outcome.case.name}\n  " + "\n  ".join(outcome.faults), flush=True)
    print(
        f"{len(cases)} cases, {dict(counts)}, at most {slowest:.1f} s of processor time and "
        f"{largest / 1e3:.0f} MB each, {time.perf_counter() - start:.0f} s in all"
    )
    return int(bool(counts["not as expected"]))


def _warm(data_dir: Path, told: Path) -> None:
    """Check a sound study in this process, so that the children find all imported and parsed."""
    import pandera.pandas  # noqa: F401 (where a cell breaks its rule)

    import planodds.batch.prepare  # noqa: F401 (for the notebooks)

    faults = judge(data_dir).faults(ACCEPTED, "")
    _, status = os.waitpid(_check(data_dir, told), 0)
    if faults or status:
        raise SystemExit(f"the sound {data_dir.name} is refused: {faults} {told.read_text()}")


if __name__ == "__main__":
    sys.exit(main())
