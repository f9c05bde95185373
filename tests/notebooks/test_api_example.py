"""The Python example of the README runs in a fresh process, on the small edition's stored fit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.test_readme import block_with
from tests.waiting import LONG_GUARD

pytestmark = pytest.mark.slow


def test_the_example_runs_and_takes_the_stored_fit(quick):
    stored = sorted(path.name for path in (quick.out / ".cache").iterdir())
    code = block_with("import planodds as po").replace("po.fit(panel)", "po.fit(panel, quick=True)")
    code += "\nprint(conditioned, len(po.odds(conditioned)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**quick.environment, "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
    )
    assert done.returncode == 0, done.stderr
    assert "<Forecast: information latest, scenario from_conditions" in done.stdout
    assert sorted(path.name for path in (quick.out / ".cache").iterdir()) == stored
