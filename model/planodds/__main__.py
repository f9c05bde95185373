"""`python -m model` is the command `planodds`."""

from __future__ import annotations

from planodds.cli.app import main

if __name__ == "__main__":
    main()
