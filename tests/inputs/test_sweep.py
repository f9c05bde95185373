"""Sweeps: what a grid or a list becomes, how its runs are named, which are refused."""

from __future__ import annotations

import re

import pytest

from planodds.errors import InputError
from planodds.inputs import (
    expand_sweep,
    load_scenario_by_name,
    load_scenarios,
    resolve_conditions,
    sweep_path,
    sweep_scenarios_in,
)
from planodds.inputs.scenarios.scenario import NAME_PATTERN
from tests.inputs.edits import replace

SHIPPED = "sweeps/coal_by_nation.yaml"


@pytest.fixture(scope="module")
def shipped():
    return expand_sweep(sweep_path("coal_by_nation"))


def own_sweep(folder, text, *, name="own"):
    path = folder / "sweeps" / f"{name}.yaml"
    path.write_text(
        f"name: {name}\nlabel: {{zh: 自, en: Own}}\nnarrative: {{zh: 自, en: Own}}\n{text}",
        encoding="utf-8",
    )
    return path


def axis(name="coal", values="[-0.1, 0.1]", series="coal_price", **more):
    keys = {
        "name": name,
        "label": f"{{zh: {name}, en: {name}}}",
        "series": series,
        "measure": "growth",
        "ahead": 1,
        "values": values,
        "sd": 0,
        "kind": "judgement",
        "source": "a source",
        "date": "2026-11-01",
    } | more
    return (
        "  - {"
        + ", ".join(f"{key}: {value}" for key, value in keys.items() if value is not None)
        + "}\n"
    )


def test_the_grid_is_every_combination_and_the_last_axis_runs_fastest(shipped, latest_panel):
    assert len(shipped) == 20
    pins = [
        [round(float(pin.log_value), 6) for pin in resolve_conditions(run, latest_panel)]
        for run in shipped
    ]
    assert len({tuple(pin) for pin in pins}) == 20
    assert [run.name.split("__")[1] for run in shipped[:5]] == [
        "coal_m40_nation_p3",
        "coal_m40_nation_p4",
        "coal_m40_nation_p5",
        "coal_m40_nation_p6",
        "coal_m20_nation_p3",
    ]


def test_names_are_safe_and_names_and_labels_unlike(shipped):
    scenarios = (*load_scenarios(), *shipped)
    assert all(re.fullmatch(NAME_PATTERN, scenario.name) for scenario in scenarios)
    for texts in (
        [s.name for s in scenarios],
        [s.label.zh for s in scenarios],
        [s.label.en for s in scenarios],
    ):
        assert len(set(texts)) == len(scenarios)


def test_a_run_is_found_by_its_name(shipped):
    assert load_scenario_by_name(shipped[7].name) == shipped[7]


def test_an_unknown_run_is_refused():
    with pytest.raises(InputError, match=r"does not exist[\s\S]*one of its 20 runs"):
        load_scenario_by_name("coal_by_nation__coal_m41_nation_p3")


def test_a_list_of_points_replaces_the_grid(data_copy):
    path = own_sweep(
        data_copy,
        "points:\n  - {coal: -0.1, nation: 0.03}\n"
        "  - {coal: 0.1, nation: 0.045}\naxes:\n"
        + axis()
        + axis("nation", "[0.03, 0.045]", "national_gdp"),
    )
    assert [run.name for run in expand_sweep(path)] == [
        "own__coal_m10_nation_p3",
        "own__coal_p10_nation_p4_5",
    ]


def test_runs_inherit_all_but_the_series_of_the_axes(data_copy):
    path = own_sweep(data_copy, "extends: fiscal_squeeze\naxes:\n" + axis())
    first = expand_sweep(path)[0]
    assert len(first.measures) == 3
    assert [item.series for item in first.conditions] == ["coal_price"]
    assert (
        first.locate(first.conditions[0], "sd")
        == "data/shanxi/sweeps/own.yaml line 6 key axes.0.sd"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (axis(values="[-1.5, 0.1]"), "line 5 key axes.0.values[\\s\\S]*growth above -1"),
        (axis(values="[0.1, 0.1]"), "each value once"),
        (axis(values="[0.12345, 0.1]"), "4 decimals"),
        (axis(values="[0.1]"), "2 to 500 runs"),
        (axis(values=None, span="{first: 0, last: 1, count: 501}"), "less than or equal to 500"),
        (axis(values=None), "either values: or span:"),
        (axis(spann=1), "unknown key 'spann'[\\s\\S]*did you mean 'span'"),
        (axis() + axis(), "each name on one axis only"),
        (axis() + axis("again"), "each series and unit on one axis only"),
        (axis(source=None), "key 'source' is missing"),
        (axis(name="co__al"), "without two underscores"),
        (axis(name="nul"), "Windows"),
        (axis(name="a" * 64), "names of runs to 64 characters"),
    ],
)
def test_an_invalid_sweep_is_refused_with_its_line(data_copy, text, expected):
    path = own_sweep(data_copy, "axes:\n" + text)
    with pytest.raises(InputError, match=expected):
        expand_sweep(path)


def test_a_point_off_the_axis_is_refused(data_copy):
    path = own_sweep(data_copy, "points: [{coal: 0.1}, {coal: 0.2}]\naxes:\n" + axis())
    with pytest.raises(InputError, match=r"values of its axis[\s\S]*add 0.2 to the values"):
        expand_sweep(path)


def test_an_unknown_reference_names_the_file_and_its_line(data_copy):
    row = replace(
        data_copy / SHIPPED, "references: [imf_newcastle_2018_2025, ", "references: [hearsay, "
    )
    with pytest.raises(InputError, match=rf"sweeps/coal_by_nation.yaml line {row} key references"):
        expand_sweep(data_copy / SHIPPED)


def test_runs_are_found_among_names_and_others_ignored(shipped):
    names = ["baseline", shipped[3].name, "coal_by_nation__nothing", "no_sweep__coal_p10"]
    assert list(sweep_scenarios_in(names)) == [shipped[3].name]


def test_labels_contain_the_values_in_both_languages(shipped):
    assert shipped[0].label.zh == "煤价−40%、全国增速+3%"
    assert shipped[0].label.en == "Coal price −40%, national growth +3%"
    assert shipped[8].label.en == "Coal price 0%, national growth +3%"
    assert shipped[0].narrative.zh.endswith("本情景取值：煤价−40%、全国增速+3%。")
