"""Object store that a runner and remote workers share: bundles of files at an fsspec address.

A bundle is one tar file, so that a shared folder and an object store serve alike. It is written
under a temporary name and then renamed: a visible bundle is complete.
"""

from __future__ import annotations

import tarfile
import uuid
from typing import TYPE_CHECKING

import fsspec

from planodds.errors import RunError
from planodds.execution.atomic import STAGING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class ObjectStore:
    """Bundles below an address: a folder, or anything else that fsspec can open.

    Parameters
    ----------
    address : str
        Such as `/shared/planodds` or `s3://bucket/planodds`.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("twelve per cent")
    >>> store = ObjectStore(str(folder / "exchange"))
    >>> store.put("first.tar", {"words/a.txt": folder / "a.txt"})
    >>> store.fetch("first.tar", folder / "there")
    >>> (folder / "there/words/a.txt").read_text()
    'twelve per cent'
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._files, self._root = fsspec.core.url_to_fs(address)

    def put(self, name: str, contents: Mapping[str, Path]) -> None:
        """Upload files and folders as one bundle.

        Parameters
        ----------
        name : str
            Of the bundle.
        contents : mapping of str to Path
            Files and folders by their name in the bundle.
        """
        final = self._path(name)
        temporary = f"{final}{STAGING}{uuid.uuid4().hex}"
        self._files.makedirs(final.rpartition("/")[0], exist_ok=True)
        with (
            self._files.open(temporary, "wb") as stream,
            tarfile.open(fileobj=stream, mode="w|") as bundle,
        ):
            for inside, path in contents.items():
                bundle.add(path, arcname=inside)
        self._files.mv(temporary, final)

    def fetch(self, name: str, folder: Path) -> None:
        """Unpack a bundle below `folder`.

        Parameters
        ----------
        name : str
        folder : Path
            Created if necessary.

        Raises
        ------
        RunError
            There is no such bundle at this address.
        """
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with (
                self._files.open(self._path(name), "rb") as stream,
                tarfile.open(fileobj=stream, mode="r|") as bundle,
            ):
                bundle.extractall(folder, filter="data")
        except FileNotFoundError as error:
            raise RunError(
                f"no bundle {name}",
                where=self.address,
                expected="an address that the runner and all workers share",
                remedy="set PLANODDS_EXCHANGE to a shared folder or an fsspec address",
            ) from error

    def remove(self, name: str) -> None:
        """Remove a bundle or a folder of bundles, if it exists.

        Parameters
        ----------
        name : str
            Of the bundle or the folder, below the address.
        """
        if self._files.exists(self._path(name)):
            self._files.rm(self._path(name), recursive=True)

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"
