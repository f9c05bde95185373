"""The edition whose pages are opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.editions import shared_edition


@pytest.fixture(scope="session")
def edition_dir(tmp_path_factory) -> Path:
    """Folder of an edition with its pages; not to be changed."""
    return shared_edition(tmp_path_factory)
