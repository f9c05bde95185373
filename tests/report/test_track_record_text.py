"""The track record in words: every sentence agrees with the figures, in both languages."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from planodds.report import theme
from planodds.report.figures import track_record
from planodds.report.text.track_record import (
    RecordTables,
    describe_coverage,
    describe_criteria,
    describe_home_coverage,
    describe_model_choice,
    describe_reliability,
    describe_sample_size,
    describe_skill,
    describe_untuned_origins,
    describe_worst_bin,
    headline,
)
from planodds.report.text.words import Words

LANGUAGES = ("zh", "en")
RIVALS = {
    "own_drift": (0.30, 0.20, 0.40),
    "theta": (0.02, -0.03, 0.07),
    "arima": (-0.08, -0.12, -0.04),
}


def make_coverage():
    rows = []
    for part in ("level", "relative", "rank"):
        for horizon in range(6):
            rows.append(
                {
                    "panel": "us_states",
                    "variable": "income",
                    "model": "model",
                    "part": part,
                    "promise": 0.9,
                    "horizon": horizon,
                    "sample": "all",
                    "held": 0.88 + 0.01 * horizon,
                    "lower": 0.8,
                    "upper": 0.97,
                    "worst": 0.41,
                    "worst_origin": 1972,
                    "origins": 17,
                    "n_eff": 9,
                }
            )
    shanxi = [
        row | {"panel": "shanxi", "variable": "gdp", "held": 0.7}
        for row in rows
        if row["horizon"] in (1, 2)
    ]
    return pd.DataFrame([*rows, *shanxi])


def make_skill():
    return pd.DataFrame(
        [
            {
                "panel": "us_states",
                "variable": "income",
                "model": "model",
                "rival": rival,
                "part": part,
                "horizon": 0,
                "sample": "all",
                "skill": skill,
                "lower": low,
                "upper": high,
                "origins": 17,
                "n_eff": 9,
            }
            for rival, (skill, low, high) in RIVALS.items()
            for part in ("level", "relative")
        ]
    )


def make_bins(hits=58):
    return pd.DataFrame(
        [
            {
                "panel": "us_states",
                "model": "model",
                "horizon": 0,
                "low": low,
                "high": high,
                "events": 231,
                "forecast_probability": forecast,
                "hits": hits,
                "lower": 0.20,
                "upper": 0.31,
            }
            for low, high, forecast in ((0.0, 0.2, 0.1), (0.2, 0.4, 0.287))
        ]
    )


def make_curve():
    grid = np.linspace(0, 1, 11)
    return pd.DataFrame(
        {
            "panel": "us_states",
            "model": "model",
            "horizon": 0,
            "forecast_probability": grid,
            "observed_frequency": grid**2,
            "lower": grid - 0.1,
            "upper": grid + 0.1,
            "density": 0.05,
        }
    )


def make_shown(**changes):
    choice = pd.Series(
        {
            "engine": "model",
            "gain_level": 0.01,
            "gain_relative": -0.02,
            "gain_event": 0.0,
            "lower": -0.01,
            "upper": 0.03,
        }
    )
    criteria = pd.DataFrame(
        {"model": "model", "verdict": ["excellent"] * 20 + ["minimum"] * 9 + ["missed"] * 3}
    )
    parts = {
        "engine": "model",
        "choice": choice,
        "criteria": criteria,
        "skill": make_skill(),
        "coverage": make_coverage(),
        "reliability_bins": make_bins(),
        "reliability": make_curve(),
    }
    return RecordTables(**parts | changes)


def test_the_observed_frequency_of_thirty_per_cent_forecasts():
    text = describe_reliability(make_shown(), Words.load("en"))
    assert "58 times in 231: 25%" in text and "20% to 31%" in text
    assert "within sampling error" in text


def test_overforecast_events_are_reported():
    bins = make_bins().assign(lower=0.05, upper=0.15)
    assert "less often than forecast" in describe_reliability(
        make_shown(reliability_bins=bins), Words.load("en")
    )
    assert "低于预测" in describe_reliability(make_shown(reliability_bins=bins), Words.load("zh"))


def test_the_group_furthest_off_is_shown():
    bins = make_bins()
    bins.loc[0, "hits"] = 140  # 61 % where the forecast was 10 %
    text = describe_worst_bin(make_shown(reliability_bins=bins), Words.load("en"))
    assert "140 times in 231, 61%" in text and "more often than forecast" in text
    assert "140 次" in describe_worst_bin(make_shown(reliability_bins=bins), Words.load("zh"))


def make_home(*held):
    """Coverage of the counties' own levels, one origin less with each year ahead."""
    first = make_coverage().query("panel == 'us_states' and part == 'level'").iloc[0]
    rows = [
        {
            **first,
            "panel": "shanxi",
            "variable": variable,
            "horizon": horizon,
            "held": share,
            "origins": 4 - horizon,
            "worst": share - 0.4,
            "worst_origin": 2020,
            "promise": 0.9,
        }
        for variable in ("gdp", "revenue_long")
        for horizon, share in enumerate(held, start=1)
    ]
    return pd.DataFrame(rows)


