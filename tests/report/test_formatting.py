"""Numbers and words for probabilities: one scale, no more digits than the error supports."""

from __future__ import annotations

import math

import pytest

from planodds import constants
from planodds.errors import UsageError
from planodds.report.text import formatting
from planodds.report.text.words import Words


@pytest.mark.parametrize(
    ("probability", "en", "zh"),
    [
        (1.0, "virtually certain", "几乎确定"),
        (0.991, "virtually certain", "几乎确定"),
        (0.99, "very likely", "很可能"),
        (0.90, "very likely", "很可能"),
        (0.894, "likely", "可能性较大"),
        (0.66, "likely", "可能性较大"),
        (0.654, "more likely than not", "略大于一半"),
        (0.55, "more likely than not", "略大于一半"),
        (0.544, "about even", "大约各半"),
        (0.45, "about even", "大约各半"),
        (0.444, "less likely than not", "略小于一半"),
        (0.33, "less likely than not", "略小于一半"),
        (0.324, "unlikely", "可能性较小"),
        (0.10, "unlikely", "可能性较小"),
        (0.094, "very unlikely", "很不可能"),
        (0.01, "very unlikely", "很不可能"),
        (0.0099, "exceptionally unlikely", "几乎不可能"),
        (0.0, "exceptionally unlikely", "几乎不可能"),
    ],
)
def test_each_class_begins_at_its_bound(probability, en, zh):
    assert formatting.probability_word(probability, Words.load("en")) == en
    assert formatting.probability_word(probability, Words.load("zh")) == zh


@pytest.mark.parametrize(("first", "second", "mcse"), [(0.0961, 0.1044, 0.0), (0.0781, 0.12, 0.02)])
def test_numbers_that_read_the_same_have_the_same_word(first, second, mcse):
    words = Words.load("en")
    pair = [formatting.format_odds(value, words, mcse=mcse) for value in (first, second)]
    assert pair == ["about 10% (unlikely)"] * 2


def test_a_chance_in_a_sentence_has_no_sign():
    told = [formatting.format_chance(value, Words.load("zh")) for value in (0.004, 0.123, 0.999)]
    assert told == ["不到 1%", "12%", "超过 99%"]


@pytest.mark.parametrize(
    ("probability", "mcse", "upper", "shown"),
    [
        (0.124, 0.003, None, "12%"),
        (0.125, 0.003, None, "13%"),
        (0.0, 0.0, 0.0002, "<0.1%"),
        (0.0, 0.0, 0.001, "<1%"),
        (0.0, 0.0, 0.004, "<1%"),
        (0.0005, 0.0001, 0.0009, "<0.1%"),
        (0.0099, 0.001, 0.02, "<1%"),
        (0.01, 0.001, 0.02, "1%"),
        (0.99, 0.001, None, "99%"),
        (0.9901, 0.001, None, ">99%"),
        (1.0, 0.0, 1.0, ">99%"),
        (0.9949, 0.0, 1.0, ">99%"),
    ],
)
def test_integer_per_cents_and_never_zero_or_a_hundred(probability, mcse, upper, shown):
    assert formatting.format_percent_odds(probability, mcse=mcse, upper=upper) == shown


@pytest.mark.parametrize(
    ("probability", "mcse", "shown"),
    [
        (0.124, 0.011, "10%"),
        (0.13, 0.02, "15%"),
        (0.02, 0.02, "<5%"),
        (0.004, 0.02, "<5%"),
        (0.985, 0.02, ">95%"),
        (0.57, 0.08, "60%"),
        (0.04, 0.08, "<10%"),
    ],
)
def test_fewer_digits_where_the_simulation_error_is_large(probability, mcse, shown):
    assert formatting.format_percent_odds(probability, mcse=mcse) == shown


def test_number_first_and_word_in_brackets():
    assert formatting.format_odds(0.123, Words.load("zh")) == "约 12%（可能性较小）"
    assert formatting.format_odds(0.123, Words.load("en")) == "about 12% (unlikely)"
    assert formatting.format_odds(0.004, Words.load("zh"), upper=0.006) == "不到 1%（几乎不可能）"
    assert formatting.format_odds(0.0, Words.load("en"), upper=2e-4) == (
        "less than 1 in 1000 (exceptionally unlikely)"
    )
    assert formatting.format_odds(0.0, Words.load("zh"), upper=2e-4, word=False) == "不到千分之一"
    assert formatting.format_odds(0.999, Words.load("en")) == "more than 99% (virtually certain)"


def test_a_decided_event_is_a_fact_with_its_year():
    row = {"status": constants.DECIDED_MISSED, "year": 2021, "probability": math.nan}
    assert formatting.format_result(row, Words.load("zh")) == "未实现（2021 年）"
    assert formatting.format_result(row, Words.load("en")) == "missed (2021)"
    met = {"status": constants.DECIDED_MET, "year": 2025, "probability": math.nan}
    assert formatting.format_result(met, Words.load("zh")) == "已实现（2025 年）"


@pytest.mark.parametrize("status", [constants.NO_DATA, constants.NOT_COMPUTABLE, constants.REFUSED])
@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_values_without_a_number_are_described_in_words(status, lang):
    row = {"status": status, "year": 2025, "probability": math.nan}
    text = formatting.format_result(row, Words.load(lang))
    assert text and "%" not in text and "nan" not in text


def test_what_is_no_probability_is_refused():
    with pytest.raises(UsageError, match="not in"):
        formatting.probability_word(1.2, Words.load("en"))
    with pytest.raises(UsageError, match="not in"):
        formatting.format_percent_odds(math.nan)
    with pytest.raises(UsageError, match="language"):
        Words.load("fr")


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(-0.04, 1, "0.0"), (-3.26, 1, "−3.3"), (math.nan, 1, "—"), (107.483, 2, "107.48")],
)
def test_numbers_have_a_real_minus_and_no_negative_zero(value, digits, shown):
    assert formatting.format_number(value, digits) == shown


def test_ranks_and_ordinals():
    assert [
        formatting.format_rank(n, Words.load("en")) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)
    ] == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]
    assert formatting.format_rank(73.0, Words.load("zh")) == "第 73 位"
    assert formatting.format_rank(float("nan"), Words.load("zh")) == formatting.DASH


def test_signed_per_cents():
    assert formatting.format_percent(0.862, signed=True) == "+86%"
    assert formatting.format_percent(0.0, signed=True) == "0%"
    assert formatting.format_percent(-0.104, signed=True) == "−10%"


def test_chinese_and_figures_are_set_apart():
    assert formatting.space_cjk("2025年达到200亿元") == "2025 年达到 200 亿元"
    assert formatting.space_cjk("GDP≥200亿元，年均15%以上") == "GDP≥200 亿元，年均 15% 以上"


@pytest.mark.parametrize(
    "shares", [(0.25, 0.375, 0.375), (1 / 3, 1 / 3, 1 / 3), (0.005, 0.995), (1.0,)]
)
def test_shares_of_a_whole_add_up_to_it(shares):
    shown = [int(text.rstrip("%")) for text in formatting.format_shares(shares)]
    assert sum(shown) == 100
    assert all(abs(part - 100 * share) < 1 for part, share in zip(shown, shares, strict=True))
