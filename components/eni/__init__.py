"""What a stack with IPAM `eni` needs of AWS, where the program makes it.

`pulumi_aws` is imported inside of functions, so that a stack without it loads nothing of it; and
nothing of `pulumi_aws.ec2`, whose import alone takes longer than a preview.
"""
