"""The planning commands on the draws of a stored edition: tables, pages and memos."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import docx
import pandas as pd
import pytest

from planodds import constants
from planodds.cli.planning.draws import DrawRequest
from planodds.cli.planning.evaluate import evaluate
from planodds.cli.planning.first_print import list_first_print
from planodds.cli.planning.frontier import list_frontier
from planodds.cli.planning.likeliest_path import list_likeliest_paths
from planodds.cli.planning.overtaking import list_overtaking
from planodds.cli.planning.set_targets import set_unit_targets
from planodds.cli.planning.signposts import list_signposts
from planodds.editions.fit_cache import FORECAST, cache_dir
from planodds.errors import InputError, UsageError
from planodds.execution.content_keys import hash_panel
from planodds.execution.result_store import ResultStore
from planodds.forecasting.store import save_forecast
from planodds.inputs import DATA_DIR, load_panel, load_plan
from planodds.inputs.validation import check_inputs
from planodds.probability import compute_odds
from tests.cli.sample_editions import put_edition
from tests.report.editions import draw_forecast

EDITION = "2024-00b1a00b"
KEY = "00b1a00b00b1a00b"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory, unconditioned_study):
    """Outputs with one edition of the shipped panel whose draws are stored."""
    out, panel = tmp_path_factory.mktemp("outputs"), load_panel(unconditioned_study)
    forecast = draw_forecast(panel, draws=400)
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
def ask(unconditioned_study):
    def build(outputs, **options):
        return DrawRequest(unconditioned_study, outputs, **{"information": "latest", **options})

    return build


def check_files(folder, stem, heading):
    """Check that page and memo of each language have the heading, and that no page fetches."""
    for lang in constants.LANGUAGES:
        page = (folder / f"{stem}.{lang}.html").read_text(encoding="utf-8")
        body = page[page.index("<body>") :]
        assert heading[lang] in body
        assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", body)
        memo = docx.Document(io.BytesIO((folder / f"{stem}.{lang}.docx").read_bytes()))
        assert any(heading[lang] in paragraph.text for paragraph in memo.paragraphs)
        assert memo.tables


def test_evaluate_writes_table_page_and_memo(ask, outputs, tmp_path):
    lines = list(evaluate(ask(outputs), plan="", unit="", lang="both", out=tmp_path))
    stem = "evaluation.jiaocheng-14fyp.141122.latest"
    assert f"22 rows from 400 joint draws of edition {EDITION}" in lines
    table = pd.read_csv(tmp_path / f"{stem}.csv", dtype={"unit": str})
    home = load_plan()
    forecast, panel = draw_forecast(load_panel(), draws=400), load_panel()
    odds = compute_odds(forecast, panel, home).query("year == 2025 or status != 'open'")
    both = table.merge(odds, on=["target", "reading"], suffixes=("", "_odds"))
    assert len(both) == len(table)
    computed = both[both["status_odds"] == constants.OPEN]
    assert (computed["probability"] - computed["probability_odds"]).abs().max() == 0
    check_files(tmp_path, stem, {"zh": "到期实现的可能性", "en": "Chances by the target year"})


def test_set_targets_writes_a_draft_that_the_check_accepts(unconditioned_study, outputs, tmp_path):
    data = Path(shutil.copytree(unconditioned_study, tmp_path / "data" / DATA_DIR.name))
    draft = data / "plans" / "draft-2030.yaml"
    options = {"unit": "文水县", "year": 2030, "probability": 0.6, "lang": "both"}
    asked = DrawRequest(data, outputs, "latest")
    lines = list(set_unit_targets(asked, out=tmp_path, draft=draft, **options))
    assert any("文水县" not in line and "60%" in line for line in lines)
    unit = "141121"
    check_files(tmp_path, f"targets.{unit}.2030.latest", {"zh": "年度分解", "en": "milestones"})
    table = pd.read_csv(tmp_path / f"targets.{unit}.2030.latest.csv", dtype={"unit": str})
    plan = load_plan(data, file="draft-2030")
    goals = table[table["measure"] == "simultaneous"].set_index("variable")["value"]
    assert plan.unit == unit
    assert 0.99 * goals["gdp"] < plan.target("gdp_level").threshold <= goals["gdp"]
    assert plan.target("gdp_rank").threshold == goals["rank"]
    assert all(target.note for target in plan.targets)
    assert not [item for item in check_inputs(data) if item.level == "error"]
    evaluated = list(evaluate(asked, plan="draft-2030", unit="", lang="zh", out=tmp_path))
    assert "规划共列目标 3 项" in evaluated[0]
    with pytest.raises(UsageError, match=r"draft-2030\.yaml exists"):
        list(set_unit_targets(asked, out=tmp_path, draft=draft, **options))
    with pytest.raises(UsageError, match=r"probability 1\.5"):
        list(set_unit_targets(asked, out=tmp_path, draft=None, **{**options, "probability": 1.5}))


def test_signposts_of_a_plan_for_another_unit(ask, outputs, tmp_path):
    options = {"plan": "common-2030", "unit": "孝义市", "lang": "both", "out": tmp_path}
    lines = list(list_signposts(ask(outputs), **options))
    stem = "signposts.common-2030.141181.latest"
    table = pd.read_csv(tmp_path / f"{stem}.csv", dtype={"unit": str})
    assert sorted(table["year"].unique()) == list(range(2025, 2030))
    assert any("2025 年公布数达到" in line for line in lines)
    check_files(tmp_path, stem, {"zh": "年度监测节点", "en": "signposts"})


def test_overtaking_writes_order_and_ranks(ask, outputs, tmp_path):
    options = {"unit": "", "year": 2027, "lang": "both", "out": tmp_path}
    lines = list(list_overtaking(ask(outputs), **options))
    stem = "overtaking.141122.2027.latest"
    check_files(tmp_path, stem, {"zh": "各年可能的位次", "en": "ranks that are possible"})
    ranks = pd.read_csv(tmp_path / f"{stem}.ranks.csv")
    assert ranks["year"].tolist() == [2025, 2026, 2027]
    last = ranks.iloc[-1]
    assert any(f"rank {last['band_low']} to {last['band_high']}" in line for line in lines)


def test_what_is_missing_is_named(ask, outputs, tmp_path):
    with pytest.raises(UsageError, match="unknown plan 'other'"):
        list(evaluate(ask(outputs), plan="other", unit="", lang="en", out=tmp_path))
    with pytest.raises(UsageError, match="unknown language 'fr'"):
        list(evaluate(ask(outputs), plan="", unit="", lang="fr", out=tmp_path))
    asked = ask(outputs, information="2020", edition=EDITION)
    with pytest.raises(UsageError, match="no draws of information set '2020'"):
        list(evaluate(asked, plan="", unit="", lang="en", out=tmp_path))
    path = outputs / EDITION / "plan.json"
    content = path.read_text(encoding="utf-8")
    path.write_text(
        content.replace(json.loads(content)["panels"]["latest"], "0" * 64), encoding="utf-8"
    )
    try:
        with pytest.raises(InputError, match="the data changed since edition"):
            list(evaluate(ask(outputs, edition=EDITION), plan="", unit="", lang="en", out=tmp_path))
    finally:
        path.write_text(content, encoding="utf-8")


def test_frontier_draws_its_curves_and_names_the_balanced_pairs(ask, outputs, tmp_path):
    options = {"unit": "", "year": 2030, "lang": "both", "out": tmp_path}
    lines = list(list_frontier(ask(outputs), probabilities=(0.5, 0.2), **options))
    assert sum("50%" in line or "20%" in line for line in lines) == 4
    stem = "frontier.141122.2030.latest"
    table = pd.read_csv(tmp_path / f"{stem}.csv", dtype={"unit": str})
    assert table.groupby("probability")["balanced"].sum().to_dict() == {0.2: 1, 0.5: 1}
    check_files(tmp_path, stem, {"zh": "可能性相同的组合", "en": "same joint chance"})
    with pytest.raises(UsageError, match="a number between 0 and 1"):
        list(list_frontier(ask(outputs), probabilities=(50.0,), **options))


def test_first_print_shows_the_range_of_the_final_figure(ask, outputs, tmp_path):
    options = {"plan": "", "unit": "", "lang": "both", "out": tmp_path}
    lines = list(list_first_print(ask(outputs), year=None, **options))
    assert any("GDP of 2024: the first print is 10.75 billion yuan" in line for line in lines)
    assert any("judged by the first print" in line for line in lines)
    stem = "first-print.jiaocheng-14fyp.141122.2024.latest"
    table = pd.read_csv(tmp_path / f"{stem}.csv", dtype={"unit": str})
    assert set(table["kind"]) == {"target", "curve"}
    check_files(tmp_path, stem, {"zh": "最终核实数", "en": "The final figure, given"})
    older = list(list_first_print(ask(outputs), year=2021, **options))
    assert any("it counts as final" in line for line in older)


def test_likeliest_path_names_its_parts_and_its_distance(ask, outputs, tmp_path):
    options = {"plan": "", "unit": "", "lang": "both", "out": tmp_path}
    lines = list(list_likeliest_paths(ask(outputs), year=2030, **options))
    assert any("own growth" in line and "standard deviations" in line for line in lines)
    stem = "likeliest-path.jiaocheng-14fyp.141122.2030.latest"
    table = pd.read_csv(tmp_path / f"{stem}.csv", dtype={"unit": str})
    assert {"own", "census", "provincial_gdp"} <= set(table["component"])
    check_files(tmp_path, stem, {"zh": "需要出现的情况", "en": "What would have to happen"})


NAN = float("nan")


@pytest.mark.parametrize(
    ("command", "options", "where"),
    [
        (set_unit_targets, {"year": 1990, "probability": 0.7, "draft": None}, "--year"),
        (set_unit_targets, {"year": 2030, "probability": NAN, "draft": None}, "--probability"),
        (set_unit_targets, {"year": 2030, "probability": 70.0, "draft": None}, "--probability"),
        (set_unit_targets, {"year": 2030, "probability": 0.7, "draft": Path(__file__)}, "test_"),
        (list_overtaking, {"year": 1990}, "--year"),
        (list_overtaking, {"year": 2024}, "--year"),
        (list_overtaking, {"year": 2030, "unit": "Atlantis"}, "units.csv"),
        (list_frontier, {"year": 99999, "probabilities": ()}, "--year"),
        (list_frontier, {"year": 2030, "probabilities": (NAN,)}, "--probability"),
        (list_frontier, {"year": 2030, "probabilities": (0.5, 1.0)}, "--probability"),
        (list_first_print, {"year": 1990, "plan": ""}, "--year"),
        (list_first_print, {"year": 2035, "plan": ""}, "--year"),
        (list_likeliest_paths, {"year": 1990, "plan": ""}, "--year"),
        (list_likeliest_paths, {"year": 2033, "plan": ""}, "--year"),
        (evaluate, {"plan": "nowhere"}, "command line"),
        (list_signposts, {"plan": "", "unit": "Atlantis"}, "units.csv"),
    ],
)
def test_an_impossible_question_is_refused_before_any_draw(
    ask, tmp_path, monkeypatch, command, options, where
):
    for source in ("_from_edition", "_from_fit"):
        monkeypatch.setattr(
            f"planodds.cli.planning.draws.{source}", lambda *_: pytest.fail("draws")
        )
    asked = {"unit": "", "lang": "both", "out": tmp_path} | options
    with pytest.raises((UsageError, InputError)) as caught:
        list(command(ask(tmp_path), **asked))
    error = caught.value
    assert error.exit_status == 2
    assert where in error.where
    assert error.expected
    assert error.remedy
    assert list(tmp_path.iterdir()) == []
