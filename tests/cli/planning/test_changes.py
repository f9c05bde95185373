"""`planodds bridge` and `planodds timeline` on small editions: tables, pages, stored draws."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.cli.planning.change.bridge import explain_change
from planodds.cli.planning.change.sides import find_side
from planodds.cli.planning.change.stages import build_stages
from planodds.cli.planning.change.timeline import list_timeline
from planodds.cli.planning.draws import DrawRequest
from planodds.editions.fit_cache import FORECAST, cache_dir
from planodds.editions.headlines import select_headlines
from planodds.editions.origins import Origin, origins_as_plain
from planodds.errors import UsageError
from planodds.execution.result_store import ResultStore
from planodds.forecasting.store import save_forecast
from planodds.inputs import load_panel, load_plan
from planodds.probability import compute_odds
from planodds.probability.planning.bridge import MODEL, NEW, REVISED, SCENARIO
from tests import shanxi
from tests.cli.planning.test_commands import check_files
from tests.cli.sample_editions import put_edition
from tests.report.editions import draw_forecast

FIRST, SECOND = "2024-0000000a", "2024-0000000b"
KEY = "00b1a00b00b1a00b"
SUBJECT = ["shanxi", shanxi.HOME_UNIT, "jiaocheng-14fyp"]


@pytest.fixture(scope="module")
def forecasts(unconditioned_study):
    """Three forecasts of one panel that differ in the growth of the home unit."""
    panel = load_panel(unconditioned_study)
    drifts = {"slow": 0.02, "fast": 0.06, "faster": 0.11}
    made = {name: draw_forecast(panel, drift=drift) for name, drift in drifts.items()}
    return made, {name: compute_odds(item, panel, load_plan()) for name, item in made.items()}


@pytest.fixture
def put(tmp_path, forecasts):
    """Write an edition with the odds of one forecast and what it states of its origins."""

    def write(name, odds, *, day, model="m", origin=("d", "", "p"), extent=(2024, 2025)):
        folder = put_edition(
            tmp_path, name, day=day, odds=forecasts[1][odds], information=["latest"]
        )
        plan = {
            "edition": name,
            "panels": {},
            "subject": SUBJECT,
            "model": model,
            "origins": origins_as_plain({"latest": Origin(*extent, *origin)}),
            "fits": [{"information": "latest", "evidence": constants.POSTERIOR, "key": KEY}],
        }
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def causes(tmp_path, unconditioned_study):
    def find(first=FIRST, second=SECOND):
        sides = [find_side(name, tmp_path, unconditioned_study) for name in (first, second)]
        return [sorted(stage.causes) for stage in build_stages(*sides)]

    return find


def test_one_difference_is_the_cause_of_all(put, causes):
    put(FIRST, "slow", day=1)
    for change, cause in (
        ({}, []),
        ({"model": "n"}, [MODEL]),
        ({"origin": ("d", "", "q")}, [MODEL]),
        ({"origin": ("e", "", "p")}, [REVISED]),
        ({"origin": ("e", "", "p"), "model": "n"}, [MODEL, REVISED]),
        ({"origin": ("e", "", "p"), "extent": (2025, 2026)}, [NEW, REVISED]),
    ):
        folder = put(SECOND, "fast", day=2, **change)
        assert causes() == [[], cause]
        for path in sorted(folder.iterdir()):
            path.unlink()
        folder.rmdir()


def test_evidence_is_what_the_stored_draws_without_it_do_not_have(
    put, causes, tmp_path, forecasts, unconditioned_study
):
    put(FIRST, "slow", day=1)
    put(SECOND, "faster", day=2, model="n", origin=("d", "early", "p"))
    with ResultStore(cache_dir(tmp_path)).write(KEY) as folder:
        save_forecast(forecasts[0]["fast"], folder / FORECAST)
    assert causes() == [[], [MODEL], [SCENARIO]]
    request = DrawRequest(unconditioned_study, tmp_path, "latest")
    lines = list(
        explain_change(request, FIRST, SECOND, year=2030, fit=False, lang="both", out=tmp_path)
    )
    stem = f"bridge.{FIRST}@latest.{SECOND}@latest"
    table = pd.read_csv(tmp_path / f"{stem}.csv")
    plan = load_plan()
    slow, fast, faster = (
        select_headlines(forecasts[1][name], plan, [2030]).set_index("target")["probability"]
        for name in ("slow", "fast", "faster")
    )
    rows = table[table["year"] == 2030].set_index(["part", "target"])
    for target in plan.headlines:
        assert rows.loc[(MODEL, target), "measured"] == pytest.approx(fast[target] - slow[target])
        assert rows.loc[(SCENARIO, target), "measured"] == pytest.approx(
            faster[target] - fast[target]
        )
    sums = table.groupby(["target", "year"])["value"].sum()
    heads = table.drop_duplicates(["target", "year"]).set_index(["target", "year"])
    assert np.abs(sums - (heads["second"] - heads["first"])).max() < 1e-12
    assert any("Model or priors" in line for line in lines)
    check_files(tmp_path, stem, {"zh": "变化的构成", "en": "The parts of the change"})


def test_evidence_that_no_draws_can_show_stays_with_the_other_causes(put, causes):
    put(FIRST, "slow", day=1)
    put(SECOND, "fast", day=2, model="n", origin=("d", "early", "p"))
    assert causes() == [[], [MODEL, SCENARIO]]


def test_editions_of_other_names_are_refused(put, tmp_path, unconditioned_study):
    put(FIRST, "slow", day=1)
    with pytest.raises(UsageError, match="unknown information set '2020'"):
        find_side(f"{FIRST}@2020", tmp_path, unconditioned_study)
    with pytest.raises(UsageError, match="unknown scenario 'boom'"):
        find_side(f"{FIRST}@/boom", tmp_path, unconditioned_study)


def test_timeline_lists_every_edition_and_marks_changes(put, tmp_path, unconditioned_study):
    put(FIRST, "slow", day=1)
    put(SECOND, "slow", day=2)
    put("2024-0000000c", "faster", day=3)
    request = DrawRequest(unconditioned_study, tmp_path, "latest")
    lines = list(list_timeline(request, lang="both", out=tmp_path))
    stem = f"timeline.jiaocheng-14fyp.{shanxi.HOME_UNIT}"
    table = pd.read_csv(tmp_path / f"{stem}.csv")
    assert table["edition"].unique().tolist() == [FIRST, SECOND, "2024-0000000c"]
    same = table.set_index(["edition", "target", "year"])["probability"]
    assert (same[FIRST] == same[SECOND]).all()
    assert any("for 2030 from" in line for line in lines)
    check_files(tmp_path, stem, {"zh": "历次可能性", "en": "Chances by edition"})
    page = (tmp_path / f"{stem}.en.html").read_text(encoding="utf-8")
    assert "1 November 2026 to 3 November 2026" in page
    with pytest.raises(UsageError, match="no edition of this study"):
        empty = DrawRequest(unconditioned_study, tmp_path / "none", "latest")
        list(list_timeline(empty, lang="both", out=tmp_path))
