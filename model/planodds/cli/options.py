"""Options that several commands share, and the folders that they name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from planodds.cli.paths import check_editions, check_folder

ALL_CORES = os.cpu_count() or 1
_MAX_JOBS = 1024  # processes at a time; at least a hundred megabytes each
OutputsFolder = Annotated[
    Path | None,
    typer.Option("--out", help="Outputs folder.", resolve_path=True, callback=check_folder),
]
EditionsFolder = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Outputs folder, which is read.", resolve_path=True, callback=check_editions
    ),
]
ProjectFolder = Annotated[
    Path | None,
    typer.Option(
        help="Folder that receives data/record and docs.", resolve_path=True, callback=check_folder
    ),
]
Jobs = Annotated[int, typer.Option(min=1, max=_MAX_JOBS, help="Processes at a time.")]
StudyFolder = Annotated[
    Path | None,
    typer.Option(
        "--study",
        help="Folder of the study; default PLANODDS_DATA, else the one of the project.",
        resolve_path=True,
    ),
]
Language = Annotated[str, typer.Option("--lang", help="Language of the answer: zh or en.")]


def data_dir(study: Path | None = None) -> Path:
    """Return the folder of the study that the command is about.

    Parameters
    ----------
    study : Path or None
        As stated; it then holds for the whole process.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        The stated folder is no study.
    """
    from planodds.cli.validation import check_study
    from planodds.inputs.tables.files import DATA_ENV, chosen_data_dir

    if study is not None:
        check_study(study)
        os.environ[DATA_ENV] = str(study)
    return chosen_data_dir().resolve()


def project_dir() -> Path:
    """Return the folder of the project.

    Returns
    -------
    Path
    """
    from planodds.constants import PROJECT_DIR

    return PROJECT_DIR


def outputs_dir() -> Path:
    """Return the folder of the editions, where none is named.

    Returns
    -------
    Path
    """
    from planodds.editions.layout import OUTPUTS_DIR

    return OUTPUTS_DIR
