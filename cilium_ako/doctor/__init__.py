"""A live cluster against its stack. Nothing is ever written to a cluster.

`run.diagnose` looks once, `run.watch` again and again:

1. `connection` opens a cluster with the official client, `api_server` reads paged JSON from it.
2. `queries` says what is read for a stack, `collect` reads it; `projections` and `secret_contents`
   keep the few fields that matter as an `observation`.
3. `checks` are pure functions of a `cluster_view`: the stack, the observation, and what follows
   from both. `catalogue.faults` says what each fault means. `drift` compares facts with those of
   the stack.
4. `report` and `runbook` write for a person or a program.
"""
