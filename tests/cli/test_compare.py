"""Two editions compared: moves, facts, rows of one only, inputs, and both languages."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from planodds import constants
from planodds.cli.compare import compare_editions
from planodds.editions.comparison import compare_odds
from planodds.errors import InputError, UsageError
from planodds.report.planning.change.points import format_points
from tests import shanxi
from tests.cli.sample_editions import DATA_HASHES, name_latest, put_edition, small_odds

A, B = "2024-0000000a", "2024-0000000b"


def compared(out, first, second, **more):
    put_edition(out, A, odds=first, day=1)
    put_edition(out, B, odds=second, day=2, **more)
    return compare_odds(out / A, out / B)


def compare(out, *, first=A, second=B, **options):
    return "\n".join(compare_editions(first, second, out=out, **{"lang": "en", **options}))


def pick(table, **wanted):
    """Positions of the rows where the mask is true."""
    keep = table["year"] == table["year"]
    for name, value in wanted.items():
        keep &= table[name] == value
    return table.index[keep]


def test_equal_editions_have_no_moves(tmp_path):
    odds = small_odds()
    moves = compared(tmp_path, odds, odds)
    assert moves.unchanged == len(odds)
    assert all(
        table.empty for table in (moves.moved, moves.status, moves.only_first, moves.only_second)
    )
    message = compare(tmp_path)
    assert "are the same." in message and f"The same in both: {len(odds)} rows." in message


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b'{"fits": 3}', b"[" * 100_000])
@pytest.mark.parametrize("spoilt", [A, B])
def test_an_edition_whose_manifest_cannot_be_read_is_refused(tmp_path, spoilt, content):
    odds = small_odds()
    compared(tmp_path, odds, odds)
    (tmp_path / spoilt / "manifest.json").write_bytes(content)
    with pytest.raises(InputError, match=f"manifest.json of {spoilt}") as caught:
        compare(tmp_path)
    assert caught.value.where.endswith(f"{spoilt}/manifest.json")
    assert caught.value.expected and caught.value.remedy


def test_moves_are_compared_with_twice_the_combined_error(tmp_path):
    first, second = small_odds(), small_odds(faster=0.02)
    moved = compared(tmp_path, first, second).moved
    at = pick(first, target="gdp_level", reading="published", year=2030)
    before, after = first.loc[at].iloc[0], second.loc[at].iloc[0]
    row = moved[
        (moved["target"] == "gdp_level")
        & (moved["reading"] == "published")
        & (moved["year"] == 2030)
    ].iloc[0]
    assert row["change"] == pytest.approx(after["probability"] - before["probability"])
    assert row["error"] == pytest.approx(2 * math.hypot(before["mcse"], after["mcse"]))
    assert row["beyond"] == (abs(row["change"]) > row["error"])
    assert moved["beyond"].any() and not moved["beyond"].all()


def test_moves_are_sorted_by_size(tmp_path):
    moved = compared(tmp_path, small_odds(), small_odds(faster=0.02)).moved
    assert len(moved) > 10
    assert moved["change"].abs().is_monotonic_decreasing


def test_open_odds_are_never_printed_as_nothing_or_certain(tmp_path):
    compared(tmp_path, small_odds(), small_odds(faster=0.5))
    words = compare(tmp_path, every=True).split()
    assert not {"0%", "100%", "+100", "0"} & set(words)
    assert "more" in words and "99%" in words


def test_what_was_decided_is_a_fact_with_its_year(tmp_path):
    first = small_odds()
    second = first.copy()
    at = pick(first, target="gdp_level", reading="published", year=2025)
    second.loc[at, ["status", "probability", "mcse", "lower", "upper"]] = [
        constants.DECIDED_MISSED,
        *[math.nan] * 4,
    ]
    moves = compared(tmp_path, first, second)
    assert len(moves.status) == 1 and moves.moved.empty
    assert "→  missed (2025)" in compare(tmp_path)
    assert "→  未实现（2025 年）" in compare(tmp_path, lang="zh")


def test_an_event_decided_in_an_earlier_year_is_found_again(tmp_path):
    second = small_odds()
    first = second.copy()
    at = pick(first, target="rank_rising", reading=shanxi.ROSTER_ALL)
    assert list(second.loc[at, "status"]) == [constants.DECIDED_MISSED]
    first.loc[at, ["status", "year", "probability", "mcse"]] = [constants.OPEN, 2025, 0.2, 0.004]
    moves = compared(tmp_path, first, second)
    assert len(moves.status) == 1 and moves.only_first.empty and moves.only_second.empty
    year = second.loc[at[0], "year"]
    assert year != 2025 and f"about 20%  →  missed ({year})" in compare(tmp_path)


def test_rows_and_runs_of_one_edition_are_named(tmp_path):
    first = small_odds()
    second = first.drop(pick(first, target="gdp_level", reading="chained", year=2035))
    first = first.assign(scenario=constants.BASELINE)
    more = first.assign(scenario="coal_slump")
    both = pd.concat([first, more], ignore_index=True)
    moves = compared(tmp_path, both, second.assign(scenario=constants.BASELINE))
    assert moves.only_second.empty and len(moves.only_first) == len(first) + 1
    message = compare(tmp_path)
    assert f"coal_slump: all of it, {len(first)} rows" in message
    assert "gdp_level  growth chained on one basis  2035  2022  baseline" in message


def test_a_different_threshold_is_reported(tmp_path):
    first, second = small_odds(), small_odds(faster=0.02).copy()
    second.loc[pick(second, target="gdp_level", reading="published"), "threshold"] = 123.0
    compared(tmp_path, first, second)
    assert "note: the threshold of gdp_level differs: " in compare(tmp_path)


def test_what_went_in_differently_is_listed(tmp_path):
    odds = small_odds()
    compared(
        tmp_path,
        odds,
        odds,
        commit="e" * 40,
        versions={"numpy": "2.2"},
        quick=True,
        information=["2022", "latest"],
        data_hashes={**DATA_HASHES, "priors.yaml": "f" * 64, "drivers.csv": "1" * 64},
    )
    lines = [" ".join(line.split()) for line in compare(tmp_path).splitlines()]
    for line in (
        "data drivers.csv — → 111111111111",
        "versions numpy 2.1 → 2.2",
        "priors priors.yaml bbbbbbbbbbbb → ffffffffffff",
        "settings quick False → True",
        "request information latest — → yes",
        "code commit cccccccccccc → eeeeeeeeeeee",
    ):
        assert line in lines
    assert not any(line.startswith("data panel.csv") for line in lines)


def test_only_the_biggest_are_listed_by_default(tmp_path):
    first, second = small_odds(), small_odds(faster=0.02)
    runs = [
        (table, [table.assign(scenario=f"s{number}") for number in range(4)])
        for table in (first, second)
    ]
    joined = [pd.concat([table, *more], ignore_index=True) for table, more in runs]
    compared(tmp_path, *joined)
    short, complete = compare(tmp_path), compare(tmp_path, every=True)
    assert "beyond error (--all lists them)" in short
    assert len(complete.splitlines()) > len(short.splitlines())


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ("2024-0000000c", "did you mean '2024-0000000"),
        ("nothing", "planodds editions"),
        ("LATEST", "unknown edition 'LATEST'"),
        ("../x", "unknown edition"),
    ],
)
def test_an_edition_that_is_not_there_is_refused(tmp_path, first, message):
    compared(tmp_path, small_odds(), small_odds())
    with pytest.raises(UsageError, match=message):
        compare(tmp_path, first=first)


def test_latest_is_a_name_too(tmp_path):
    compared(tmp_path, small_odds(), small_odds())
    name_latest(tmp_path, B)
    assert compare(tmp_path, second="LATEST").splitlines()[1].startswith(f"B  {B}")


def test_an_edition_without_odds_is_refused(tmp_path):
    compared(tmp_path, small_odds(), small_odds())
    (tmp_path / B / "results.csv").unlink()
    with pytest.raises(InputError, match=r"results\.csv of edition .* is missing"):
        compare(tmp_path)


def test_a_duplicated_row_is_refused(tmp_path):
    odds = small_odds()
    with pytest.raises(InputError, match="1 duplicate rows"):
        compared(tmp_path, odds, pd.concat([odds, odds.iloc[:1]], ignore_index=True))


def test_an_unknown_language_is_refused(tmp_path):
    with pytest.raises(UsageError, match="zh or en"):
        compare(tmp_path, lang="fr")


def test_points_have_no_more_digits_than_they_deserve():
    assert [format_points(value) for value in (0.124, -0.056, 0.0049, 1.0)] == [
        "+12",
        "−6",
        "+0.5",
        "+99",
    ]
