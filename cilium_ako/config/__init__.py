"""What a stack may ask for: typed models of its config.

Frozen models, one file per subject; a config that does not fit is told where and how, and
nothing here knows whether a config makes sense: that is `cilium_ako.rules`.

`stack_file` reads a file as the engine would, `parse` turns its mapping into a `Stack`.
"""
