"""What makes sense.

A rule is a function over parts of a parsed stack, registered by its id in
`cilium_ako.catalogue.rules`, where its sentence, reason, fix and source stand. One file per
subject. `judge` turns shape errors and findings into problems; it is the only way in.
"""
