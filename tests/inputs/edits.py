"""Edits to a copy of the data, as a user might make them on purpose or by mistake."""

from __future__ import annotations

from pathlib import Path

OWN_FIGURE = "141122,交城县,2025,gdp,115.0,cny_1e8,census5,preferred,ok,county_own_figure,"


def append(path: Path, row: str) -> int:
    """Append a row to a file; return its line number."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{text}\n{row}\n", encoding="utf-8")
    return text.count("\n") + 2


def replace(path: Path, old: str, new: str) -> int:
    """Replace the only occurrence of ``old``; return its line number."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
