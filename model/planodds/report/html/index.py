"""The index of an edition: every page, table and notebook one click away, with provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from planodds import constants
from planodds.editions.reader import Edition
from planodds.errors import PlanoddsError
from planodds.inputs.panels.information import LATEST
from planodds.inputs.tables.files import DATA_DIR
from planodds.report.brief.headline import build_verdict, data_cutoff_line, title_of
from planodds.report.html.page import render_page, write_page
from planodds.report.text.formatting import tidy_label
from planodds.report.text.labels import TABLES
from planodds.report.text.phrases import scenario_label
from planodds.report.text.provenance import STAMP, describe_provenance, stamp_of

_TOP_FILES = ("results.csv", "results.parquet", "quantiles.csv", "quantiles.parquet")
_NOTEBOOKS = {
    "01_data": {"zh": "数据与事实", "en": "Data and facts"},
    "02_model": {"zh": "模型与收敛", "en": "Model and convergence"},
    "03_track_record": {"zh": "历史检验", "en": "Track record"},
    "05_compare": {"zh": "情景比较", "en": "Scenarios compared"},
    "06_explore": {"zh": "自行探索", "en": "Explore"},
}
_FORMATS = {
    "html": {
        "zh": "网页：首屏给出结论，其后为依据",
        "en": "Page: answers first, then the evidence",
    },
    "pdf": {"zh": "PDF，A4，可打印", "en": "PDF, A4, to print"},
    "docx": {"zh": "Word 文稿，可修改转发", "en": "Word, to edit and pass on"},
    "png": {"zh": "首屏图片，可发手机", "en": "First screen as a picture for a phone"},
    "xlsx": {"zh": "Excel 结果表", "en": "Results as a workbook"},
}
_ALL_DATA = {"zh": "现有全部数据", "en": "all data at hand"}
EARLIER, NOT_RUN = "earlier", "not_run"
_MOST_REASON = 400  # characters of an error shown; the whole is in logs/


@dataclass(frozen=True)
class Run:
    """One executed notebook: its names, where it lies, and how it ended."""

    zh: str
    en: str
    folder: str
    status: str


def write_index(
    edition_dir: Path, *, data_dir: Path = DATA_DIR, cache_dir: Path | None = None
) -> Path:
    """Write ``index.html`` into an edition's folder; all its links are relative.

    An edition in which something failed gets one too: it says so, names what failed and bears
    the stamp.

    Raises
    ------
    UsageError
        The folder holds no manifest.
    """
    edition = Edition(Path(edition_dir), data_dir)
    failures = list(_find_failures(edition.manifest))
    stamp = stamp_of(edition.manifest, "zh") or (STAMP["zh"] if failures else "")
    page = render_page(
        "index.html",
        lang="zh",
        title=_told(title_of, edition, "zh") or edition.folder.name,
        title_en=_told(title_of, edition, "en") or edition.folder.name,
        known={lang: _told(data_cutoff_line, edition, lang) for lang in constants.LANGUAGES},
        verdict={
            lang: "" if failures else _told(build_verdict, edition, lang)
            for lang in constants.LANGUAGES
        },
        briefs={lang: list(_find_briefs(edition.folder, lang)) for lang in constants.LANGUAGES},
        has_brief=any(
            (edition.folder / f"brief.{lang}.html").is_file() for lang in constants.LANGUAGES
        ),
        failures=failures,
        scenarios=list(_find_scenarios(edition)),
        notebooks=list(_find_notebooks(edition)),
        tables=list(_find_tables(edition.folder)),
        figures=list(_find_figures(edition.folder)),
        stamp=stamp,
        foot=describe_provenance(edition.manifest, "zh"),
        cache_dir=cache_dir,
    )
    return write_page(edition.folder / "index.html", page)


def _told(tell, edition: Edition, lang: str) -> str:
    """A sentence of the brief; nothing where the tables for it are not in the edition."""
    try:
        return tell(edition, lang)
    except (PlanoddsError, LookupError):
        return ""


def _label(edition: Edition, scenario: str, lang: str) -> str:
    """Name of a scenario; its key where its file can no longer be read."""
    try:
        return scenario_label(edition, scenario, lang)
    except PlanoddsError:
        return tidy_label(scenario)


def _find_briefs(folder: Path, lang: str) -> Iterator[tuple[str, str, str]]:
    """File, kind and description of each form of the brief in one language, and the workbook."""
    for kind, words in _FORMATS.items():
        name = f"{'results' if kind == 'xlsx' else 'brief'}.{lang}.{kind}"
        if (folder / name).is_file():
            yield name, kind.upper(), words[lang]


def _find_failures(manifest: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What failed, was left out or missed the gate, each with its reason."""
    for item in [*manifest.get("fits", []), *manifest.get("runs", [])]:
        if item.get("error"):
            error = item["error"]
            reason = (
                error.get("evalue") or error.get("message") or error
                if isinstance(error, Mapping)
                else error
            )
            yield str(item.get("name", "")), tidy_label(str(reason), width=_MOST_REASON)
        elif item.get("reason"):
            yield str(item.get("name", "")), f"未运行 · not run: {item['reason']}"
    for name in manifest.get("gate", {}).get("missed", []):
        fit = str(name).startswith("fit/")
        yield (
            str(name),
            (
                "未通过收敛检验 · missed the convergence gate"
                if fit
                else "模拟误差超过一个百分点 · simulation error above one point"
            ),
        )


