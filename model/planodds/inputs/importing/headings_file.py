"""Words of table headings as data: headings.yaml, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("headings.yaml")


@cache
def read_headings_file() -> dict[str, Any]:
    """Return the content of headings.yaml."""
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content
