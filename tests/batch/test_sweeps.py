"""A sweep in the run plan: requested by name, at latest, with separate keys."""

from __future__ import annotations

import pytest

from planodds.batch.prepare import prepare_batch
from planodds.cli.batch_plan import plan_batch
from planodds.errors import InputError
from planodds.inputs import DATA_DIR
from tests.inputs.edits import replace

SWEEP = "coal_by_nation"


def runs(plan):
    return [run.parameters["scenario"] for run in plan.notebooks if "scenario" in run.parameters]


def test_a_sweep_is_not_part_of_the_default_edition():
    assert not any(SWEEP in name for name in runs(plan_batch(DATA_DIR, None, None, False)))


def test_a_sweep_brings_all_its_runs_at_latest_with_the_baseline():
    plan = plan_batch(DATA_DIR, None, None, False, [SWEEP])
    assert plan.information == ("latest",)
    assert runs(plan)[0] == "baseline" and len(runs(plan)) == 21


def test_one_run_of_a_sweep_may_be_named_alone():
    name = f"{SWEEP}__coal_0_nation_p4"
    assert runs(plan_batch(DATA_DIR, ["latest"], [name], False)) == ["baseline", name]


def test_an_unknown_sweep_is_refused_with_the_closest():
    with pytest.raises(InputError, match=f"did you mean '{SWEEP}'"):
        plan_batch(DATA_DIR, None, None, False, ["coal_by_natio"])


def test_a_changed_value_changes_keys_and_the_hash_of_the_sweep(data_copy):
    before = prepare_batch(plan_batch(data_copy, None, None, False, [SWEEP]), data_dir=data_copy)
    assert f"sweeps/{SWEEP}.yaml" in before.data_hashes
    replace(data_copy / f"sweeps/{SWEEP}.yaml", "sd: 0.01", "sd: 0.02")
    after = prepare_batch(plan_batch(data_copy, None, None, False, [SWEEP]), data_dir=data_copy)
    same = {name for name in before.run_keys if before.run_keys[name] == after.run_keys[name]}
    assert before.fit_keys == after.fit_keys
    assert not any(SWEEP in name for name in same)
    assert "scenarios/latest/baseline" in same
