"""Licences of the locked packages, and the bill of materials that each edition carries."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path

from planodds.editions.bill_of_materials import (
    UNKNOWN,
    build_bill,
    normalise_name,
    package_licences,
    write_bill,
)

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)
# words of licences that would bind what an office does with its own editions
_BINDING = re.compile(r"\bAGPL|Affero|non-?commercial|proprietary", re.IGNORECASE)


@cache
def licences() -> dict[str, tuple[str, str]]:
    """Return version and licence of each installed package, read once."""
    return package_licences()


@cache
def locked() -> dict[str, str]:
    """Return the locked packages that are installed here, with their versions."""
    pins = {normalise_name(name): version for name, version in _PIN.findall(LOCK.read_text())}
    installed = licences()
    return {name: version for name, version in pins.items() if name in installed}


def test_each_locked_package_declares_a_licence():
    missing = [name for name in locked() if licences()[name][1] == UNKNOWN]
    assert len(locked()) > 50
    assert missing == []


def test_of_two_copies_the_one_that_is_imported_is_listed(tmp_path, monkeypatch):
    """Some packages append their own old copies of others to the path."""
    folder = tmp_path / "numpy-0.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 0.1\n")
    expected = package_licences()["numpy"]
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert package_licences()["numpy"] == expected
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert package_licences()["numpy"][0] == "0.1"


def test_no_licence_binds_what_is_made_with_the_program():
    bound = {name: licence for name, (_, licence) in licences().items() if name in locked()}
    assert {name: text for name, text in bound.items() if _BINDING.search(text)} == {}


def test_the_bill_lists_each_locked_package_with_its_version(tmp_path):
    bill = json.loads(write_bill(tmp_path).read_text(encoding="utf-8"))
    assert bill == build_bill()  # the same again: it has no times
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    listed = {item["name"]: item["version"] for item in bill["components"]}
    assert {name: listed.get(name) for name in locked()} == locked()
    assert all(item["purl"].startswith("pkg:pypi/") for item in bill["components"])
