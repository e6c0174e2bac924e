"""What a change of stacks does to their clusters, from a repository alone: `cilium-ako diff`.

`command` is the one way in. `requested_stacks` says which stacks are meant, `snapshots` what each
is before and after, `comparison` holds the two against each other, `stack_report` says what
follows, `chart_diffs` what happens to the objects of the charts, and `report` puts it all together.
`model` is what it comes to; `formats` only write that down.
"""
