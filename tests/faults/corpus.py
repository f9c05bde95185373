"""All damaged inputs with the verdict that each must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults import any_file, csv_files, meanings, yaml_files
from tests.faults.damage import text_of
from tests.faults.disguises import batches, documents, tables
from tests.faults.studies import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.damage import Damage

_TABLES = {
    "shanxi": (
        "units.csv",
        "panel.csv",
        "drivers.csv",
        "sources.csv",
        "exclusions.csv",
        "early_figures.csv",
        "indicators.csv",
        "projects.csv",
        "policy_events.csv",
    ),
    "us_states": ("units.csv", "panel.csv", "sources.csv"),
}
_NUMBERS = dict.fromkeys(
    ("panel.csv", "drivers.csv", "indicators.csv", "early_figures.csv"), "value"
)
_YEARS = {"panel.csv", "drivers.csv", "exclusions.csv", "early_figures.csv"}
_NAMES = {
    "shanxi": {
        "units.csv": ("code", "name_zh", "name_en"),
        "panel.csv": ("code", "indicator"),
        "drivers.csv": ("series",),
        "sources.csv": ("source_id",),
    },
    "us_states": {"units.csv": ("code", "name_en"), "panel.csv": ("code",)},
}
_DOCUMENTS = {
    "shanxi": (
        "study.yaml",
        "plans/jiaocheng-14fyp.yaml",
        "scenarios/coal_boom.yaml",
        "sweeps/coal_by_nation.yaml",
        "weights/coal.yaml",
    ),
    "us_states": ("study.yaml",),
}
_OPTIONAL = ("plans/", "scenarios/", "sweeps/", "weights/")


def corpus() -> list[Damage]:
    """Return every case, in the same order each time."""
    return [
        *_tables(),
        *_documents(),
        *meanings.damages(),
        *tables.damages(),
        *documents.damages(),
        *batches.damages(),
    ]


def _tables() -> Iterator[Damage]:
    for study, files in _TABLES.items():
        for file in files:
            yield from any_file.damages(study, file)
            yield from csv_files.layout(study, file)
            if file in _NUMBERS:
                yield from csv_files.numbers(study, file, _NUMBERS[file])
            if file in _YEARS:
                yield from csv_files.years(study, file)
            yield from csv_files.names(study, file, _NAMES[study].get(file, ()))
            yield csv_files.same_row_twice(study, file)


def _documents() -> Iterator[Damage]:
    for study, files in _DOCUMENTS.items():
        for file in files:
            needed = not file.startswith(("sweeps/", "weights/"))
            yield from any_file.damages(study, file, needed=needed)
            yield from yaml_files.syntax(study, file)
            yield from yaml_files.keys(study, file, text_of(DATA / study / file))
    for file in ("priors.yaml", "words/zh.ftl", "words/en.ftl", "../record/brier.csv"):
        yield from any_file.damages("shanxi", file)
    yield from yaml_files.syntax("shanxi", "priors.yaml")
