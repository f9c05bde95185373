"""The brief: one page in each language, made from an edition's saved tables."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from model import names
from model.inputs import DATA_DIR
from model.report.content import Page, say
from model.report.edition import Edition
from model.report.headline import build_headline
from model.report.interactive import as_json, build_live
from model.report.page import render_page, write_page
from model.report.provenance import describe_provenance, stamp_of
from model.report.sections.effort import build_effort
from model.report.sections.reach import build_reach
from model.report.sections.readings import build_readings
from model.report.sections.rivals import build_rivals
from model.report.sections.scenarios import build_scenarios
from model.report.sections.sensitivity import build_sensitivity
from model.report.sections.sources import build_sources
from model.report.sections.trust import build_trust
from model.report.sections.why import build_why

FIGURES = "figures"


def write_brief(edition_dir: Path, *, data_dir: Path = DATA_DIR,
                cache_dir: Path | None = None) -> list[Path]:
    """Write the brief in all its forms, and its figures, into an edition.

    ``brief.{zh,en}.html``, ``.pdf``, ``.docx`` and ``.png``, and ``results.{zh,en}.xlsx``.
    Reads the edition's tables and manifest, the plan, and the names of units and scenarios.

    Parameters
    ----------
    edition_dir : Path
        The edition's folder.
    data_dir : Path
    cache_dir : Path, optional
        Where the cut typefaces are kept; by default the outputs' own cache.

    Returns
    -------
    list of Path
        The two pages and the files beside them.

    Raises
    ------
    UsageError
        A table that the brief needs is missing.
    """
    from model.report.formats.write import write_formats
    from model.report.theme import house_style

    edition = Edition(Path(edition_dir), data_dir)
    written, pages = [], {}
    with house_style(cache_dir=cache_dir):
        for lang in names.LANGUAGES:
            page = pages[lang] = build_page(edition, lang)
            path = edition.folder / f"brief.{lang}.html"
            live = as_json(build_live(edition, lang))
            written.append(write_page(path, render_brief(page, live=live, cache_dir=cache_dir)))
    return written + write_formats(edition, pages, cache_dir=cache_dir)


def build_page(edition: Edition, lang: str) -> Page:
    """Gather what the brief says in one language; must be called inside ``house_style``."""
    folder = edition.folder / FIGURES
    sections = (
        build_why(edition, lang, folder=folder), build_scenarios(edition, lang, folder=folder),
        build_effort(edition, lang), build_reach(edition, lang, folder=folder),
        build_rivals(edition, lang, folder=folder),
        build_sensitivity(edition, lang, folder=folder),
        build_trust(edition, lang, folder=folder),
        build_readings(edition, lang), build_sources(edition, lang))
    return Page(
        lang=lang, headline=build_headline(edition, lang, folder=folder),
        sections=tuple(section for section in sections if section is not None),
        stamp=stamp_of(edition.manifest, lang),
        foot=describe_provenance(edition.manifest, lang))


def render_brief(page: Page, *, live: Markup | str = "", cache_dir: Path | None = None) -> str:
    """Render a page as one self-contained HTML file.

    Parameters
    ----------
    page : Page
    live : Markup
        Data of the controls; without them the page is the same with all that stands still.
    """
    lang = page.lang
    words = {"grade": say(lang, zh="证据等级", en="Evidence:"),
             "contents": say(lang, zh="目录", en="Contents"),
             "odds": say(lang, zh="换一个目标水平，可能性是多少", en="Move the target, see the odds"),
             "counties": say(lang, zh="找到任一县（市、区），自选比较对象",
                             en="Find any county, choose whom to compare with"),
             "provenance": say(lang, zh="数据与程序出处", en="Provenance")}
    return render_page("brief.html", lang=lang, title=page.headline.title, head=page.headline,
                       sections=page.sections, stamp=page.stamp, foot=page.foot, words=words,
                       live=live, cache_dir=cache_dir)
