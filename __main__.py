"""What `pulumi preview` and `pulumi up` run: see `components/program.py`."""

from components.program import run

run()
