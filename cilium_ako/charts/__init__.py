"""What we tell Helm: a stack's decisions, and the values of both charts that follow from them.

`cilium` and `ako` state facts, `spelling` writes them as the chart's version wants them,
`overrides` adds a stack's own values and tells where they contradict, `decisions` says it all
for a person, `source` knows where a chart comes from.
"""
