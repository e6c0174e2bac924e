"""Resources of the AWS provider by their type token, without `pulumi_aws.ec2`.

Importing that module takes longer than a whole preview. A resource that is registered by its token
has the same inputs, spelled as the provider spells them, and the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError

import pulumi

from components.engine.plugin_versions import plugin_version


def aws_plugin_version() -> str:
    """The version of the AWS provider that is installed, which the engine is to run.

    Raises pulumi.RunError where it is left out of the program's packages.
    """
    try:
        return plugin_version("pulumi-aws")
    except PackageNotFoundError:
        raise pulumi.RunError(
            "the stack makes something in AWS, and the package pulumi-aws is not installed.\n"
            "fix: beside an installed command line, pip install 'cilium-ako[aws]'; in a checkout,"
            ' put the lines that name "aws" back into pyproject.toml: extra, group, default-groups'
        ) from None


class LightResource(pulumi.CustomResource):
    """A resource of the AWS provider, of which only the id is read here."""

    def __init__(
        self,
        token: str,
        name: str,
        inputs: Mapping[str, pulumi.Input[object]],
        opts: pulumi.ResourceOptions,
    ) -> None:
        """`token` such as `aws:ec2/subnet:Subnet`; inputs are spelled as the provider has them."""
        options = pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(version=aws_plugin_version())
        )
        super().__init__(
            token, name, {key: value for key, value in inputs.items() if value is not None}, options
        )
