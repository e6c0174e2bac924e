"""What makes sense: checks of a parsed stack against the rules of the catalogue.

A check is a function over parts of a stack, registered by the id of its rule, whose row in
`cilium_ako.catalogue.rules` says what holds, why it matters, what to do and where that is known
from. There is one file for each subject, with the name of the table of its rows.
`collect_problems` is the only way in.
"""
