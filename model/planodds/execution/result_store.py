"""Content-addressed result store: a folder per key, verified by SHA-256 digests when read back.

A result is complete once its `digests.json` exists. It appears under its key by one rename, so
that a killed process leaves no partial result. A result that fails verification is renamed to
`<key>.damaged-N`, reported, and computed again; it is never used.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.execution.atomic import staged_folder
from planodds.execution.digests import digest_of, find_damage, write_digests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def _warn(message: str) -> None:
    print(f"planodds: {message}", file=sys.stderr)


@dataclass(frozen=True)
class ResultStore:
    """Results of computations, each in a folder named by its content key.

    Attributes
    ----------
    folder : Path
        The store.
    report : callable
        Receives one sentence for each damaged result; prints it to standard error by default.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> store = ResultStore(Path(tempfile.mkdtemp()))
    >>> with store.write("0a1b") as folder:
    ...     _ = (folder / "odds.csv").write_text("0.25")
    >>> store.find("0a1b").name, store.find("ffff")
    ('0a1b', None)
    """

    folder: Path
    report: Callable[[str], None] = _warn
    _verified: set[str] = field(default_factory=set, compare=False, repr=False)

    def path(self, key: str) -> Path:
        """Return the folder in which the result of `key` is or would be.

        Parameters
        ----------
        key : str
            Content key.

        Returns
        -------
        Path
            It need not exist.
        """
        return self.folder / key

    def has(self, key: str) -> bool:
        """Return whether a complete result exists; compare names and sizes only.

        Cheap and without side effects, for estimates. Use `find` before reading.

        Parameters
        ----------
        key : str
            Content key.

        Returns
        -------
        bool
        """
        return key in self._verified or not find_damage(self.path(key), hashes=False, key=key)

    def find(self, key: str) -> Path | None:
        """Return the folder of a verified result, or None if it has to be computed.

        Each result is hashed once per store object. A damaged one is renamed and reported.

        Parameters
        ----------
        key : str
            Content key.

        Returns
        -------
        Path or None
        """
        path = self.path(key)
        if key in self._verified:
            return path
        if not path.exists():
            return None
        damage = find_damage(path, key=key)
        if damage:
            self.set_aside(key, damage)
            return None
        self._verified.add(key)
        return path

    def set_aside(self, key: str, damage: str) -> Path:
        """Rename a damaged result to `<key>.damaged-N` and report it.

        Parameters
        ----------
        key : str
        damage : str
            What is wrong with it.

        Returns
        -------
        Path
            Its new name.
        """
        self._verified.discard(key)
        number = 1
        while (target := self.folder / f"{key}.damaged-{number}").exists():
            number += 1
        with suppress(FileNotFoundError):  # another process has just set it aside
            os.replace(self.path(key), target)
        self.report(
            f"a stored result is damaged: {damage}; {self.path(key)} was renamed to "
            f"{target.name} and is computed again"
        )
        return target

    @contextmanager
    def write(self, key: str) -> Iterator[Path]:
        """Yield an empty folder that becomes the result of `key` if the block ends without error.

        Parameters
        ----------
        key : str

        Yields
        ------
        Path
            A temporary folder; its digests are recorded at the end of the block.
        """
        with staged_folder(self.path(key)) as folder:
            yield folder
            write_digests(folder, key=key)

    def digest(self, key: str) -> str:
        """Return the digest of the whole result, to pass to a process that reads it later.

        Parameters
        ----------
        key : str
            Content key.

        Returns
        -------
        str
            Empty if there is no such result.
        """
        return digest_of(self.path(key))
