"""What `pulumi up` would create, found out without an engine.

`offline` runs the real program, with `recording` in the engine's place, which keeps what the
program registers; `plan` tells it as text, markdown and JSON. `offline` and `recording` import
pulumi, and are imported by nobody who need not; `on_demand` keeps out of that what is never used.
"""
