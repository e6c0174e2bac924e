"""The Pulumi components: what becomes of a stack's config in a cluster.

`program` is what `__main__.py` runs. `cilium` and `ako` are the two components, with `ipsec_key`,
`etcd_client_tls` and `avi_credentials` below them; each has its `Args` beside it and is made as
Pulumi's own are, by `(name, args, opts)`. `engine/` is what the engine asks of the program. Type
tokens and names are state: they are never changed without an alias.
"""
