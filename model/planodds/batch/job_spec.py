"""Job specifications and job records: plain values that travel between processes and machines."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

type JobRecord = dict[str, Any]  # name, seconds, what the job reports, and `error` if it failed


class JobSpec(TypedDict):
    """Specification of a fit, a check of a fit, or a notebook run; paths are absolute text.

    `out`, `edition_dir`, `data_dir`, `notebook_dir` and `fonts` are the folders of the batch,
    `folder` the place of the result, `reads` the folders of results that the job reads.
    """

    kind: Literal["fit", "check", "notebook"]
    name: str
    key: str
    out: str
    edition_dir: str
    data_dir: str
    notebook_dir: str
    fonts: str
    folder: str
    log: str
    reads: list[str]
    # Of a fit or a check:
    information: NotRequired[str]
    evidence: NotRequired[str]
    settings: NotRequired[dict[str, Any]]
    paths: NotRequired[int]
    shape: NotRequired[dict[str, int]]
    cache_dir: NotRequired[str]
    checked_key: NotRequired[str]  # of a check: the fit's
    # Of a notebook run:
    notebook: NotRequired[str]
    parameters: NotRequired[dict[str, str]]
    failed: NotRequired[str]
    fit_digests: NotRequired[dict[str, str]]
    time_limit: NotRequired[float]


def failed_record(job: JobSpec, ename: str, evalue: str, seconds: float = 0.0) -> JobRecord:
    """Return the record of a job that could not report itself, such as one whose worker died.

    Parameters
    ----------
    job : JobSpec
    ename, evalue : str
        Name and text of the error.
    seconds : float

    Returns
    -------
    dict
    """
    parameters = {"parameters": dict(job["parameters"])} if "parameters" in job else {}
    return {
        "name": job["name"],
        "seconds": seconds,
        "error": {"ename": ename, "evalue": evalue, **parameters},
    }
