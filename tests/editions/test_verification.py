"""A finished edition against the digests in its manifest: what is told, and that lists survive."""

from __future__ import annotations

import json

import pytest

from planodds.cli.editions.verify import verify_edition
from planodds.cli.list_ import tabulate_editions
from planodds.editions.reader import Edition
from planodds.editions.verification import (
    Difference,
    find_differences,
    require_intact,
    seal_edition,
)
from planodds.errors import InputError, UsageError
from tests.cli.sample_editions import name_latest, put_edition

NAME = "2024-00000001"


@pytest.fixture
def edition(tmp_path):
    """A sealed edition of three files in two folders."""
    folder = put_edition(tmp_path, NAME)
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables/facts.csv").write_text("fact,value\ngdp,1\n", encoding="utf-8")
    (folder / "brief.en.html").write_text("<p>12 %</p>", encoding="utf-8")
    seal_edition(folder)
    return folder


def altered(folder, **values):
    """Write other values into a manifest that stays well formed."""
    path = folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(content), encoding="utf-8")


def test_an_edition_as_it_was_made_is_sound(edition):
    assert find_differences(edition) == []
    name_latest(edition.parent, NAME)
    for name in (NAME, "LATEST", str(edition)):
        (line,) = verify_edition(name, edition.parent)
        assert "all as the run wrote them" in line


@pytest.mark.parametrize(
    ("spoil", "difference"),
    [
        (lambda folder: (folder / "brief.en.html").unlink(), ("brief.en.html", "missing")),
        (
            lambda folder: (folder / "brief.en.html").write_text("<p>21 %</p>"),
            ("brief.en.html", "changed"),
        ),
        (
            lambda folder: (folder / "tables/facts.csv").write_text("fact"),
            ("tables/facts.csv", "changed"),
        ),
        (lambda folder: (folder / "new.txt").write_text("x"), ("new.txt", "foreign")),
        (
            lambda folder: (folder / "manifest.json").write_text("{"),
            ("manifest.json", "unreadable"),
        ),
        (lambda folder: (folder / "manifest.json").unlink(), ("manifest.json", "unreadable")),
        (lambda folder: altered(folder, paths=4_000), ("manifest.json", "changed")),
        (lambda folder: altered(folder, seed=7), ("manifest.json", "changed")),
        (lambda folder: altered(folder, seal=None), ("manifest.json", "changed")),
    ],
)
def test_each_difference_is_told(edition, spoil, difference):
    spoil(edition)
    assert find_differences(edition) == [Difference(*difference)]
    with pytest.raises(InputError) as caught:
        list(verify_edition(NAME, edition.parent))
    assert difference[0] in caught.value.what
    assert caught.value.where
    assert caught.value.remedy


def test_a_file_in_place_of_the_same_length_is_found_by_its_digest(edition):
    (edition / "brief.en.html").write_text("<p>13 %</p>", encoding="utf-8")
    assert find_differences(edition, hashes=False) == []
    assert find_differences(edition) == [Difference("brief.en.html", "changed")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"fits": 3}',
        b'{"fits": [1]}',
        b'{"gate": "passed"}',
        b'{"information": 2020}',
        b'{"information": [2020]}',
        b'{"made_at": 5}',
        b"[" * 100_000,
    ],
)
def test_a_bad_edition_is_a_row_of_the_list(edition, content):
    put_edition(edition.parent, "2024-00000002", day=2)
    (edition / "manifest.json").write_bytes(content)
    (edition.parent / "LATEST").write_bytes(b"\xff\x00\xfe")
    lines = list(tabulate_editions(edition.parent))
    (bad,) = [line for line in lines if line.startswith(NAME)]
    assert "no manifest.json that can be read" in bad
    assert any(line.startswith("2024-00000002") and " yes " in line for line in lines)


def test_no_command_reads_an_edition_whose_manifest_was_altered(edition):
    require_intact(edition, "brief.en.html")
    altered(edition, paths=4_000)
    with pytest.raises(InputError, match=r"manifest\.json of edition .* is not as its run wrote"):
        require_intact(edition, "brief.en.html")


def test_a_manifest_without_an_information_set_is_refused(edition):
    (edition / "manifest.json").write_text('{"edition": "x"}', encoding="utf-8")
    with pytest.raises(UsageError, match="names no information set") as caught:
        _ = Edition(edition).now
    assert caught.value.remedy


def test_an_unknown_edition_is_refused_with_the_known_ones(edition):
    with pytest.raises(UsageError) as caught:
        list(verify_edition("2024-00000009", edition.parent))
    assert NAME in caught.value.expected


def test_the_manifest_lists_every_file_but_itself(edition):
    files = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {"plan.json", "tables/facts.csv", "brief.en.html"} <= files.keys()
    assert "manifest.json" not in files
