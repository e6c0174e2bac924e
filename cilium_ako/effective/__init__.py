"""What agents, operator and AKO will be told in the end, and what is wrong with that.

The values that follow from a config, a stack's own beside them, flags and variables over both:
`release` puts them together, `refusals` holds the tables of `catalogue.refusals` against them,
`decided` finds what goes past a decision of the config, `flags` what no process would read as it
is meant. Nothing is rendered and nothing is asked of a cluster.
"""
