"""Names, text and digests of the input files."""

from __future__ import annotations

import os
from pathlib import Path

from planodds.constants import DEFAULT_STUDY, PROJECT_DIR
from planodds.errors import InputError
from planodds.execution.digests import hash_text
from planodds.inputs.tables.input_file import display_path, read_bytes, read_text

__all__ = ["display_path", "read_text"]  # also imported from here

DATA_ROOT = PROJECT_DIR / "data"  # studies, track record and JSON Schemas
DATA_ENV = "PLANODDS_DATA"  # folder of the study that an edition is about
DATA_DIR = Path(os.environ.get(DATA_ENV) or DATA_ROOT / DEFAULT_STUDY)
RECORD_FOLDER = "record"  # beside the studies, as the JSON Schemas are
SCHEMA_FOLDER = "schema"

STUDY_FILE = "study.yaml"
UNITS_FILE = "units.csv"
PANEL_FILE = "panel.csv"
CROSSWALK_FILE = "crosswalk.csv"
EARLY_FILE = "early_figures.csv"
DRIVERS_FILE = "drivers.csv"
SOURCES_FILE = "sources.csv"
EXCLUSIONS_FILE = "exclusions.csv"
INDICATORS_FILE = "indicators.csv"
PROJECTS_FILE = "projects.csv"
POLICY_FILE = "policy_events.csv"
PRIORS_FILE = "priors.yaml"
PLAN_FOLDER = "plans"
TEMPLATE_FOLDER = "plans/templates"  # plans to copy; never run as they are
SCENARIO_FOLDER = "scenarios"
SWEEP_FOLDER = "sweeps"
WEIGHTS_FOLDER = "weights"
WORDS_FOLDER = "words"  # sentences of the pages that are particular to the study
_DATA_FILES = (
    STUDY_FILE,
    UNITS_FILE,
    CROSSWALK_FILE,
    PANEL_FILE,
    EARLY_FILE,
    DRIVERS_FILE,
    SOURCES_FILE,
    EXCLUSIONS_FILE,
    INDICATORS_FILE,
    PROJECTS_FILE,
    POLICY_FILE,
    PRIORS_FILE,
)


def chosen_data_dir() -> Path:
    """Return the folder of the study of this process: that of ``PLANODDS_DATA``, or the default.

    Returns
    -------
    Path
    """
    return Path(os.environ.get(DATA_ENV) or DATA_DIR)


def shared_folder(data_dir: Path, name: str) -> Path:
    """Return a folder that all studies share: beside the study, else the project's own.

    Parameters
    ----------
    data_dir : Path
        Folder of a study.
    name : str
        ``RECORD_FOLDER``, ``SCHEMA_FOLDER`` or the name of another study.

    Returns
    -------
    Path
    """
    beside = data_dir.parent / name
    return beside if beside.is_dir() else DATA_ROOT / name


def list_yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder.

    Parameters
    ----------
    folder : Path
        It may be missing.

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    InputError
        A file ends in .yml, or in .yaml.txt, and would be ignored; or the folder cannot be listed.
    """
    try:
        paths = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:  # Path.glob would find nothing, without a word
        raise InputError(
            f"{folder.name} cannot be listed: {error.strerror}",
            where=display_path(folder),
            expected="a folder that can be read",
            remedy="check its permissions, and those of the folders above it",
        ) from None
    for path in paths:
        named = {suffix.lower() for suffix in path.suffixes}
        if named & {".yml", ".yaml"} and path.suffix != ".yaml":
            raise InputError(
                f"{path.name} would not be read",
                where=display_path(path),
                expected="files that end in .yaml",
                remedy="rename it",
            )
    return [path for path in paths if path.suffix == ".yaml"]


def hash_data_files(data_dir: Path) -> dict[str, str]:
    """Return the SHA-256 digest of every data file, plan and scenario file.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    dict of str to str
        Hexadecimal digest by path below ``data_dir``; files that do not exist are left out.
    """
    scenarios = [path.name for path in list_yaml_files(data_dir / SCENARIO_FOLDER)]
    plans = [path.name for path in list_yaml_files(data_dir / PLAN_FOLDER)]
    names = dict.fromkeys(
        (
            *_DATA_FILES,
            *(f"{PLAN_FOLDER}/{name}" for name in plans),
            *(f"{SCENARIO_FOLDER}/{name}" for name in scenarios),
        )
    )
    present = [name for name in names if os.path.lexists(data_dir / name)]
    return {name: hash_text(read_bytes(data_dir / name)) for name in present}
