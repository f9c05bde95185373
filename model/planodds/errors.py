"""Exceptions of Planodds: each states what is wrong, where, what is expected, and the remedy."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class PlanoddsError(Exception):
    """Base class of all errors that Planodds raises.

    Parameters
    ----------
    what : str
        The fault, with the name and the value.
    where : str, optional
        File and row, key or argument.
    expected : str, optional
        What is allowed.
    remedy : str, optional
        What the user should do.
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

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message alone, as on the command line."""
        return [f"{type(self).__name__}: {self}"]


class InputError(PlanoddsError, ValueError):
    """The data, the plan, the priors or a scenario file break a rule."""


class UsageError(PlanoddsError, ValueError):
    """A command or function was called with invalid arguments."""


class FarthestAssumption(TypedDict, total=False):
    """The assumption that is farthest from the baseline.

    Attributes
    ----------
    tilt : str
        ``mean`` or ``probability`` of a moment condition, '' of a condition.
    series, measure : str
    year : int
    distance : float
        From the baseline, in standard deviations.
    """

    tilt: str
    series: str
    measure: str
    year: int
    distance: float


class ConditioningError(PlanoddsError):
    """The conditions are too far from all draws of the forecast (effective sample size).

    Attributes
    ----------
    plausibility : mapping
        ``ess_share`` and, where available, ``mahalanobis``, ``tail_probability`` and ``tilt_kl``.
    farthest : FarthestAssumption
        Where available; otherwise empty.
    """

    plausibility: Mapping[str, float] = MappingProxyType({})
    farthest: FarthestAssumption = FarthestAssumption()


class ConvergenceError(PlanoddsError, RuntimeError):
    """A fit failed the convergence checks, and so did its one refit."""

    exit_status = 1


class RunError(PlanoddsError, RuntimeError):
    """A run of a batch failed."""

    exit_status = 1


def translate_system_error(error: OSError | RecursionError | MemoryError) -> PlanoddsError:
    """Return a fault of the system as an error of the program, with what can be done.

    Parameters
    ----------
    error : OSError, RecursionError or MemoryError

    Returns
    -------
    PlanoddsError

    Examples
    --------
    >>> translate_system_error(OSError(28, "No space left on device", "/data/x")).what
    'No space left on device'
    """
    if isinstance(error, OSError):
        file = str(error.filename or "")
        return PlanoddsError(
            error.strerror or str(error) or type(error).__name__,
            where=make_printable(file) or "file system",
            expected="files and folders that can be read and written, and room on the disk",
            remedy="check the path, its permissions and the free space, then run it again",
        )
    return PlanoddsError(
        "an input is too large or too deeply nested",
        where="inputs",
        expected="inputs as data/README.md describes them",
        remedy="run `planodds check`; restore the file that was changed last",
    )


def make_printable(text: str) -> str:
    r"""Escape what a terminal would obey or hide: controls, marks of direction, line separators.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        With its line ends; everything else in it can be seen.

    Examples
    --------
    >>> make_printable("a\x1b[31m")
    'a\\x1b[31m'
    """
    return "".join(
        sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text
    )


def suggest(name: str, allowed: Iterable[str], *, otherwise: str) -> str:
    """Return the remedy for an unknown name: the closest allowed one, or ``otherwise``.

    Parameters
    ----------
    name : str
        The unknown name.
    allowed : iterable of str
    otherwise : str
        Remedy where no allowed name is similar.

    Returns
    -------
    str

    Examples
    --------
    >>> suggest("gpd", ["gdp", "revenue"], otherwise="remove it")
    "did you mean 'gdp'?"
    """
    close = get_close_matches(name, list(allowed), n=1)
    return f"did you mean {close[0]!r}?" if close else otherwise


# Names of the previous version, for code that catches these errors; removed in the next one.
ConditioningRefused = ConditioningError
GateError = ConvergenceError
