"""What a live cluster says about itself, held against its stack. Nothing is ever written.

`diagnose` looks once, `watch` again and again. `cluster` reads JSON through the official client's
authentication, `reading` knows what to read for a stack, `reduce` and `secret_contents` keep the
few fields that matter, `checks` are pure functions of these and the stack, `catalogue.faults`
knows what each fault means, and `report` and `runbook` write for a person or a program.
"""
