"""The managed etcd as Kubernetes has it: arguments, manifests, and what its ConfigMap says.

Pure functions of a stack's config. `components/etcd/` registers what they make, and makes the
certificates.
"""
