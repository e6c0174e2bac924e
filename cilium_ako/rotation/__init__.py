"""The next IPsec key: the stack file's rotation raised by one, where nothing stands against it.

`key_rotation` says what a stack's key allows and what the next rotation is. `standing` says
whether the last one has reached the cluster and what else is about to change, from the cluster, a
state or the commit HEAD. `rotate` puts both together and is what the command calls.
"""
