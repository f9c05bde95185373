"""The atlas against brute force and ``compute_odds``, and its files from a stored edition."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.cli.planning.atlas import find_units, list_atlas
from planodds.cli.planning.draws import DrawRequest
from planodds.editions.fit_cache import FORECAST, cache_dir
from planodds.errors import InputError, UsageError
from planodds.execution.content_keys import hash_panel
from planodds.execution.result_store import ResultStore
from planodds.forecasting.store import save_forecast
from planodds.inputs import load_panel, load_plan
from planodds.probability import compute_odds
from planodds.probability.events.ranks import rank_in_draws, ranks_of_all_units
from planodds.probability.questions.atlas import (
    PUBLISHED,
    QUANTILE,
    REACH,
    TARGET,
    build_atlas,
    widen_atlas,
)
from planodds.report.html.atlas_page import render_atlas
from planodds.report.text.formatting import format_percent_odds
from tests import shanxi
from tests.cli.sample_editions import put_edition
from tests.probability.simulated_forecasts import (
    build_forecast,
    make_forecast,
    make_panel,
    make_plan,
)
from tests.report.editions import draw_forecast

EDITION = "2024-00a71a50"
KEY = "00a71a5000a71a50"


def plan_of(unit):
    return make_plan().model_copy(update={"unit": unit})


@pytest.fixture(scope="module")
def small():
    """Panel, forecast and atlas of nine units, two of them districts."""
    panel = make_panel()
    forecast = make_forecast(panel, draws=300)
    return panel, forecast, build_atlas(forecast, panel, plan_of)


def numbers(atlas, measure, unit, **columns):
    keep = (atlas["measure"] == measure) & (atlas["unit"] == unit)
    for name, value in columns.items():
        keep &= atlas[name] == value
    return atlas[keep]


@pytest.mark.parametrize("rounded", [False, True], ids=["continuous", "with ties"])
def test_ranks_of_all_units_equal_those_of_each_unit(rounded):
    panel = make_panel(units=12, districts=3)
    levels = np.asarray(make_forecast(panel, draws=2500).log_gdp)
    if rounded:
        levels = levels.round(1)
        assert (levels[0] == levels[1]).any()
    found = ranks_of_all_units(levels, panel.rosters)
    for roster, members in panel.rosters.items():
        for unit in np.flatnonzero(members):
            np.testing.assert_array_equal(found[roster][unit], rank_in_draws(levels, unit, members))


def test_odds_equal_those_computed_for_each_unit(small):
    panel, forecast, atlas = small
    for unit in panel.units:
        fresh = build_forecast(  # nothing is cached on it
            panel,
            np.asarray(forecast.log_gdp),
            np.asarray(forecast.log_revenue),
            benchmark=np.asarray(forecast.benchmark),
            cluster=np.asarray(forecast.posterior_draw_index),
        )
        wanted = compute_odds(fresh, panel, plan_of(unit)).drop(columns="evidence")
        found = numbers(atlas, TARGET, unit)[list(wanted.columns)].reset_index(drop=True)
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False, check_exact=True)


def test_statuses_of_all_units(small):
    panel, _, atlas = small
    odds = atlas[atlas["measure"] == TARGET]
    assert odds["probability"].notna().equals(odds["status"] == constants.OPEN)
    districts = set(panel.unit_table.index[panel.unit_table["type"] == "district"])
    rank = odds[(odds["target"] == "gdp_rank_30") & (odds["reading"] == shanxi.ROSTER_COUNTIES)]
    refused = rank["status"] == constants.NOT_COMPUTABLE
    assert set(rank.loc[refused, "unit"]) == districts
    assert set(odds.loc[odds["target"] == "emerging_share", "status"]) == {constants.NO_DATA}


def test_levels_within_reach_by_brute_force(small):
    panel, forecast, atlas = small
    for unit in (panel.units[0], panel.units[-1]):
        position = panel.units.index(unit)
        for variable, draws in (("gdp", forecast.log_gdp), ("revenue", forecast.log_revenue)):
            for probability in (0.5, 0.8):
                rows = numbers(atlas, REACH, unit, variable=variable, reach_probability=probability)
                assert rows["year"].tolist() == list(shanxi.REACH_YEARS)
                for row in rows.itertuples():
                    sample = draws[position][:, forecast.year_index(row.year)].astype(float)
                    level = np.exp(np.quantile(sample, 1 - probability))
                    assert row.value == pytest.approx(level, rel=1e-6)
                    assert np.mean(np.exp(sample) >= row.value) == pytest.approx(
                        probability, abs=0.005
                    )


def test_range_of_ranks_by_brute_force(small):
    panel, forecast, atlas = small
    levels = np.asarray(forecast.log_gdp)
    for position, unit in enumerate(panel.units):
        for roster in panel.rosters:
            rows = numbers(atlas, QUANTILE, unit, roster=roster)
            if not panel.rosters[roster][position]:
                assert rows.empty
                continue
            for row in rows.itertuples():
                year = forecast.year_index(row.year)
                others = levels[panel.rosters[roster]][:, :, year]
                ranks = 1 + (others > levels[position, :, year]).sum(axis=0)
                share = int(row.quantile[1:]) / 100
                assert np.mean(ranks <= row.value) >= share - 1e-9
                assert np.mean(ranks <= row.value - 1) < share


def test_published_figures_are_the_last_ones():
    code = make_panel().units[2]
    panel = make_panel(early=[(code, 2023, "gdp", 321.5, "yearbook")])
    atlas = build_atlas(make_forecast(panel, draws=50), panel, plan_of)
    level = numbers(atlas, PUBLISHED, code, variable="gdp")
    assert level[["year", "value"]].values.tolist() == [[2023, 321.5]]
    rank = numbers(atlas, PUBLISHED, code, variable="rank", roster=shanxi.ROSTER_ALL)
    larger = (panel.gdp[:, -1] > panel.gdp[2, -1]).sum()
    assert rank[["year", "value"]].values.tolist() == [[2022, 1 + larger]]


def test_a_unit_without_a_plan_has_no_odds(small):
    panel, forecast, _ = small
    without = panel.units[1]
    atlas = build_atlas(forecast, panel, lambda unit: None if unit == without else plan_of(unit))
    rows = numbers(atlas, TARGET, without)
    assert set(rows["status"]) == {constants.NOT_ENOUGH_DATA}
    assert rows["probability"].isna().all()
    with pytest.raises(InputError, match="no unit has the figures"):
        build_atlas(forecast, panel, lambda _: None)


def test_the_wide_table_has_one_row_per_unit_and_the_same_numbers(small):
    panel, _, atlas = small
    wide = widen_atlas(atlas, home=shanxi.HOME_UNIT).set_index("unit")
    assert list(wide.index) == list(panel.units)
    assert wide.index[wide["home"] == "yes"].tolist() == [shanxi.HOME_UNIT]
    unit = panel.units[3]
    row = numbers(atlas, TARGET, unit, target="gdp_level", reading="published", year=2025)
    for name in ("probability", "mcse", "lower", "upper", "status", "threshold"):
        assert wide.loc[unit, f"gdp_level:published:2025:{name}"] == row[name].iloc[0]
    reach = numbers(atlas, REACH, unit, variable="gdp", year=2030, reach_probability=0.8)
    assert wide.loc[unit, "gdp_2030_reach80"] == reach["value"].iloc[0]
    filled = wide.filter(regex=r"(_published|_reach\d|_q\d|:probability$)").notna().sum().sum()
    years = wide.filter(regex="published_year").notna().sum().sum()
    assert filled - years == atlas["value"].notna().sum() + atlas["probability"].notna().sum()


def test_a_decision_is_in_the_column_of_the_year_asked_about():
    gdp = np.repeat(np.arange(50.0, 110.0, 10.0)[:, None], 4, axis=1)
    gdp[0] = [50, 75, 95, 115]  # the only unit that rises every year
    panel = make_panel(units=6, districts=0, gdp=gdp)
    plan = make_plan().model_copy(update={"targets": (make_plan().target("rank_rising"),)})
    atlas = build_atlas(
        make_forecast(panel, draws=50), panel, lambda unit: plan.model_copy(update={"unit": unit})
    )
    wide = widen_atlas(atlas).set_index("unit")
    status = wide[f"rank_rising:{shanxi.ROSTER_ALL}:2025:status"]
    assert status.iloc[0] == constants.OPEN
    assert set(status.iloc[1:]) == {constants.DECIDED_MISSED}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory, unconditioned_study):
    """Outputs with one edition of the real panel whose draws are stored."""
    out, panel = tmp_path_factory.mktemp("outputs"), load_panel(unconditioned_study)
    forecast = draw_forecast(panel, draws=200)
    put_edition(out, EDITION, odds=compute_odds(forecast, panel, load_plan()))
    content = {
        "edition": EDITION,
        "fits": [{"information": "latest", "evidence": constants.POSTERIOR, "key": KEY}],
        "panels": {"latest": hash_panel(panel)},
    }
    (out / EDITION / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    (out / "LATEST").write_text(EDITION, encoding="utf-8")
    with ResultStore(cache_dir(out)).write(KEY) as folder:
        save_forecast(forecast, folder / FORECAST)
    return out


@pytest.fixture
def run(unconditioned_study):
    def write(outputs, *, edition="LATEST", information="latest", out=None, **options):
        request = DrawRequest(unconditioned_study, outputs, information, edition)
        chosen = {"plan": "", "briefs": (), "lang": "both", **options}
        return list(list_atlas(request, out=out, **chosen))

    return write


def test_the_command_writes_all_files(run, outputs, tmp_path):
    summary, *files = run(outputs, out=tmp_path)
    assert summary.startswith(f"117 units from 200 joint draws of edition {EDITION} in ")
    names = ["atlas.csv", "atlas_units.csv", "atlas.xlsx", "atlas.zh.html", "atlas.en.html"]
    assert files == [str(tmp_path / name) for name in names]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    text = (tmp_path / "atlas_units.csv").read_text(encoding="utf-8")
    units = list(csv.DictReader(io.StringIO(text)))
    assert len(units) == 117
    assert [row["unit"] for row in units if row["home"]] == [shanxi.HOME_UNIT]
    for lang, home in (("zh", "交城县"), ("en", "Jiaocheng County")):
        page = (tmp_path / f"atlas.{lang}.html").read_text(encoding="utf-8")
        assert page.count("<tr data-group=") == 117
        assert re.findall(r'class="home" id="home">\s*<th[^>]*>([^<]+)', page) == [home]
        body = page[page.index("<body>") :]
        assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", body)
    with zipfile.ZipFile(tmp_path / "atlas.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        shared = book.read("xl/sharedStrings.xml").decode()
    assert 'state="frozen"' in sheet
    assert "交城县" in shared and "Jiaocheng County" in shared
    assert units[0]["gdp_published"] not in shared
    assert f"<v>{units[0]['gdp_published']}</v>" in sheet


def test_the_edition_may_be_named_by_its_folder_and_one_language_chosen(run, outputs, tmp_path):
    _, *files = run(outputs, edition=str(outputs / EDITION), out=tmp_path, lang="en")
    assert [path.rpartition("/")[2] for path in files][3:] == ["atlas.en.html"]


def test_what_is_missing_is_named_with_a_remedy(run, outputs, tmp_path):
    with pytest.raises(UsageError, match="no draws of information set '2020'") as caught:
        run(outputs, information="2020")
    assert "planodds run --information 2020" in str(caught.value)
    with pytest.raises(UsageError, match="planodds run"):
        run(tmp_path)
    with pytest.raises(UsageError, match="unknown plan 'common-2031'"):
        run(outputs, plan="common-2031")
    (tmp_path / EDITION).mkdir()
    for name in ("plan.json", "manifest.json"):
        content = (outputs / EDITION / name).read_text(encoding="utf-8")
        (tmp_path / EDITION / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="no stored fit") as caught:
        run(tmp_path, edition=EDITION)
    assert "planodds run" in str(caught.value)


def test_a_plan_of_one_unit_is_refused(run, outputs):
    with pytest.raises(UsageError, match="is of unit"):
        run(outputs, plan="jiaocheng-14fyp")


def test_briefs_of_units_agree_with_the_atlas(run, outputs, tmp_path):
    _, *files = run(outputs, out=tmp_path, briefs=["交城县", "140105", "Jiaocheng County"])
    folder = tmp_path / "briefs"
    assert files[-1] == str(folder)
    pages = sorted(path.name for path in folder.glob("*.html"))
    assert pages == [f"{u}.{lang}.html" for u in ("140105", "141122") for lang in ("en", "zh")]
    assert len(list(folder.glob("*.docx"))) == 4
    atlas = pd.read_csv(tmp_path / "atlas.csv", dtype={"unit": str})
    home = atlas[(atlas["unit"] == shanxi.HOME_UNIT) & (atlas["year"] == 2030)]
    page = (folder / "141122.zh.html").read_text(encoding="utf-8")
    for share in (0.5, 0.8):
        reach = numbers(home, REACH, shanxi.HOME_UNIT, variable="gdp", reach_probability=share)
        value = reach["value"].iloc[0]
        assert f"≥ {value:.1f}" in page
    target = home[(home["target"] == "gdp_level") & (home["reading"] == "published")].iloc[0]
    assert f"{target['threshold']:.1f} 亿元" in page
    assert f"约 {format_percent_odds(target['probability'], mcse=target['mcse'])}" in page
    for lang in ("zh", "en"):
        linked = (tmp_path / f"atlas.{lang}.html").read_text(encoding="utf-8")
        assert re.findall(r'href="(briefs/[^"]+)"', linked) == [
            f"briefs/{unit}.{lang}.html" for unit in ("140105", "141122")
        ]


def test_every_unit_may_have_its_brief(unconditioned_study):
    found = find_units(unconditioned_study, ["all"])
    assert found == load_panel(unconditioned_study).units and len(found) == 117
    with pytest.raises(UsageError, match="Nowhere"):
        find_units(unconditioned_study, ["Nowhere"])


def test_an_atlas_without_common_targets_has_levels_and_ranks(small):
    panel, forecast, full = small
    atlas = build_atlas(forecast, panel, None)
    assert set(atlas["measure"]) == {PUBLISHED, REACH, QUANTILE}
    kept = full[full["measure"] != TARGET].reset_index(drop=True)
    pd.testing.assert_frame_equal(atlas, kept, check_dtype=False)
    page = render_atlas(atlas, None, shanxi.STUDY, lang="en")
    assert "levels and ranks within reach" in page
    assert "<h2>Targets</h2>" not in page
