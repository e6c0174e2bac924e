"""The commands of `cilium-ako`: one file each, put together in `cilium_ako.cli`.

A command is a function that reads its options, has a package do the work, prints and returns an
`ExitStatus`. `options` holds what several commands take, `output` how they speak: data goes to
stdout, everything else to stderr, and what went wrong is always said in one shape.

Nothing but typer is imported before a command runs: each imports what it needs by itself, so that
a `check` does not wait for the libraries of a `doctor`.
"""
