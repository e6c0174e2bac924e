"""What a stack needs of AWS: the least that Cilium's operator must be allowed with IPAM `eni`, and
what security groups must let in.

Two steps, over the tables of `catalogue.aws`. `interface_use` reads from what will run (values,
flags and variables together) which calls of EC2 are switched on and what they can be narrowed by;
`operator_policy` makes the statements of an IAM policy of it, each with its reason. Nothing is
asked of AWS, and nothing of `pulumi_aws` is imported.
"""
