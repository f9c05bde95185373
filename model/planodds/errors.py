"""One family of errors: each says what, where, what was expected, and the remedy."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class PlanoddsError(Exception):
    """Base of every error that Planodds raises on purpose.

    Parameters
    ----------
    what : str
        The fault, with the name and the value.
    where : str, optional
        File and row, key or argument.
    expected : str, optional
        What would have been right.
    remedy : str, optional
        What to do now.
    """

    exit_status = 2

    def __init__(self, what: str, *, where: str = "", expected: str = "", remedy: str = "") -> None:
        self.what, self.where, self.expected, self.remedy = what, where, expected, remedy
        parts = [what]
        parts += [
            f"{label}: {text}"
            for label, text in (("where", where), ("expected", expected), ("remedy", remedy))
            if text
        ]
        super().__init__("\n  ".join(parts))


class InputError(PlanoddsError, ValueError):
    """Data, plan, priors or a scenario file is not what it must be."""


class UsageError(PlanoddsError, ValueError):
    """A command or function was called with arguments that cannot be right."""


class ConditioningError(PlanoddsError):
    """The conditions lie too far from anything the forecast holds (effective sample size).

    Attributes
    ----------
    plausibility : dict
        ``ess_share`` and, where known, ``mahalanobis``, ``tail_probability`` and ``tilt_kl``.
    farthest : dict
        Of the assumption that lies farthest out, where known: ``tilt`` (mean or probability, ''
        for a condition), ``series``, ``measure``, ``year``, ``distance`` (standard deviations).
    """

    plausibility: dict[str, float] = {}
    farthest: dict[str, object] = {}


class ConvergenceError(PlanoddsError, RuntimeError):
    """A fit missed the convergence gate after its one refit."""

    exit_status = 1


class RunError(PlanoddsError, RuntimeError):
    """A run of the batch failed."""

    exit_status = 1


def suggest(name: str, allowed: Iterable[str], *, otherwise: str) -> str:
    """Return the remedy for an unknown name: the closest allowed one, or ``otherwise``.

    Examples
    --------
    >>> suggest("gpd", ["gdp", "revenue"], otherwise="remove it")
    "did you mean 'gdp'?"
    """
    close = get_close_matches(name, list(allowed), n=1)
    return f"did you mean {close[0]!r}?" if close else otherwise
