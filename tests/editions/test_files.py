"""Tables and plan of an edition as commands read them back: as written, or refused."""

from __future__ import annotations

import json

import pytest

from planodds.editions.comparison import compare_odds
from planodds.editions.files import read_plan, read_text_table
from planodds.editions.verification import seal_edition
from planodds.errors import InputError, UsageError
from tests.cli.sample_editions import put_edition, small_odds

PLAN = {
    "edition": "2024-00000001",
    "panels": {"2022": "a"},
    "fits": [{"information": "2022", "evidence": "posterior", "key": "0a1b"}],
}


@pytest.fixture
def edition(tmp_path):
    """Make a sealed edition with its table of odds and its plan of runs."""
    folder = put_edition(tmp_path, "2024-00000001", odds=small_odds())
    (folder / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    seal_edition(folder)
    return folder


def flip(path):
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_an_edition_as_it_was_made_is_read(edition):
    assert read_plan(edition) == PLAN
    assert len(read_text_table(edition / "results.csv", edition)) == len(small_odds())


def test_a_flipped_bit_reaches_no_comparison(edition):
    flip(edition / "results.csv")
    with pytest.raises(InputError, match=r"results\.csv of edition .* is not as its run wrote it"):
        compare_odds(edition, edition)


def test_a_flipped_bit_in_the_plan_is_refused(edition):
    flip(edition / "plan.json")
    with pytest.raises(InputError, match=r"plan\.json of edition .* is not as its run wrote it"):
        read_plan(edition)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b"[" * 100_000, b'{"fits": 3}', b'{"fits": [3]}', b"\xff\x00"]
)
def test_a_plan_of_another_shape_is_refused_even_without_digests(edition, content):
    (edition / "manifest.json").unlink()
    (edition / "plan.json").write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        read_plan(edition)


@pytest.mark.parametrize("content", [b"", b"\xf5\x00\xff", b'a,b\n"'])
def test_a_table_that_is_none_is_refused_even_without_digests(edition, content):
    (edition / "manifest.json").unlink()
    (edition / "results.csv").write_bytes(content)
    with pytest.raises(InputError, match="is not a table"):
        read_text_table(edition / "results.csv", edition)


def test_a_folder_without_a_plan_is_no_edition(tmp_path):
    with pytest.raises(UsageError, match="is not a complete edition"):
        read_plan(tmp_path)
