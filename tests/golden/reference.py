"""Compare an edition with the reference tables, byte for byte.

    python -m tests.golden.reference outputs/EDITION           # exit status 1 where a table differs
    python -m tests.golden.reference outputs/EDITION --write   # replace the reference

The reference contains results, quantiles and rank distributions of the baseline and of two
scenarios at `latest` and of the scenarios that exist at 2020, from one full run. The column
`edition` is excluded, since it names the content key. A refactoring must not change a byte; where a
random stream has to change, the listed differences must be within two combined Monte Carlo errors.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

REFERENCE = Path(__file__).parent / "reference"
RUNS = (
    ("latest", "baseline"),
    ("latest", "coal_slump"),
    ("latest", "plan_path"),
    ("2020", "baseline"),
    ("2020", "plan_path"),
)
TABLES = ("results", "quantiles", "rank_distribution")
NUMBERS = {"probability", "mcse", "lower", "upper", "ess", "mean"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare or write, print one line per table, return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("edition", type=Path, help="folder of a full edition")
    parser.add_argument("--write", action="store_true", help="replace the reference")
    options = parser.parse_args(arguments)
    if options.write:
        for name, text in read_edition(options.edition):
            write_reference(name, text)
        return 0
    lines = [compare(name, text) for name, text in read_edition(options.edition)]
    print("\n".join(f"{name:<36} {verdict}" for name, verdict in lines))
    return int(any(verdict != "equal" for _, verdict in lines))


def read_edition(edition: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each table, without the column `edition`."""
    for information, scenario in RUNS:
        for table in TABLES:
            path = edition / "scenarios" / information / scenario / f"{table}.csv"
            cells = pd.read_csv(path, dtype=str, keep_default_na=False)
            text = cells.drop(columns="edition").to_csv(index=False, lineterminator="\n")
            yield f"{information}.{scenario}.{table}", text


def reference_path(name: str) -> Path:
    return REFERENCE / f"{name}.csv.gz"


def write_reference(name: str, text: str) -> None:
    """Write one table; equal content has equal bytes."""
    REFERENCE.mkdir(exist_ok=True)
    reference_path(name).write_bytes(gzip.compress(text.encode(), mtime=0))


def compare(name: str, text: str) -> tuple[str, str]:
    """Return the name and the verdict: `equal`, or how far the numbers differ."""
    reference = gzip.decompress(reference_path(name).read_bytes()).decode()
    return name, "equal" if text == reference else describe_difference(reference, text)


def describe_difference(reference: str, text: str) -> str:
    """Describe how two tables differ: shape, text cells, largest difference of numbers."""
    old, new = (pd.read_csv(io.StringIO(item), keep_default_na=False) for item in (reference, text))
    if list(old.columns) != list(new.columns) or len(old) != len(new):
        return f"DIFFERS: {len(old)} x {len(old.columns)} became {len(new)} x {len(new.columns)}"
    numeric = [name for name in old if name in NUMBERS or name.startswith("q")]
    others = [name for name in old if name not in numeric]
    changed = int((old[others].astype(str) != new[others].astype(str)).any(axis=1).sum())
    numbers = [
        table[numeric].apply(pd.to_numeric, errors="coerce").to_numpy() for table in (old, new)
    ]
    gap = float(np.nanmax(np.abs(numbers[0] - numbers[1]))) if numeric else 0.0
    summary = f"DIFFERS: {changed} rows with other text, largest difference {gap:.3g}"
    if "mcse" in old:
        error = np.hypot(*(pd.to_numeric(table["mcse"], errors="coerce") for table in (old, new)))
        change = [pd.to_numeric(table["probability"], errors="coerce") for table in (old, new)]
        beyond = int((np.abs(change[0] - change[1]) > 2 * error).sum())
        summary += f", {beyond} probabilities beyond two combined Monte Carlo errors"
    return summary


if __name__ == "__main__":
    sys.exit(main())
