"""One small edition, with its pages, for all tests of the report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planodds import constants
from planodds.editions.reader import Edition
from planodds.report import theme
from planodds.report.brief.brief import build_page
from planodds.report.content import Page
from planodds.report.text.words import Words
from tests.report.editions import shared_edition


@pytest.fixture(scope="session")
def edition_dir(tmp_path_factory) -> Path:
    """Folder of an edition with briefs, index and figures; not to be changed."""
    return shared_edition(tmp_path_factory)


@pytest.fixture(scope="session")
def edition(edition_dir: Path) -> Edition:
    """That edition, as the pages read it."""
    return Edition(edition_dir)


@pytest.fixture(scope="session")
def built(edition: Edition) -> dict[str, Page]:
    """The text of the brief, in both languages."""
    with theme.house_style():
        return {lang: build_page(edition, Words.load(lang)) for lang in constants.LANGUAGES}


@pytest.fixture
def edition_copy(edition_dir: Path, tmp_path: Path) -> Path:
    """Tables and manifest of that edition in a folder that a test may spoil."""
    folder = tmp_path / "edition"
    shutil.copytree(edition_dir, folder, ignore=shutil.ignore_patterns("*.html", "figures"))
    return folder
