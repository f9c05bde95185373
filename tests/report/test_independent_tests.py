"""Text on the number of independent tests of the track record."""

from __future__ import annotations

import pandas as pd

from planodds.report.text.independent_tests import describe_independent_tests
from planodds.report.text.words import Words


def make_n_eff():
    rows = [("gdp", "one_basis", horizon, 4 - horizon) for horizon in (1, 2, 3)]
    return pd.DataFrame(rows, columns=["variable", "stratum", "horizon", "origins"])


def test_the_sentence_has_the_number_of_origins():
    zh, en = (describe_independent_tests(make_n_eff(), Words.load(lang)) for lang in ("zh", "en"))
    assert "3 origins" in en and "3 个起点" in zh


def test_without_origins_the_sentence_makes_no_claim():
    assert "No year" in describe_independent_tests(make_n_eff().iloc[:0], Words.load("en"))
