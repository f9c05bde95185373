"""Readers fed with damaged bytes: whatever comes in, they answer or refuse, and never crash."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from planodds.editions.manifest import read_manifest
from planodds.errors import PlanoddsError
from planodds.inputs.panels.unit_panel import load_unit_panel
from planodds.inputs.scenarios.sweep import Sweep
from planodds.inputs.study import Study
from planodds.inputs.tables.csv_reader import read_csv_cells
from planodds.inputs.tables.yaml_reader import read_document, read_yaml
from tests.faults.studies import DATA

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 150
_PIECES = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b'"', b"'", b"\n", b"\r", b",", b";", b"\t", b":", b"- ",
    b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!python/name:os", b"|", b">", b"? ", b"%", b"---\n",
    b"1e999", b".nan", b"9" * 5000, b"[" * 500, b"yes", "０".encode(), b"\x1b[2J",
)  # fmt: skip


def damaged(content: bytes, generator: random.Random) -> bytes:
    """Return bytes with one to three pieces put in, taken out, doubled or flipped."""
    for _ in range(generator.randint(1, 3)):
        at = generator.randrange(len(content) + 1)
        end = min(len(content), at + generator.randint(0, 40))
        kind = generator.randrange(4)
        if kind == 0:
            content = content[:at] + generator.choice(_PIECES) + content[at:]
        elif kind == 1:
            content = content[:at] + content[end:]
        elif kind == 2:
            content = content[:end] + content[at:]
        elif at < len(content):
            flipped = content[at] ^ (1 << generator.randrange(8))
            content = content[:at] + bytes([flipped]) + content[at + 1 :]
    return content


def rows(path: Path, count: int) -> bytes:
    """Return the first lines of a file."""
    return b"".join(path.read_bytes().splitlines(keepends=True)[:count])


READERS = {
    "cells": (read_csv_cells, lambda: rows(DATA / "shanxi/panel.csv", 12)),
    "quoted cells": (read_csv_cells, lambda: rows(DATA / "shanxi/sources.csv", 12)),
    "panel of a user": (
        load_unit_panel,
        lambda: (
            b"unit,group,year,value\n"
            + b"".join(
                f"u{n},g,{y},{n + y}\n".encode() for n in range(10) for y in range(2000, 2008)
            )
        ),
    ),
    "yaml": (read_yaml, lambda: (DATA / "shanxi/study.yaml").read_bytes()),
    "study": (
        lambda path: read_document(Study, path),
        lambda: (DATA / "us_states/study.yaml").read_bytes(),
    ),
    "sweep": (
        lambda path: read_document(Sweep, path),
        lambda: (DATA / "shanxi/sweeps/coal_by_nation.yaml").read_bytes(),
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_answers_or_refuses(name, tmp_path):
    read, make = READERS[name]
    content, generator, path = make(), random.Random(name), tmp_path / "input"
    refused = 0
    for _ in range(ROUNDS):
        path.write_bytes(damaged(content, generator))
        try:
            read(path)
        except PlanoddsError as error:
            assert error.where
            assert error.expected
            assert error.remedy
            assert len(str(error)) < 2_000
            refused += 1
    assert 0 < refused < ROUNDS


def test_a_manifest_is_read_whole_or_not_at_all(tmp_path):
    content = b'{"made_at": "2026", "gate": {"missed": []}, "information": ["2020"], "fits": [{}]}'
    generator, path = random.Random(5), tmp_path / "manifest.json"
    for _ in range(ROUNDS):
        path.write_bytes(damaged(content, generator))
        manifest = read_manifest(tmp_path)
        assert isinstance(manifest.get("gate", {}), dict)
        assert all(isinstance(item, dict) for item in manifest.get("fits", []))
