"""Where a runner and its far workers meet: parcels of files at an address that both reach.

A parcel is one tar file, so that any store will do which fsspec knows, a shared folder or
an object store alike. It is written under another name and then renamed: who sees a parcel
sees all of it.
"""

from __future__ import annotations

import tarfile
import uuid
from typing import TYPE_CHECKING

import fsspec

from planodds.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class ObjectStore:
    """FileBundles below an address: a folder, or anything else that fsspec can open.

    Parameters
    ----------
    address : str
        Such as `/shared/planodds` or `s3://bucket/planodds`.

    Examples
    --------
    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp())
    >>> _ = (place / "a.txt").write_text("twelve per cent")
    >>> exchange = ObjectStore(str(place / "exchange"))
    >>> exchange.put("first.tar", {"words/a.txt": place / "a.txt"})
    >>> exchange.fetch("first.tar", place / "there")
    >>> (place / "there/words/a.txt").read_text()
    'twelve per cent'
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._files, self._root = fsspec.core.url_to_fs(address)

    def put(self, name: str, contents: Mapping[str, Path]) -> None:
        """Put files and folders into one parcel, each under the name given for it."""
        final = self._path(name)
        aside = f"{final}.aside-{uuid.uuid4().hex}"
        self._files.makedirs(final.rpartition("/")[0], exist_ok=True)
        with self._files.open(aside, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w|") as parcel:
                for inside, path in contents.items():
                    parcel.add(path, arcname=inside)
        self._files.mv(aside, final)

    def fetch(self, name: str, folder: Path) -> None:
        """Unpack a parcel below `folder`.

        Raises
        ------
        RunError
            There is no such parcel where this process looks.
        """
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with self._files.open(self._path(name), "rb") as stream:
                with tarfile.open(fileobj=stream, mode="r|") as parcel:
                    parcel.extractall(folder, filter="data")
        except FileNotFoundError as error:
            raise RunError(
                f"no parcel {name}",
                where=self.address,
                expected="an address that the runner and all workers share",
                remedy="set PLANODDS_EXCHANGE to a shared folder or an fsspec address",
            ) from error

    def remove(self, name: str) -> None:
        """Remove what stands under `name`, if anything does."""
        if self._files.exists(self._path(name)):
            self._files.rm(self._path(name), recursive=True)

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"
