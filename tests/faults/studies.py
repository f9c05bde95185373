"""Small copies of the shipped studies: a damaged one is checked in a fraction of a second."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

from tests.faults.disguises.batches import CROSSWALK, CROSSWALK_HEADER

DATA = Path(__file__).resolve().parents[2] / "data"
UNITS = {"shanxi": 24, "us_states": 12}  # the home unit's neighbours in the file included
HOME, NAME, REVENUE = "141122", "交城县", "general_public_budget_revenue"
_INDICATORS = {"gdp", REVENUE, "va_secondary", ""}
_RANK = re.compile(r"threshold: (?:20|25|30)\n")  # ranks that a few units do not have
_SHARE = "forest_cover"  # an indicator in per cent, which a shortened file keeps
_SHORTENED = {"indicators.csv": 40, "policy_events.csv": 6}


def copy_small(study: str, folder: Path) -> Path:
    """Copy a study with few units to ``folder/data``; return its folder."""
    target = folder / "data" / study
    shutil.copytree(DATA / study, target)
    shutil.copytree(DATA / "schema", folder / "data" / "schema")
    shutil.copytree(DATA / "record", folder / "data" / "record")
    units = _rows(target / "units.csv")
    home = {"shanxi": HOME, "us_states": "39"}[study]
    kept = {home, *(row[0] for row in units[1 : UNITS[study]])}
    _keep(target / "units.csv", lambda row: row["code"] in kept)
    for name in ("panel.csv", "exclusions.csv"):
        if (target / name).is_file():
            _keep(
                target / name,
                lambda row: row["code"] in kept and row.get("indicator", "") in _INDICATORS,
            )
    if study == "shanxi":  # its exclusions and early figures are about other units
        _keep(target / "early_figures.csv", lambda row: row["area"] in kept)
        _write(
            target / "exclusions.csv",
            [
                _rows(target / "exclusions.csv")[0],
                *([HOME, NAME, year, REVENUE, "an example"] for year in ("2021", "2022")),
            ],
        )
    if study == "shanxi":  # no unit has changed so far
        (target / CROSSWALK).write_text(CROSSWALK_HEADER, encoding="utf-8")
    for path in (target / "plans").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(_RANK.sub("threshold: 5\n", text), encoding="utf-8")
    for name, count in _SHORTENED.items():
        if (target / name).is_file():
            rows = _rows(target / name)
            _write(target / name, [*rows[:count], *(row for row in rows[count:] if _SHARE in row)])
    return target


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _keep(path: Path, wanted: object) -> None:
    header, *rows = _rows(path)
    kept = [row for row in rows if wanted(dict(zip(header, row, strict=True)))]
    _write(path, [header, *kept])


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
