"""Distribution of the tests over processes: what shares a costly fixture stays together.

`--dist loadgroup` of pytest-xdist 3.8 ignores its marks under pytest 9.2, without a message, so
the groups are stated here, by path.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Folders and files that begin first, longest first: a group that begins last is waited for.
# Files below one of these folders share a fixture that takes minutes, such as a small edition.
_FIRST = (
    "tests/notebooks/",
    "tests/browser/",  # makes the edition that the tests of the report wait for
    "tests/forecasting/test_agreement.py",
    "tests/recovery/",
    "tests/test_cli.py",
)


def find_group(nodeid: str) -> str:
    """Return the group of a test, which one process runs: its file, or a folder of `_FIRST`."""
    path = nodeid.partition("::")[0]
    return next((group for group in _FIRST if path.startswith(group)), path)


def find_position(nodeid: str) -> int:
    """Return the position of a test's group among those that begin first."""
    group = find_group(nodeid)
    return _FIRST.index(group) if group in _FIRST else len(_FIRST)


class GroupScheduling(LoadScopeScheduling):
    """Run each group of tests in one process, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return find_group(nodeid)
