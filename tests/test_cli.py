"""The command line from the user's side: real processes, real data, real mistakes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planodds.inputs import DATA_DIR
from tests.cli.sample_editions import put_edition, small_odds
from tests.waiting import GUARD

ROOT = Path(__file__).resolve().parents[1]
PANEL = "panel.csv"
OWN_2024 = "141122,交城县,2024,gdp,107.483,cny_1e8,census5"


@pytest.fixture
def data(tmp_path) -> Path:
    """A copy of the data that a test may spoil."""
    return Path(shutil.copytree(DATA_DIR, tmp_path / "data" / DATA_DIR.name))


def planodds(*arguments, data=DATA_DIR, out=None):
    """Run the command in a separate process."""
    options = ["--out", str(out)] if out else []
    environment = {**os.environ, "PLANODDS_DATA": str(data), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "planodds", *arguments, *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=GUARD,
    )


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write_scenario(data: Path, text: str, name: str = "mine") -> None:
    (data / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")


def scenario_text(*, condition: str, name: str = "mine", more: str = "") -> str:
    return (
        f"name: {name}\nlabel: {{zh: 试, en: Trial}}\nnarrative: {{zh: 试, en: Trial}}\n"
        f"{more}conditions:\n  - {condition}\n"
    )


GOOD = (
    "{series: coal_price, measure: growth, ahead: [1], value: -0.2, sd: 0.05, "
    "kind: judgement, source: a test, date: 2026-11-01}"
)


# Each edits the data wrongly; the text that must be in the message.
def letter_in_a_number(data):
    replace_in(data / PANEL, OWN_2024, OWN_2024.replace("107.483", "1o7.483"))


def duplicate_unit_year(data):
    path = data / PANEL
    row = next(
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(OWN_2024)
    )
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")


def missing_column(data):
    replace_in(data / PANEL, "indicator,value,unit", "indicator,amount,unit")


def unknown_scenario_key(data):
    write_scenario(data, scenario_text(condition=GOOD, more="colour: red\n"))


def unknown_unit_code(data):
    condition = GOOD.replace("series: coal_price", 'series: county_gdp, unit: "999999"')
    write_scenario(data, scenario_text(condition=condition))


def not_yaml(data):
    write_scenario(data, "name: [mine\nlabel: {")


def pin_on_a_known_year(data):
    condition = GOOD.replace("ahead: [1]", "year: [2023]")
    write_scenario(data, scenario_text(condition=condition))


def missing_source(data):
    write_scenario(data, scenario_text(condition=GOOD.replace("source: a test, ", "")))


MISTAKES = [
    (letter_in_a_number, ["1o7.483", "panel.csv", "row"]),
    (duplicate_unit_year, ["141122", "2024", "panel.csv"]),
    (missing_column, ["value", "panel.csv"]),
    (unknown_scenario_key, ["colour", "mine.yaml"]),
    (unknown_unit_code, ["999999", "mine.yaml"]),
    (not_yaml, ["mine.yaml"]),
    (pin_on_a_known_year, ["has data for 2023", "mine.yaml"]),
    (missing_source, ["source", "mine.yaml"]),
]


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("spoil", "message"), MISTAKES, ids=lambda item: getattr(item, "__name__", "")
)
def test_a_mistake_is_refused_and_nothing_is_written(data, tmp_path, command, spoil, message):
    spoil(data)
    out = tmp_path / "outputs"
    done = planodds(command, data=data, out=out if command == "run" else None)
    assert done.returncode == 2, done.stderr
    for words in (*message, "expected:", "remedy:"):
        assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--scenario", "coal_slum"], "did you mean 'coal_slump'?"),
        (["run", "--information", "2019"], "unknown information set '2019'"),
        (["run", "--jobs", "0"], "--jobs"),
        (["run", "--speed", "9"], "--speed"),
        (["walk"], "walk"),
        (["run", "--executor", "cloud"], "unknown executor 'cloud'"),
        (["run", "--executor", "dask"], "--scheduler and its address"),
        (["run", "--scheduler", "tcp://127.0.0.1:8786"], "add --executor dask"),
        (["run", "--dry-run", "--log-json"], "a dry run has no events"),
        (["compare", "2024-00000000", "LATEST", "--out", "nowhere"], "unknown edition"),
        (["clean", "--keep", "0"], "--keep"),
        (["clean"], "--keep"),
    ],
)
def test_a_wrong_option_is_refused(tmp_path, arguments, message):
    done = planodds(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_dry_run_shows_the_plan_and_writes_nothing(tmp_path):
    out = tmp_path / "outputs"
    done = planodds("run", "--dry-run", out=out)
    assert done.returncode == 0, done.stderr
    assert "scenarios/latest/coal_slump" in done.stdout
    assert "fit       2020     prior_only" in done.stdout
    assert "check     latest   posterior" in done.stdout
    assert not out.exists()


def test_dry_run_is_reproducible(tmp_path):
    first, second = (planodds("run", "--dry-run", out=tmp_path).stdout for _ in range(2))
    assert first == second


def test_dry_run_lists_reused_results_and_the_remaining_time(tmp_path):
    plan = planodds(
        "run", "--dry-run", "--information", "latest", "--scenario", "coal_slump", out=tmp_path
    ).stdout.splitlines()
    assert plan[-3:-1] == [
        "to run: 1 fit, 1 check, 5 notebook runs",
        "reused: 0 fits, 0 notebook runs",
    ]
    assert plan[-1].startswith("time: about ") and "from defaults measured" in plan[-1]
    folder = put_edition(tmp_path, plan[0].split()[1])
    again = planodds(
        "run", "--dry-run", "--information", "latest", "--scenario", "coal_slump", out=tmp_path
    ).stdout.splitlines()
    assert again[-3:] == [
        "to run: 0 fits, 0 notebook runs",
        "reused: 1 fit, 1 check, 5 notebook runs",
        "nothing to redo: every run of this edition is done",
    ]
    logged = planodds(
        "run", "--log-json", "--information", "latest", "--scenario", "coal_slump", out=tmp_path
    )
    (line,) = logged.stdout.splitlines()
    last = json.loads(line)
    assert (logged.returncode, last["event"], last["exit_status"]) == (0, "finished", 0)
    assert (last["edition"], last["nothing_to_do"]) == (folder.name, True)


def test_a_refusal_is_the_last_line_of_the_log_too(data, tmp_path):
    missing_column(data)
    done = planodds("run", "--log-json", data=data, out=tmp_path)
    (line,) = done.stdout.splitlines()
    last = json.loads(line)
    assert done.returncode == last["exit_status"] == 2
    assert (last["event"], last["edition"]) == ("finished", None)
    assert last["error"]["ename"] == "InputError"
    assert PANEL in last["error"]["evalue"] and PANEL in done.stderr


def test_editions_are_listed_compared_and_cleaned(tmp_path):
    names = ["2024-00000001", "2024-00000002"]
    for day, name in enumerate(names, start=1):
        put_edition(tmp_path, name, day=day, odds=small_odds())
    listed, compared, cleaned = (
        planodds(*arguments, out=tmp_path)
        for arguments in (
            ["editions"],
            ["compare", *names, "--lang", "zh"],
            ["clean", "--keep", "1", "--yes"],
        )
    )
    assert [line.split()[0] for line in listed.stdout.splitlines()[1:]] == names[::-1]
    assert "均相同" in compared.stdout
    assert "removed 1 folder, " in cleaned.stdout
    assert not (tmp_path / names[0]).exists() and (tmp_path / names[1]).is_dir()


def test_a_new_figure_creates_a_new_edition(data, tmp_path):
    before = planodds("run", "--dry-run", data=data, out=tmp_path).stdout.splitlines()[0]
    row = OWN_2024.replace("2024", "2025").replace("107.483", "110.0")
    with (data / PANEL).open("a", encoding="utf-8") as panel:
        panel.write(f"{row},preferred,ok,shanxi_county_panel_2019_2024,\n")
    after = planodds("run", "--dry-run", data=data, out=tmp_path).stdout.splitlines()[0]
    assert before.startswith("edition 2024-") and after.startswith("edition 2024-")
    assert before != after


def test_check_is_well_and_does_not_sample():
    done = planodds("check")
    assert done.returncode == 0, done.stderr
    assert "all is well" in done.stdout


def test_list_names_scenarios_targets_and_information_sets(tmp_path):
    done = planodds("list", out=tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("latest", "coal_slump", "gdp_rank_30"):
        assert name in done.stdout


def test_version_is_the_installed_one():
    from importlib.metadata import PackageNotFoundError, version

    try:
        expected = version("planodds")
    except PackageNotFoundError:
        pytest.skip("the project is not installed here, only importable")
    assert planodds("--version").stdout.strip() == f"planodds {expected}"


HEAVY = (
    "pymc",
    "arviz",
    "nutpie",
    "papermill",
    "matplotlib",
    "scipy",
    "distributed",
    "rich.progress",
)


def imported(code: str) -> list[str]:
    """Run code in a fresh process; name the heavy modules that it brought in."""
    code += f"\nimport sys\nprint([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_help_and_check_import_nothing_heavy():
    assert imported("import planodds.cli.app, planodds.batch.prepare, planodds.inputs") == "[]"


def test_list_and_editions_import_nothing_heavy(tmp_path):
    code = (
        "from pathlib import Path; from planodds.inputs import DATA_DIR; from planodds.cli "
        f"import list_; out = Path({str(tmp_path)!r}); "
        "list(list_.list_all(DATA_DIR, out)); list(list_.tabulate_editions(out))"
    )
    assert imported(code) == "[]"