def test_the_counties_own_coverage_is_told_with_its_origins():
    shown = make_shown(coverage=make_home(0.74, 0.76, 0.83))
    text = describe_home_coverage(shown, Words.load("en"))
    assert "74%, 76% and 83% of the levels one to 3 years ahead (3, 2 and 1 origins" in text
    assert "2020, 34%" in text and "below the nominal share" in text
    assert "3、2 和 1 个起点" in describe_home_coverage(shown, Words.load("zh"))
    good = describe_home_coverage(make_shown(coverage=make_home(0.95)), Words.load("en"))
    assert "95% of the levels one year ahead (3 origin" in good and "below" not in good


def test_the_worst_origin_is_not_hidden():
    for lang in LANGUAGES:
        text = describe_coverage(make_shown(), Words.load(lang))
        assert "1972" in text and "41%" in text and "89%" in text and "93%" in text


def test_benchmarks_are_sorted_by_whether_the_interval_excludes_zero():
    text = describe_skill(make_shown(), Words.load("en"))
    clear, rest, worse = (text.index(name) for name in ("unit drift", "theta", "ARIMA"))
    assert clear < rest < worse
    assert "clearly larger than that of ARIMA (−8%)" in text
    assert "明显不如 ARIMA（−8%）" in describe_skill(make_shown(), Words.load("zh"))


def test_worse_results_are_listed_separately():
    opened = (
        make_skill()
        .query("part == 'level'")
        .assign(sample="opened", horizon=2, origins=3, skill=-0.10)
    )
    shown = make_shown(skill=pd.concat([make_skill(), opened]))
    assert "−10%" in describe_untuned_origins(
        shown, Words.load("en")
    ) and "3 origins" in describe_untuned_origins(shown, Words.load("en"))
    assert "−10%" in describe_untuned_origins(
        shown, Words.load("zh")
    ) and "3 个起点" in describe_untuned_origins(shown, Words.load("zh"))


def test_the_engine_is_named_with_the_figures_that_decided():
    text = describe_model_choice(make_shown(), Words.load("en"))
    assert "uses the model" in text and "+1.0%" in text and "not met" in text
    chosen = make_shown(engine="ensemble")
    assert "组合预测" in describe_model_choice(
        chosen, Words.load("zh")
    ) and "现已满足" in describe_model_choice(chosen, Words.load("zh"))


def test_misses_are_counted():
    assert (
        '20 are met at the level "excellent", 9 at the minimum and 3 are missed'
        in describe_criteria(make_shown(), Words.load("en"))
    )


def test_few_origins_are_reported():
    for lang in LANGUAGES:
        assert {"17", "9"} <= set(
            re.findall(r"\d+", describe_sample_size(make_shown(), Words.load(lang)))
        )


@pytest.mark.parametrize(
    "tell",
    [
        describe_reliability,
        describe_coverage,
        describe_skill,
        describe_model_choice,
        describe_criteria,
        headline,
    ],
)
def test_both_languages_have_the_same_numbers(tell):
    fixed = {"90%", "30%"}  # 九成, 三成 in Chinese
    figures = [
        sorted(
            set(re.findall(r"[−+]?\d[\d.]*%|\d{2,}", tell(make_shown(), Words.load(lang)))) - fixed
        )
        for lang in LANGUAGES
    ]
    assert figures[0] == figures[1]


FIGURES = {
    "held": (
        lambda: track_record.build_coverage(make_coverage(), engine="model"),
        track_record.plot_coverage,
        3,
        {},
    ),
    "skill": (
        lambda: track_record.build_skill(make_skill(), engine="model"),
        track_record.plot_skill,
        2,
        {"rivals": {}},
    ),
    "reliability": (
        lambda: track_record.build_reliability(make_curve(), make_bins(), engine="model"),
        track_record.plot_reliability,
        1,
        {},
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_on_the_given_axes(name, lang):
    build, plot, columns, options = FIGURES[name]
    _, axes = theme.new_figure(columns=columns)
    assert plot(build(), ax=axes, words=Words.load(lang), **options) is axes
    assert all(ax.has_data() for ax in np.ravel(axes))


def test_a_panel_without_an_ensemble_uses_the_model():
    table = track_record.build_coverage(
        make_coverage()
        .assign(model="ensemble")
        .pipe(lambda t: t.assign(model=np.where(t["panel"] == "shanxi", "model", "ensemble"))),
        engine="ensemble",
    )
    assert set(table.loc[table["panel"] == "shanxi", "model"]) == {"model"}
