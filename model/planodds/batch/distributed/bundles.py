"""File bundles between a runner and remote workers: which files travel, under which names.

In a bundle and in a worker's scratch folder, names contain no folder of the runner's machine; in
the outputs folder files get their final names by renaming.
"""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, cast

from planodds.batch.distributed.transfer import ObjectStore
from planodds.editions.layout import PLAN_FILE
from planodds.execution.atomic import publish_folder, staging_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from planodds.batch.job_spec import JobSpec

EXCHANGE = ".exchange"  # in the outputs folder, unless another address is given
_OUT = "out"  # in a scratch folder: the files of the runner's outputs folder
_INPUTS = "inputs"  # the data and the notebooks
_PATHS = frozenset(
    (
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
)


class FileBundles:
    """The bundles of one batch, on the runner's side.

    Parameters
    ----------
    address : str or None
        Of the exchange; None: a folder in the outputs folder, created with the first job.
    """

    def __init__(self, address: str | None) -> None:
        self.batch = f"batch-{uuid.uuid4().hex}"
        self._address = address
        self._sent: dict[str, str] = {}  # names of bundles, by the path that they contain

    @property
    def address(self) -> str:
        """The address of the exchange, once something has been sent."""
        return self._store.address

    def name_new(self) -> str:
        """Return a name that no bundle has."""
        return f"{self.batch}/{uuid.uuid4().hex}.tar"

    def upload_inputs(self, job: JobSpec) -> list[str]:
        """Upload what a job reads, unless it is there already.

        Parameters
        ----------
        job : JobSpec

        Returns
        -------
        list of str
            Names of the bundles that the job needs.
        """
        if self._address is None:
            self._address = str(Path(job["out"]).resolve() / EXCHANGE)
        inputs = [Path(path) for path in (job["data_dir"], job["notebook_dir"], job["fonts"])]
        needed = {
            _INPUTS: [*inputs, Path(job["edition_dir"]) / PLAN_FILE],
            **{read: [Path(read)] for read in job["reads"] if Path(read).exists()},
        }
        for name, paths in needed.items():
            if name not in self._sent:
                self._sent[name] = self._upload(job, paths)
        return [self._sent[name] for name in needed]

    def download_outputs(self, job: JobSpec, bundle: str, *, complete: bool) -> None:
        """Unpack the outputs of a job in a temporary folder, then rename each to its final path.

        Parameters
        ----------
        job : JobSpec
        bundle : str
            Name of the bundle.
        complete : bool
            Whether the job ended well, so that later jobs may read the bundle.
        """
        staging = staging_path(Path(job["edition_dir"]) / "incoming")
        try:
            self._store.fetch(bundle, staging)
            for path in output_paths(job):
                _move(staging / _relative(job, path), Path(path))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        if complete:
            self._sent[job["folder"]] = bundle

    def clear(self) -> None:
        """Remove the bundles of the batch from the exchange."""
        if self._address:
            self._store.remove(self.batch)

    @property
    def _store(self) -> ObjectStore:
        return ObjectStore(self._address or EXCHANGE)

    def _upload(self, job: JobSpec, paths: Iterable[Path]) -> str:
        name = self.name_new()
        self._store.put(name, {_relative(job, str(path)): path for path in paths if path.exists()})
        return name


def output_paths(job: JobSpec) -> list[str]:
    """List the paths at which a job may write, the result itself first.

    Parameters
    ----------
    job : JobSpec

    Returns
    -------
    list of str
        The result's folder, the log and, of a notebook run, the notebook of a failed run.
    """
    return [job["folder"], job["log"], *([job["failed"]] if "failed" in job else [])]


def relative_job(job: JobSpec) -> JobSpec:
    """Return the job with its paths relative to a scratch folder.

    Parameters
    ----------
    job : JobSpec
        With absolute paths of the runner.

    Returns
    -------
    JobSpec
        Only the keys that are paths of the batch differ.

    Examples
    --------
    >>> relative_job({"out": "outputs", "data_dir": "data", "notebook_dir": "notebooks",
    ...             "log": "outputs/.partial/2024-0a1b2c3d/logs/one.log"})["log"]
    'out/.partial/2024-0a1b2c3d/logs/one.log'
    """
    return _with_paths(job, lambda path: _relative(job, path))


def absolute_job(job: JobSpec, scratch: Path) -> JobSpec:
    """Return a job from `relative_job` with its paths in the folder `scratch`.

    Parameters
    ----------
    job : JobSpec
        From `relative_job`.
    scratch : Path
        The worker's folder for the batch.

    Returns
    -------
    JobSpec
    """
    return _with_paths(job, lambda path: str(scratch / path))


def _with_paths(job: JobSpec, convert: Callable[[str], str]) -> JobSpec:
    values = cast("dict[str, str]", job).items()
    converted = {name: convert(value) if name in _PATHS else value for name, value in values}
    return cast("JobSpec", converted)


def _relative(job: JobSpec, path: str) -> str:
    """Return the path in a scratch folder of a path on the runner; the innermost root counts."""
    roots = {
        Path(job["data_dir"]): f"{_INPUTS}/data",
        Path(job["notebook_dir"]): f"{_INPUTS}/notebooks",
        Path(job["out"]): _OUT,
    }
    root = max(
        (root for root in roots if Path(path).is_relative_to(root)),
        key=lambda root: len(root.parts),
    )
    return Path(roots[root], Path(path).relative_to(root)).as_posix()


def _move(source: Path, final: Path) -> None:
    if source.is_dir():
        publish_folder(source, final)
    elif source.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, final)
