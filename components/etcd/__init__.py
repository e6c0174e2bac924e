"""The managed etcd: its authorities, its members, and what keeps it in order.

`etcd` is the component, with `authority` and `member` below it. What is sent to Kubernetes is made
by `cilium_ako.etcd`.
"""
