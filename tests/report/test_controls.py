"""The controls of the page show the numbers of the saved tables, formatted as in the text."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from planodds import constants
from planodds.errors import UsageError
from planodds.report.html.controls import as_json, build_live, build_words
from planodds.report.text.formatting import format_percent_odds, probability_word
from planodds.report.text.peers import default_peers, find_peers, peer_table
from planodds.report.text.words import Words
from tests import shanxi

EN = Words.load("en")


@pytest.fixture(scope="module")
def live(edition):
    return {lang: build_live(edition, Words.load(lang)) for lang in constants.LANGUAGES}


@pytest.fixture(scope="module")
def units(edition):
    return edition.units.set_index("code")


def test_every_odds_is_that_of_the_saved_table(edition, live):
    table = edition.table("thresholds")
    checked = 0
    for variable, part in live["en"]["odds"].items():
        rows = table[(table["variable"] == variable) & (table["information"] == edition.now)]
        for row in rows.itertuples():
            level = float(row.threshold) * (1.0 if variable == constants.RANK else EN.scale)
            at = part["values"].index(pytest.approx(level, rel=1e-9))
            shown = part["odds"][f"{row.scenario}/{row.variant}"][str(row.year)][at]
            assert shown[1] == format_percent_odds(row.probability, mcse=row.mcse, upper=row.upper)
            assert shown[2] == probability_word(row.probability, Words.load("en"), mcse=row.mcse)
            assert shown[1] not in ("0%", "100%")
            checked += 1
    assert checked == (table["information"] == edition.now).sum()


def test_the_slider_starts_at_the_target_of_the_plan(edition, live):
    odds = live["zh"]["odds"]
    assert [
        odds[v]["grid"][odds[v]["own"]] for v in (constants.GDP, constants.REVENUE, constants.RANK)
    ] == ["200 亿元", "15 亿元", "前 30 位"]


def test_both_languages_have_the_same_numbers(live):
    for variable, part in live["zh"]["odds"].items():
        other = live["en"]["odds"][variable]["odds"]
        for key, years in part["odds"].items():
            for year, cells in years.items():
                assert [c[:2] for c in cells] == [c[:2] for c in other[key][year]]
    ranks = [
        [row["years"]["2030"][:3] for row in live[lang]["counties"]["rows"]]
        for lang in constants.LANGUAGES
    ]
    assert ranks[0] == ranks[1] and len(ranks[0]) == 117


def test_the_fan_shows_the_quantiles(edition, live):
    row = next(r for r in live["en"]["fan"][constants.GDP]["bands"]["baseline/"] if r[0] == 2027)
    q10, q50, q90 = (edition.quantile(constants.GDP, 2027, q) / 10 for q in ("q10", "q50", "q90"))
    assert row[8] == f"2027: median {q50:.1f} bn yuan, 80% interval {q10:.1f} to {q90:.1f}"
    assert row[2] == pytest.approx(q10, rel=1e-3) and row[9] == f"{q50:.1f}"


def test_the_place_has_the_two_bands_that_the_caption_names(edition, live):
    row = next(r for r in live["zh"]["fan"][constants.GDP]["places"]["baseline/"] if r[0] == 2030)
    table = edition.quantiles(edition.now)
    table = table[table["unit"].str.startswith("rank_30:") & (table["year"] == 2030)]
    own = table[table["roster"] == edition.study.headline_roster].iloc[0]
    shown = [own[name] for name in ("q10", "q25", "q50", "q75", "q90")]
    assert row[1:6] == pytest.approx(shown, rel=1e-3)


def test_the_rank_has_the_same_breaks_as_gdp(live):
    fan = live["zh"]["fan"]
    assert fan[constants.RANK]["breaks"] == fan[constants.GDP]["breaks"]
    assert fan[constants.GDP]["breaks"]
    assert fan[constants.REVENUE]["breaks"] == []


def test_the_texts_around_the_fan_name_their_scenario_and_its_numbers(edition, live):
    outlook, labels = live["en"]["outlook"], dict(live["en"]["scenarios"])
    run = {"scenario": "coal_slump", "variant": ""}
    median = edition.quantile(constants.GDP, 2030, "q50", **run) * EN.scale
    title = outlook["titles"][constants.GDP]["coal_slump/"]
    assert title.startswith("Coal slump: median GDP") and f"{median:.1f}" in title
    rank = edition.quantile(constants.RANK, 2030, "q50", **run)
    assert f" {rank:.0f}" in outlook["titles"][constants.RANK]["coal_slump/"]
    for titles in outlook["titles"].values():
        assert all(
            titles[key].startswith(f"{label}: ")
            for key, label in labels.items()
            if key != "baseline/"
        )
    lowest = edition.quantile(constants.GDP, 2030, "q20", **run) * EN.scale
    assert outlook["cells"]["coal_slump/"][0][-1] == f"≥ {lowest:.1f}"
    assert f"{lowest:.1f}" in outlook["captions"]["coal_slump/"]


def test_a_refused_scenario_has_no_odds(live):
    keys = [key for key, _ in live["zh"]["scenarios"]]
    assert "plan_path/common_boom" not in keys and "plan_path/own_effort" in keys


def test_every_text_exists_in_both_languages_with_the_same_placeholders():
    zh, en = (
        build_words(2024, "交城县", Words.load(lang), place=30) for lang in constants.LANGUAGES
    )
    assert set(zh) == set(en)
    for key in zh:
        assert sorted(re.findall(r"{\w+}", zh[key])) == sorted(re.findall(r"{\w+}", en[key]))


def test_nothing_in_the_data_can_end_its_block():
    nasty = {"words": {"a": "</script><script>alert(1)</script>\u2028&"}}
    text = str(as_json(nasty))
    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == nasty


def test_by_default_the_neighbours_and_the_prefecture_are_compared(edition, units):
    table = edition.table("counties")
    table = table[table["scenario"] == constants.BASELINE]
    codes = default_peers(table, units, shanxi.HOME_UNIT)
    prefecture = set(units.index[units["group_zh"] == "吕梁市"])
    ranks = table.drop_duplicates("unit").set_index("unit")["last_rank"]
    near = set(ranks.index[(ranks - ranks[shanxi.HOME_UNIT]).abs() <= 3])
    assert set(codes) == prefecture | near and len(near) == 7
    assert ranks[codes].is_monotonic_increasing


@pytest.mark.parametrize("chosen", ["文水县, Xiaoyi City", "141121、141181", "文水；xiaoyi"])
def test_a_reader_names_counties_in_either_language(units, chosen):
    assert find_peers(chosen, units, shanxi.HOME_UNIT) == [shanxi.HOME_UNIT, "141121", "141181"]


@pytest.mark.parametrize("chosen", ["Wenshiu", "<script>", "../etc"])
def test_an_unknown_county_is_refused_with_the_nearest(units, chosen):
    with pytest.raises(UsageError, match="county"):
        find_peers(chosen, units, shanxi.HOME_UNIT)


def test_the_table_of_peers_matches_the_saved_table(edition):
    table = edition.table("counties")
    table = table[table["scenario"] == constants.BASELINE]
    shown = peer_table(table, [shanxi.HOME_UNIT, "141121"], shanxi.HOME_UNIT, Words.load("zh"))
    row = table[(table["unit"] == "141121") & (table["year"] == 2030)].iloc[0]
    assert shown.rows[0][0] == "交城县（本县）" and shown.rows[0][-1] == "—"
    assert shown.rows[1][-2] == (
        f"{row['rank_q50']:.0f}\n{row['rank_q10']:.0f}–{row['rank_q90']:.0f}"
    )
    assert shown.rows[1][-1] == format_percent_odds(
        row["probability_above"], mcse=row["mcse"], upper=row["upper"]
    )


def test_a_county_without_a_figure_is_listed_without_a_rank(edition):
    table = edition.table("counties").copy()
    rows = table["unit"] == "141121"
    table.loc[rows, ["last_rank", "last_gdp"]] = float("nan")
    shown = peer_table(
        table[table["scenario"] == constants.BASELINE],
        ["141121"],
        shanxi.HOME_UNIT,
        Words.load("en"),
    )
    assert shown.rows[0][1:3] == ("—", "—")


def test_without_its_tables_a_control_is_left_out(edition_copy):
    from planodds.editions.reader import Edition

    for name in ("thresholds", "counties"):
        (edition_copy / "tables" / f"{name}.csv").unlink()
    live = build_live(Edition(edition_copy), Words.load("zh"))
    assert "odds" not in live and "counties" not in live and live["fan"]


def test_the_saved_thresholds_never_make_a_harder_target_likelier(edition):
    table = edition.table("thresholds")
    for (_, _, variable, _), rows in table.groupby(["scenario", "variant", "variable", "year"]):
        steps = pd.Series(rows.sort_values("threshold")["probability"]).diff().dropna()
        assert (steps >= 0).all() if variable == constants.RANK else (steps <= 0).all()
