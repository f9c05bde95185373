"""Benchmarks (``make bench``): print ratios measured in one run; nothing passes or fails."""

from __future__ import annotations

import os
import sys

from tests.bench.batches import bench_batch
from tests.bench.explorer import bench_explorer
from tests.bench.fits import bench_fits, bench_paths
from tests.bench.forms import bench_forms, bench_growth
from tests.bench.limits import bench_counties, bench_limits

PARTS = {
    "fits": bench_fits,
    "paths": bench_paths,
    "forms": bench_forms,
    "growth": bench_growth,
    "batch": bench_batch,
    "counties": bench_counties,
    "limits": bench_limits,
    "explorer": bench_explorer,
}


def main() -> None:
    """Run the parts named on the command line, or all of them."""
    for name in sys.argv[1:] or PARTS:
        load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
        print(f"\n{name} ({load} before)", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main()
