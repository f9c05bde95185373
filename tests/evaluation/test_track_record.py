"""The committed track record is read completely or not at all."""

from __future__ import annotations

import shutil

import pytest

from planodds.errors import InputError
from planodds.evaluation.track_record.load import TABLES, load_track_record
from planodds.inputs import DATA_DIR


def test_a_missing_table_is_named_with_its_remedy(tmp_path):
    shutil.copytree(DATA_DIR.parent / "record", tmp_path / "record")
    for name in TABLES[1:]:
        (tmp_path / "record" / f"{name}.csv").touch()
    (tmp_path / "record" / "skill.csv").unlink(missing_ok=True)
    with pytest.raises(
        InputError, match=r"missing from the track record: skill\.csv(.|\n)*make record"
    ):
        load_track_record(tmp_path / "study")