def _find_figures(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Stem and files of every figure of the edition."""
    stems = sorted({path.name.split(".")[0] for path in (folder / "figures").glob("*.csv")})
    for stem in stems:
        yield (
            stem,
            [
                path.relative_to(folder).as_posix()
                for path in sorted((folder / "figures").glob(f"{stem}.*"))
            ],
        )


def _statuses(manifest: Mapping[str, object]) -> dict[str, str]:
    return {run["folder"]: run["status"] for run in manifest.get("runs", []) if "folder" in run}


def _find_scenarios(edition: Edition) -> Iterator[tuple[str, list[Run]]]:
    """Scenario runs on today's information, then those on earlier information, the newest first."""
    statuses, groups = _statuses(edition.manifest), {True: [], False: []}
    known = list(edition.manifest["information"])
    for information in reversed(known):
        today = information == known[-1]
        for scenario in edition.manifest["scenarios"]:
            folder = f"scenarios/{information}/{scenario}"
            if folder in statuses or (edition.folder / folder).is_dir():
                texts = [
                    _label(edition, scenario, lang) + ("" if today else _suffix(information, lang))
                    for lang in constants.LANGUAGES
                ]
                groups[today].append(Run(*texts, folder, _status(edition, folder, statuses)))
    for today, kind in ((True, known[-1] if known else ""), (False, EARLIER)):
        if groups[today]:
            yield kind, groups[today]


def _find_notebooks(edition: Edition) -> Iterator[Run]:
    """The other notebooks, in their order."""
    statuses = _statuses(edition.manifest)
    folders = {
        f"notebooks/{path.name}"
        for path in (edition.folder / "notebooks").glob("*")
        if path.is_dir()
    }
    for folder in sorted(folders | {f for f in statuses if f.startswith("notebooks/")}):
        stem, _, information = folder.removeprefix("notebooks/").partition(".")
        name = _NOTEBOOKS.get(stem, {"zh": stem, "en": stem})
        yield Run(
            *(name[lang] + _suffix(information, lang) for lang in constants.LANGUAGES),
            folder,
            _status(edition, folder, statuses),
        )


def _suffix(information: str, lang: str) -> str:
    if not information:
        return ""
    if information == LATEST:
        return " · " + _ALL_DATA[lang]
    return f" · {information} 年数据" if lang == "zh" else f" · data of {information}"


def _status(edition: Edition, folder: str, statuses: Mapping[str, str]) -> str:
    written = (edition.folder / folder / "notebook.zh.html").is_file()
    told = statuses.get(folder, NOT_RUN)
    return "done" if written else NOT_RUN if told == "done" else told


def _find_tables(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Path, Chinese and English description of every table of the edition."""
    paths = [folder / name for name in _TOP_FILES] + sorted((folder / "tables").glob("*.csv"))
    for path in paths:
        if path.is_file():
            text = TABLES.get(path.stem, {"zh": "", "en": ""})
            yield path.relative_to(folder).as_posix(), text["zh"], text["en"]
