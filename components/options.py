"""Resource options for the children of a component.

A child's options start from its parent and provider. Of what a caller gave the component only
the few that mean the same for a child are handed on: an `import_` or an `alias` of the component
is not one of its children.
"""

from __future__ import annotations

import pulumi


def component_options(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Of a caller's options those that a component takes: its place in the graph, and aliases."""
    given = opts or pulumi.ResourceOptions()
    return pulumi.ResourceOptions(
        parent=given.parent,
        depends_on=given.depends_on,
        aliases=given.aliases,
        transforms=given.transforms,
    )
