"""Many stacks: what is right in each and wrong together.

`judge` takes stacks that were checked one by one and adds what they are to each other: one service
engine group for two clusters, one etcd, one API server. Its checks are functions over all stacks,
registered by the id of their rule, one file a scope; each sorts or groups once, so that hundreds of
stacks take near linear time. `judge.judged_together` is the only way in.
"""
