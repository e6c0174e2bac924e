"""The engine's side of the program: what Pulumi asks of it, and what it asks of Pulumi.

`engine_config` reads the config that the engine hands over, `runtime` tells who runs the program,
`kubeconfig_check` and `foreign_cilium` keep it out of the wrong cluster, `guard` with
`update_verdict` stops updates that a cluster does not survive, `deletion_guard` deletions, and
`failed_release` says how to go on; `resource_hooks` binds them, and `live_cluster` is how they
look into the cluster. `component_options`, `helm_release` and `kubernetes_objects` are what the
components are made of.
"""
