"""What a component takes of a caller's `ResourceOptions`, and what its children get of it.

A component here registers its children itself, so only some options can mean for a component
what a caller expects of them. Those are honoured; any other that is set is an error and not
silently dropped: an `import_` of a component would import nothing, `ignore_changes` would ignore
nothing. Source: sdk/python/lib/pulumi/resource.py of Pulumi.
"""

from __future__ import annotations

from typing import Final

import pulumi

HONOURED: Final = frozenset(
    {
        "aliases",
        "depends_on",
        "parent",
        "protect",
        "provider",
        "providers",
        "transformations",
        "transforms",
    }
)
"""The options that a component takes. `protect` and the provider reach every child by
inheritance; `depends_on` is given to every child by `child_options`."""


def component_options(
    component: str, opts: pulumi.ResourceOptions | None
) -> pulumi.ResourceOptions:
    """A caller's options for the component itself.

    `component` is the component's class name, for the message. Raises pulumi.RunError, which
    names every option that a component cannot honour.
    """
    given = opts or pulumi.ResourceOptions()
    refused = sorted(
        name
        for name, value in vars(given).items()
        if not name.startswith("_") and name not in HONOURED and _is_set(value)
    )
    if refused:
        raise pulumi.RunError(
            f"{component} cannot honour the resource option{'s' if len(refused) > 1 else ''} "
            f"{', '.join(refused)}: a component registers its children itself, and the option "
            "would do nothing.\n"
            f"fix: take {'them' if len(refused) > 1 else 'it'} out of `opts`; a component takes "
            f"{', '.join(sorted(HONOURED))}"
        )
    return given


def _is_set(value: object) -> bool:
    if isinstance(value, pulumi.ResourceHookBinding):
        return any(vars(value).values())  # merging two sets of options makes an empty one
    return value not in (None, [], {})


def child_options(
    component: pulumi.ComponentResource,
    opts: pulumi.ResourceOptions | None,
    *more: pulumi.ResourceOptions,
) -> pulumi.ResourceOptions:
    """The options of a component's child: below it, and after what the component depends on.

    `opts` are those that the component was given, `more` the child's own.
    """
    after = opts.depends_on if opts is not None else None
    options = pulumi.ResourceOptions(parent=component, depends_on=after)
    for each in more:
        options = pulumi.ResourceOptions.merge(options, each)
    return options
