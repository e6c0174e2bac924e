"""The Pulumi components: what becomes of a stack's config in a cluster.

`program` is what `__main__.py` runs. `cilium` and `ako` are the two components, with `ipsec_key`,
`etcd_client_tls` and `avi_credentials` under them; `configuration` reads the engine's config,
`kubernetes` makes the provider and the plain objects, `wrong_cluster` and `guard` stop what
must not happen. Type tokens and names are state: they are never changed without an alias.
"""
