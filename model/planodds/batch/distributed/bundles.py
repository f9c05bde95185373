"""What travels between a runner and its far workers: which files, under which names.

In a parcel, and in a worker's scratch folder, files stand under names that hold no folder of
the runner's machine; in the outputs folder they get their final names by renaming.
"""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.batch.distributed.transfer import ObjectStore
from planodds.editions.layout import PLAN_FILE
from planodds.execution.atomic import publish_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.batch.job_spec import JobSpec

EXCHANGE = ".exchange"  # in the outputs folder, unless another address is given
_OUT = "out"  # in a scratch folder: what stands in the outputs folder at home
_INPUTS = "inputs"  # the data and the notebooks
_PLACES = (
    "out",
    "edition_dir",
    "data_dir",
    "notebook_dir",
    "cache_dir",
    "fonts",
    "notebook",
    "folder",
    "log",
    "failed",
)
_MADE = ("folder", "log", "failed")


class FileBundles:
    """The parcels of one batch, as the runner sees them.

    Parameters
    ----------
    address : str or None
        Of the exchange; None: a folder in the outputs folder, known with the first job.
    """

    def __init__(self, address: str | None) -> None:
        self.batch = f"batch-{uuid.uuid4().hex}"
        self._exchange = ObjectStore(address) if address else None
        self._sent: dict[str, str] = {}  # names of parcels, by the place that they hold

    @property
    def address(self) -> str:
        """Give the address of the exchange, once something has been sent."""
        return self._exchange.address

    def name_new(self) -> str:
        """Give a name that no parcel bears."""
        return f"{self.batch}/{uuid.uuid4().hex}.tar"

    def upload_inputs(self, job: JobSpec) -> list[str]:
        """Put what a job reads, unless it is there; return the names of these parcels."""
        if self._exchange is None:
            self._exchange = ObjectStore(str(Path(job["out"]).resolve() / EXCHANGE))
        inputs = [Path(job[name]) for name in ("data_dir", "notebook_dir", "fonts")]
        wanted = {
            _INPUTS: [*inputs, Path(job["edition_dir"]) / PLAN_FILE],
            **{read: [Path(read)] for read in job["reads"] if Path(read).exists()},
        }
        for place, paths in wanted.items():
            if place not in self._sent:
                self._sent[place] = self._put(job, paths)
        return [self._sent[place] for place in wanted]

    def download_outputs(self, job: JobSpec, parcel: str, *, whole: bool) -> None:
        """Unpack what a job made beside its final places, then rename it into them.

        Parameters
        ----------
        whole : bool
            Whether the job ended well, so that later jobs may read the parcel.
        """
        aside = Path(job["edition_dir"]) / f"incoming.staging-{os.getpid()}"
        try:
            self._exchange.fetch(parcel, aside)
            for place in output_paths(job):
                _move(aside / _relative(job, place), Path(place))
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        if whole:
            self._sent[str(job["folder"])] = parcel

    def clear(self) -> None:
        """Remove the batch's parcels from the exchange."""
        if self._exchange:
            self._exchange.remove(self.batch)

    def _put(self, job: JobSpec, paths: Iterable[Path]) -> str:
        name = self.name_new()
        self._exchange.put(
            name, {_relative(job, str(path)): path for path in paths if path.exists()}
        )
        return name


def output_paths(job: JobSpec) -> list[str]:
    """List the places at which a job may leave something, the result itself first."""
    return [str(job[name]) for name in _MADE if name in job]


def relative_job(job: JobSpec) -> JobSpec:
    """Give the job with its places relative to a scratch folder, wherever that will be.

    Examples
    --------
    >>> relative_job({"out": "outputs", "data_dir": "data", "notebook_dir": "notebooks",
    ...             "log": "outputs/.partial/2024-0a1b2c3d/logs/one.log"})["log"]
    'out/.partial/2024-0a1b2c3d/logs/one.log'
    """
    return {**job, **{name: _relative(job, str(job[name])) for name in _PLACES if name in job}}


def absolute_job(job: JobSpec, scratch: Path) -> JobSpec:
    """Give a job from `relative_job` with its places in the folder `scratch`."""
    return {**job, **{name: str(scratch / job[name]) for name in _PLACES if name in job}}


def _relative(job: JobSpec, place: str) -> str:
    """Say where a place at home stands in a scratch folder; the innermost root counts."""
    roots = {
        Path(job["data_dir"]): f"{_INPUTS}/data",
        Path(job["notebook_dir"]): f"{_INPUTS}/notebooks",
        Path(job["out"]): _OUT,
    }
    root = max(
        (root for root in roots if Path(place).is_relative_to(root)),
        key=lambda root: len(root.parts),
    )
    return Path(roots[root], Path(place).relative_to(root)).as_posix()


def _move(source: Path, final: Path) -> None:
    if source.is_dir():
        publish_folder(source, final)
    elif source.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, final)
