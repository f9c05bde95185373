"""Measure the whole corpus in one process: `python -m tests.faults.measure [TEXT]`."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.corpus import corpus
from tests.faults.judge import judge
from tests.faults.studies import copy_small


def run_one(base, damage):
    target = Path(tempfile.mkdtemp(prefix="faults-"))
    shutil.copytree(base / "data", target / "data", symlinks=True)
    data_dir = target / "data" / damage.study
    try:
        damage.spoil(data_dir / damage.file)
        return judge(data_dir)
    finally:
        shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(target.parent / "outside", ignore_errors=True)


def main() -> None:
    bases = {s: Path(tempfile.mkdtemp()) for s in ("shanxi", "us_states")}
    for s, folder in bases.items():
        d = copy_small(s, folder)
        v = judge(d)
        print(s, v.outcome, v.message[:300], round(v.seconds, 2))
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    counts = Counter()
    cases = [d for d in corpus() if wanted in d.name]
    names = Counter(d.name for d in cases)
    print("cases", len(cases), "twice", [n for n, c in names.items() if c > 1][:5])
    for done, damage in enumerate(cases):
        if done % 50 == 0:
            print("at", done, flush=True)
        r, w = os.pipe()
        pid = os.fork()
        if not pid:
            resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
            signal.alarm(25)
            try:
                v = run_one(bases[damage.study], damage)
                faults = v.faults(damage.expect, damage.says)
                text = "; ".join(faults) if faults else ""
            except BaseException as e:
                text = f"HARNESS {type(e).__name__} {e}"
            os.write(w, text[:3000].encode("utf-8", "replace"))
            os._exit(0)
        os.close(w)
        text = os.fdopen(r, "rb").read().decode()
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            text = f"SIGNAL {os.WTERMSIG(status)}"
        counts["bad" if text else "ok"] += 1
        if text:
            print(f"--- {damage.name}\n    {text[:420]}")
    print(counts)


main()
