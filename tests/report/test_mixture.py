"""Mixture odds on the page: weights, ranges, and no section without them."""

from __future__ import annotations

import pandas as pd
import pytest

from planodds import constants
from planodds.editions.reader import Edition
from planodds.report.brief.mixture import build_mixture
from planodds.report.content import Paragraph, Table
from planodds.report.text.words import Words
from tests.report.editions import shared_edition


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return Edition(shared_edition(tmp_path_factory))


def with_odds(edition, **columns):
    """The same edition with other figures in every open row of the mixture."""
    table = edition.table("mixture").copy()
    table.loc[table["status"] == constants.OPEN, list(columns)] = list(columns.values())
    other = Edition(edition.folder)
    other._tables["mixture"] = table
    return other


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        (
            "zh",
            (
                "25%",
                "互不重叠、涵盖全部情形",
                "GDP 达到 200 亿元，18%（权重变动时为 16% 至 21%）",
                "性质：判断",
            ),
        ),
        (
            "en",
            (
                "25%",
                "without overlap",
                "GDP of at least 20 bn yuan: 18% (16% to 21% under alternative weights)",
                "basis: judgement",
            ),
        ),
    ],
)
def test_the_sentence_states_the_weights_the_odds_and_their_range(edition, lang, parts):
    told = with_odds(edition, probability=0.18, mcse=0.003, lower=0.162, upper=0.206)
    sentence = build_mixture(told, Words.load(lang))[0]
    assert isinstance(sentence, Paragraph)
    for part in parts:
        assert part in sentence.text


def test_the_table_has_the_headline_targets_and_the_scenarios_alone(edition):
    told = with_odds(
        edition, probability=0.18, mcse=0.003, lower=0.162, upper=0.206, lowest=0.13, highest=0.23
    )
    table = build_mixture(told, Words.load("en"))[1]
    assert isinstance(table, Table)
    assert len(table.rows) == 3 and table.rows[0][-1] == "13% to 23%"
    assert table.rows[0][3] == "18%\n(16% to 21%)"


def test_a_range_that_reads_as_the_odds_is_not_repeated(edition):
    told = with_odds(edition, probability=0.18, mcse=0.003, lower=0.179, upper=0.181)
    assert "under alternative weights)" not in build_mixture(told, Words.load("en"))[0].text


def test_an_edition_without_the_table_has_no_sentence(edition):
    other = Edition(edition.folder)
    other._tables["mixture"] = pd.DataFrame(columns=edition.table("mixture").columns)
    assert build_mixture(other, Words.load("zh")) == []
