"""The report of a change that a reviewer reads: everything from a repository alone.

`base` reads the stacks as they were, `worktree` runs the program as it was, `assemble` compares
the two sides and renders the charts, `engine` folds in what `pulumi preview` said, `sections`
puts it into an order, and `text`, `markdown`, `html` and `json_form` write it down. `run` is the
one way in.
"""
