"""Cleanup: what is deleted, what remains, confirmation, and interruption by a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planodds.cli.clean import clean_outputs
from planodds.editions.cleanup import plan_cleanup, run_cleanup
from planodds.editions.layout import list_editions
from planodds.errors import InputError, UsageError
from planodds.execution.file_lock import file_lock
from tests.cli.sample_editions import KEYS, name_latest, put_edition, put_fits, put_partial
from tests.waiting import GUARD

ROOT = Path(__file__).resolve().parents[2]
OLD, MIDDLE, NEW = "2024-00000001", "2024-00000002", "2024-00000003"


@pytest.fixture
def out(tmp_path) -> Path:
    """Three editions, an unfinished one, five stored fits of which one is unused."""
    folder = tmp_path / "outputs"
    for day, name in enumerate((OLD, MIDDLE, NEW), start=1):
        put_edition(folder, name, day=day, keys=(KEYS[0], KEYS[day]))
    put_partial(folder, "2024-00000004", keys=(KEYS[4],))
    put_fits(folder, *KEYS[:6])
    name_latest(folder, NEW)
    return folder


def stored(out):
    return sorted(path.name for path in (out / ".cache").iterdir())


def clean(out, **options):
    output = []
    clean_outputs(out, show=output.append, **{"keep": 1, "yes": True, **options})
    return "\n".join(output)


def planodds_clean(out, *options, **settings):
    return subprocess.run(
        [sys.executable, "-m", "planodds", "clean", "--out", str(out), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=GUARD,
        **settings,
    )


def test_the_newest_remain_with_their_fits_and_all_others_are_deleted(out):
    output = clean(out, keep=2)
    assert list_editions(out) == [MIDDLE, NEW]
    assert stored(out) == [KEYS[0], KEYS[2], KEYS[3], "fonts", "record"]
    assert not (out / ".partial/2024-00000004").exists()
    assert "removed 5 folders, 0.3 MB" in output


def test_latest_stays_however_old_it_is(out):
    name_latest(out, OLD)
    clean(out, keep=1)
    assert list_editions(out) == [OLD, NEW]
    assert stored(out) == [KEYS[0], KEYS[1], KEYS[3], "fonts", "record"]


def test_a_second_cleaning_finds_nothing(out):
    clean(out)
    assert "nothing to remove" in clean(out)


def test_an_empty_folder_is_no_fault(tmp_path):
    assert "nothing to remove" in clean(tmp_path / "none")


def test_nothing_is_deleted_without_a_terminal_or_yes(out):
    done = planodds_clean(out, "--keep", "1", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert OLD in done.stdout and "in all 7 folders" in done.stdout
    assert "add --yes" in done.stderr
    assert list_editions(out) == [OLD, MIDDLE, NEW]
    assert len(stored(out)) == 8


def test_yes_is_enough_without_a_terminal(out):
    done = planodds_clean(out, "--keep", "1", "--yes", stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert list_editions(out) == [NEW]


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "left"), [("n", [OLD, MIDDLE, NEW]), ("y", [NEW])])
def test_a_terminal_asks_for_confirmation(out, answer, left):
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    done = planodds_clean(out, "--keep", "1", stdin=theirs)
    os.close(ours), os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "remove them? [y/N]" in done.stdout
    assert list_editions(out) == left


def test_at_least_one_edition_must_remain(out):
    with pytest.raises(UsageError, match="--keep 0"):
        plan_cleanup(out, keep=0)
    done = planodds_clean(out, "--keep", "0", "--yes")
    assert done.returncode == 2 and "--keep" in done.stderr
    assert len(list_editions(out)) == 3


def test_an_edition_being_built_stays_with_its_fits(out):
    with file_lock(out / ".partial/2024-00000004.lock", on_wait=lambda: None):
        output = clean(out)
    assert "being built, kept: 2024-00000004" in output
    assert (out / ".partial/2024-00000004/plan.json").is_file()
    assert KEYS[4] in stored(out)


def test_no_fit_is_deleted_before_a_running_batch_lists_its_fits(out):
    with file_lock(out / ".partial/2024-00000009.lock", on_wait=lambda: None):
        clean(out)
    assert list_editions(out) == [NEW]
    assert stored(out) == [*KEYS[:6], "fonts", "record"]


def test_a_fit_used_after_the_plan_remains(out):
    plan = plan_cleanup(out, keep=1)
    put_partial(out, "2024-00000009", keys=(KEYS[5],))
    with file_lock(out / ".partial/2024-00000009.lock", on_wait=lambda: None):
        gone = run_cleanup(plan, out)
    assert KEYS[5] not in [item.folder.name for item in gone]
    assert stored(out) == [KEYS[0], KEYS[3], KEYS[5], "fonts", "record"]


def test_an_edition_that_is_locked_or_named_latest_after_the_plan_stays(out):
    plan = plan_cleanup(out, keep=1)
    name_latest(out, MIDDLE)
    with file_lock(out / f".partial/{OLD}.lock", on_wait=lambda: None):
        run_cleanup(plan, out)
    assert list_editions(out) == [OLD, MIDDLE, NEW]


def test_an_edition_with_unknown_fits_stops_the_cleanup(out):
    (out / NEW / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot read which fits"):
        plan_cleanup(out, keep=1)
    assert len(list_editions(out)) == 3


def test_leftovers_of_a_killed_cleanup_are_deleted_by_the_next(out):
    left = out / f".removed/edition.2024-00000000.staging-{_dead_process()}"
    put_edition(left.parent, left.name)
    assert list_editions(out) == [OLD, MIDDLE, NEW]
    assert "put aside: 1 folder\n" in clean(out)
    assert not list((out / ".removed").iterdir())


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_kill_in_the_middle_leaves_no_half_edition(out):
    for name in (OLD, MIDDLE):
        for number in range(2000):
            (out / name / f"{number}.csv").touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "planodds", "clean", "--out", str(out), "--keep", "1", "--yes"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and not list(out.glob(".removed/edition.*")):
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert NEW in list_editions(out)
    for name in list_editions(out):
        assert len(list((out / name).glob("*.csv"))) == (0 if name == NEW else 2000)
    clean(out)
    assert list_editions(out) == [NEW]
    assert not list((out / ".removed").iterdir())


def _dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
