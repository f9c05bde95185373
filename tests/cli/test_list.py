"""The table of editions, from manifests as they are and as they should not be."""

from __future__ import annotations

from planodds.cli.list_ import list_all, tabulate_editions
from planodds.cli.text_tables import format_table
from planodds.execution.file_lock import file_lock
from planodds.inputs import DATA_DIR
from tests.cli.sample_editions import KEYS, name_latest, put_edition, put_fits, put_partial


def rows(out):
    return [" ".join(line.split()) for line in tabulate_editions(out)]


def test_the_newest_edition_is_first_with_all_details(tmp_path):
    put_edition(tmp_path, "2024-00000001", day=1)
    put_edition(
        tmp_path,
        "2024-00000002",
        day=2,
        information=["2020", "latest"],
        scenarios=["baseline", "coal_slump", "coal_boom", "plan_path", "transition"],
    )
    name_latest(tmp_path, "2024-00000001")
    heading, first, second = rows(tmp_path)
    assert heading.startswith("edition made (UTC) for decisions information scenarios size")
    assert first == (
        "2024-00000002 2026-11-02 08:00:00 yes 2020 latest "
        "baseline, coal_slump, coal_boom and 2 more 0.0 MB"
    )
    assert second.endswith("baseline 0.0 MB LATEST")


def test_the_reason_against_decisions_is_listed(tmp_path):
    put_edition(
        tmp_path,
        "2024-00000001-quick",
        for_decisions=False,
        quick=True,
        gate={"passed": False, "missed": ["fit/2020/posterior"]},
    )
    (line,) = rows(tmp_path)[1:]
    assert "no: 1 missed the gate, quick run" in line


def test_an_edition_without_a_manifest_is_listed_as_such(tmp_path):
    (put_edition(tmp_path, "2024-00000001") / "manifest.json").write_text("{", encoding="utf-8")
    assert "no: no manifest.json that can be read" in rows(tmp_path)[1]


def test_unfinished_editions_are_listed_separately(tmp_path):
    put_partial(tmp_path, "2024-00000005")
    put_partial(tmp_path, "2024-00000006")
    with file_lock(tmp_path / ".partial/2024-00000006.lock", on_wait=lambda: None):
        lines = rows(tmp_path)
    assert lines[0].startswith("unfinished")
    states = {line.split()[0]: line for line in lines[1:]}
    assert "no: not finished" in states["2024-00000005"]
    assert states["2024-00000006"].endswith("being built")
    assert not states["2024-00000005"].endswith("being built")


def test_stored_fits_are_counted_together(tmp_path):
    put_edition(tmp_path, "2024-00000001", keys=KEYS[:2])
    put_fits(tmp_path, *KEYS[:2])
    assert rows(tmp_path)[-1] == "2 stored fits, 0.2 MB"


def test_an_empty_folder_suggests_a_command(tmp_path):
    assert rows(tmp_path) == [f"no editions in {tmp_path}; `planodds run` makes one"]


def test_available_options_are_listed_with_their_editions(tmp_path):
    put_edition(tmp_path, "2024-00000001")
    name_latest(tmp_path, "2024-00000001")
    lines = list(list_all(DATA_DIR, tmp_path))
    assert {"information sets", "scenarios", "sweeps", "targets", "editions"} <= set(lines)
    assert lines[-1] == "  2024-00000001  LATEST"


def test_columns_line_up_under_chinese():
    assert format_table([("县", "1"), ("ab", "2"), ("c", "3")], indent="") == [
        "县  1",
        "ab  2",
        "c   3",
    ]
