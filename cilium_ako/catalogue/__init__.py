"""What is known of Cilium, AKO, Kubernetes and Linux, as tables.

Every module here is one table with its row type. A fact has its source beside it; whoever
knows better corrects the row. No module here imports another package.
"""
