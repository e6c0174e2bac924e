"""What a person reads: problems, the offline preview, and what a change does.

`problems` says what is wrong with a stack, `offline` runs the real program without an engine and
`recording` keeps what it registers (the two import `pulumi`, and are imported by nobody who need
not), `plan` shows it as a tree or JSON.
"""
