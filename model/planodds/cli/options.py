"""Options that several commands share, and the folders that they name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OutputsFolder = Annotated[
    Path | None, typer.Option("--out", help="Outputs folder.", resolve_path=True)
]
ProjectFolder = Annotated[
    Path | None, typer.Option(help="Folder that receives data/record and docs.", resolve_path=True)
]
Language = Annotated[str, typer.Option("--lang", help="Language of the answer: zh or en.")]


def data_dir() -> Path:
    """Return the folder of the study that the command is about.

    Returns
    -------
    Path
    """
    from planodds.inputs.tables.files import chosen_data_dir

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
