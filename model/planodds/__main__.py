"""`python -m planodds` is the command `planodds`."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command; an interruption while its modules load ends it at once, silently."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from planodds.cli.app import main as run

    signal.signal(signal.SIGINT, before)
    run()


if __name__ == "__main__":
    main()
