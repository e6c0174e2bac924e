"""What is known of etcd where this program runs it: releases, ports, flags, names, runbooks.

Paths are of etcd's repository, with `kOps:` before those of kOps.
"""
