"""What a change does to a running cluster.

`facts` is the model: what a cluster is told, as named values in one normal form. Four readers fill
it: `from_stack` (a stack's config), `from_values` and `from_release` (Helm values, with what stands
beside them in a Release), `from_configmap` (what agents and AKO read), `from_state` (`pulumi stack
export`). `differences` says which facts of two sides differ, `classification` what that does, by
the table in `catalogue.transitions` and the `conditions` that its rows name. What could not be read
is unknown, with the reason, and never safe.
"""
