"""The index of an edition: every page, table and notebook one click away, with provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from model import names
from model.errors import UsageError
from model.inputs import DATA_DIR
from model.report.edition import LATEST, Edition
from model.report.headline import build_verdict, known_line, title_of
from model.report.labels import TABLES
from model.report.page import render_page, write_page
from model.report.phrases import scenario_label
from model.report.provenance import describe_provenance, stamp_of

TOP_FILES = ("results.csv", "results.parquet", "quantiles.csv", "quantiles.parquet")
NOTEBOOKS = {
    "01_data": {"zh": "数据与事实", "en": "Data and facts"},
    "02_model": {"zh": "模型与收敛", "en": "Model and convergence"},
    "03_track_record": {"zh": "历史检验", "en": "Track record"},
    "05_compare": {"zh": "情景比较", "en": "Scenarios compared"},
}


ALL_DATA = {"zh": "现有全部数据", "en": "all data at hand"}


@dataclass(frozen=True)
class Run:
    """One executed notebook: its names, where it lies, and how it ended."""

    zh: str
    en: str
    folder: str
    status: str


def write_index(edition_dir: Path, *, data_dir: Path = DATA_DIR,
                cache_dir: Path | None = None) -> Path:
    """Write ``index.html`` into an edition's folder; all its links are relative.

    Raises
    ------
    UsageError
        The folder holds no manifest.
    """
    edition = Edition(Path(edition_dir), data_dir)
    zh = title_of(edition, "zh")
    page = render_page(
        "index.html", lang="zh", title=zh, title_en=title_of(edition, "en"),
        known={lang: known_line(edition, lang) for lang in names.LANGUAGES},
        verdict={lang: _verdict(edition, lang) for lang in names.LANGUAGES},
        briefs=[lang for lang in names.LANGUAGES
                if (edition.folder / f"brief.{lang}.html").is_file()],
        scenarios=list(find_scenarios(edition)), notebooks=list(find_notebooks(edition)),
        tables=list(find_tables(edition.folder)), stamp=stamp_of(edition.manifest, "zh"),
        foot=describe_provenance(edition.manifest, "zh"), cache_dir=cache_dir)
    return write_page(edition.folder / "index.html", page)


def _verdict(edition: Edition, lang: str) -> str:
    """The brief's sentence; nothing where the tables for it are not in the edition."""
    try:
        return build_verdict(edition, lang)
    except UsageError:
        return ""


def _statuses(manifest: Mapping[str, object]) -> dict[str, str]:
    return {run["folder"]: run["status"] for run in manifest.get("runs", []) if "folder" in run}


def find_scenarios(edition: Edition) -> Iterator[tuple[str, list[Run]]]:
    """Scenario runs of each information set, the newest first."""
    statuses = _statuses(edition.manifest)
    for information in reversed(list(edition.manifest["information"])):
        found = []
        for scenario in edition.manifest["scenarios"]:
            folder = f"scenarios/{information}/{scenario}"
            if folder in statuses or (edition.folder / folder).is_dir():
                found.append(Run(scenario_label(edition, scenario, "zh"),
                                 scenario_label(edition, scenario, "en"), folder,
                                 _status(edition, folder, statuses)))
        if found:
            yield information, found


def find_notebooks(edition: Edition) -> Iterator[Run]:
    """The other notebooks, in their order."""
    statuses = _statuses(edition.manifest)
    folders = {f"notebooks/{path.name}" for path in (edition.folder / "notebooks").glob("*")
               if path.is_dir()}
    for folder in sorted(folders | {f for f in statuses if f.startswith("notebooks/")}):
        stem, _, information = folder.removeprefix("notebooks/").partition(".")
        name = NOTEBOOKS.get(stem, {"zh": stem, "en": stem})
        yield Run(*(name[lang] + _suffix(information, lang) for lang in names.LANGUAGES), folder,
                  _status(edition, folder, statuses))


def _suffix(information: str, lang: str) -> str:
    if not information:
        return ""
    return " · " + (ALL_DATA[lang] if information == LATEST else information)


def _status(edition: Edition, folder: str, statuses: Mapping[str, str]) -> str:
    written = (edition.folder / folder / "notebook.zh.html").is_file()
    return "done" if written else statuses.get(folder, "not_run")


def find_tables(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Path, Chinese and English description of every table of the edition."""
    paths = [folder / name for name in TOP_FILES] + sorted((folder / "tables").glob("*.csv"))
    for path in paths:
        if path.is_file():
            text = TABLES.get(path.stem, {"zh": "", "en": ""})
            yield path.relative_to(folder).as_posix(), text["zh"], text["en"]
