"""Small notebooks, written for a test."""

from __future__ import annotations

import json
from pathlib import Path


def write_notebook(path: Path, *sources: str, parameters: str = 'edition = "LATEST"') -> Path:
    """Write a notebook of code cells whose first is the parameters cell."""
    cells = [_cell(parameters, ["parameters"]), *(_cell(source, []) for source in sources)]
    content = {
        "cells": cells,
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    }
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _cell(source: str, tags: list[str]) -> dict:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {"tags": tags},
        "outputs": [],
        "execution_count": None,
    }


WRITE_TABLE = """import os, pathlib
folder = pathlib.Path(os.environ["PLANODDS_RUN_FOLDER"])
folder.joinpath("facts.csv").write_text("run,value\\n" + folder.name.split(".")[0] + ",0.10\\n")"""
