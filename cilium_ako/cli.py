"""The console script `cilium-ako`: the process around `cilium_ako.commands.app`."""

from __future__ import annotations

import gc
import io
import sys


def main() -> None:
    """Runs the command line that this process was started with, and ends the process."""
    # A run ends before there is garbage worth a search, which would take a tenth of its time.
    # For the same reason the command line is imported only now.
    gc.disable()
    from cilium_ako.commands.app import run  # noqa: PLC0415 - start-up time

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that cannot show a letter gets its number, not a traceback
            stream.reconfigure(errors="backslashreplace")
    status = run(sys.argv[1:])
    gc.freeze()  # nor does the interpreter search everything as it ends
    sys.exit(status)


if __name__ == "__main__":
    main()
