"""The verdict on a damaged study: what `planodds check` says, how fast, how clearly."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.cli.check import check_all
from planodds.errors import PlanoddsError
from tests.faults.damage import ACCEPTED, REFUSED

if TYPE_CHECKING:
    from pathlib import Path

MAX_SECONDS = 5
MAX_MESSAGE = 2_000  # characters
PARTS = ("where:", "expected:", "remedy:")


@dataclass(frozen=True)
class Verdict:
    """Answer to a damaged study.

    Attributes
    ----------
    outcome : str
        ``refused``, ``accepted`` or ``traceback``.
    message : str
    seconds : float
    """

    outcome: str
    message: str
    seconds: float

    def faults(self, expect: str, says: str) -> list[str]:
        """Describe in what the answer is not as it must be; empty if it is."""
        if self.outcome != expect:
            return [f"{self.outcome}, not {expect}: {self.message[-600:]}"]
        found = [f"took {self.seconds:.1f} s"] if self.seconds > MAX_SECONDS else []
        if expect == REFUSED:
            found += [f"no {part}" for part in PARTS if part not in self.message]
            if self.message.count("where:") > 3:
                found.append(f"told {self.message.count('where:')} times")
            if len(self.message) > MAX_MESSAGE:
                found.append(f"{len(self.message)} characters")
            if says not in self.message:
                found.append(f"does not say {says!r}: {self.message[:600]}")
            if not self.message.isprintable() and _hidden(self.message):
                found.append(f"prints {_hidden(self.message)!r}")
        return found


def _hidden(text: str) -> list[str]:
    return [sign for sign in text if sign not in "\n" and not sign.isprintable()]


def judge(data_dir: Path) -> Verdict:
    """Check a study as the command does, without its notebooks."""
    start = time.process_time()
    try:
        list(check_all(data_dir, lambda: 0))
        outcome, message = ACCEPTED, ""
    except PlanoddsError as error:
        outcome, message = REFUSED, str(error)
    except Exception:
        outcome, message = "traceback", traceback.format_exc()
    return Verdict(outcome, message, time.process_time() - start)
