"""What is known of Pulumi.

How it writes values that are more than data, what its engine deletes and what it does not, and how
its Helm releases fail.
"""
