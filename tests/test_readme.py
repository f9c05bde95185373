"""The commands and files shown in the README work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from planodds.inputs import DATA_DIR, load_panel, load_scenario

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST = (
    "Planodds turns published county statistics into calibrated probabilities for every target of "
    "a five-year plan: how likely, why, what it would take, and what is within reach instead."
)


def block_with(text: str) -> str:
    """Return the indented block of the README that contains `text`."""
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", README, flags=re.MULTILINE)
    found = next(block for block in blocks if text in block)
    return "\n".join(line[4:] for line in found.splitlines()).strip() + "\n"


def copy_data(folder: Path) -> Path:
    return Path(shutil.copytree(DATA_DIR, folder / "data" / DATA_DIR.name))


def test_first_sentence():
    prose = [line for line in README.splitlines() if line and not line.startswith("#")]
    assert prose[0] == FIRST


def test_the_scenario_shown_is_valid(tmp_path):
    path = copy_data(tmp_path) / "scenarios" / "my_slump.yaml"
    path.write_text(block_with("name: my_slump"), encoding="utf-8")
    assert load_scenario(path).conditions[0].values == (-0.20, 0.0)


def test_the_line_shown_is_used_as_the_countys_figure(tmp_path):
    data = copy_data(tmp_path)
    with (data / "panel.csv").open("a", encoding="utf-8") as panel:
        panel.write(block_with(",2025,gdp,"))
    early = load_panel(data, "latest").ragged_edge
    assert early[["code", "year", "variable", "value"]].to_numpy().tolist() == [
        ["141122", 2025, "gdp", 115.0]
    ]


def test_files_that_are_linked_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).is_file(), target
