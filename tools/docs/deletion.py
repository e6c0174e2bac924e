"""docs/deletion.md: what could take a cluster's network away, and what comes of each way."""

from __future__ import annotations

from cilium_ako.catalogue.pulumi.deletion_ways import WAYS
from cilium_ako.catalogue.pulumi.deletions import DELETION_GUARD, DELETIONS, IGNORE_PROTECT

_KEPT = f"""# What deletes a cluster's network, and what does not

Generated from `cilium_ako/catalogue/pulumi/` by `make docs`.

`protect` is not a guard: `--ignore-protect` (of `pulumi up`, `preview` and `destroy`, and as
`{IGNORE_PROTECT}` in the environment) goes past it. So while a stack is in use,
a hook `{DELETION_GUARD}` stands before the deletion of:
"""

_HOOK = f"""
The hook stands in the state, beside the resource. The engine runs it in a preview too, whatever its
flags say, also where the resource's block has left the config; and it stops where it is told to
delete without a program that could answer (`pulumi destroy` without `--run-program`).

`{IGNORE_PROTECT}` set is warned about by its name, at `pulumi preview` and
`pulumi up`: what others protect in the same pipeline has no hook.

## On purpose

```console
$ pulumi config set --path 'cilium-ako:acknowledge.cluster-taken-down.reason' 'NET-512'
$ pulumi up        # takes protection and hooks out of the state, changes nothing in the cluster
$ pulumi destroy   # needs no flag
```

For AKO alone: the same `up`, then take the block `ako` out of the config and `pulumi up` again,
then take the acknowledgement out. Before that, AKO has to clear the controller
([operations](operations.md#taking-a-cluster-down)). Where IPsec is switched off, `encryption-off`
acknowledged lets the key's Secret go with it, after the release.

## A stack that an older version deployed

Its state holds no hooks. The first `pulumi up` with this version writes them down; nothing changes
in the cluster, except that the IPsec key's Secret gets an annotation with Cilium's version. Until
then `--ignore-protect` deletes: do that `up` first, and change nothing else with it.

## A cluster that is gone already

`pulumi up` with `cluster-taken-down` acknowledged needs no API server, since nothing changes in the
cluster. `pulumi destroy` does, and the variable that its message names is not enough: the provider
deletes no Helm release without a server. What works, with a kubeconfig of the old address:

```console
$ pulumi config set --path 'cilium-ako:acknowledge.cluster-taken-down.reason' 'NET-513: gone'
$ pulumi up
$ PULUMI_K8S_DELETE_UNREACHABLE=true pulumi refresh   # forgets what it cannot reach
$ pulumi destroy                                      # the rest, which is in no cluster
```

Never set that variable for good: a refresh in a moment without an API server forgets a cluster that
lives. `pulumi stack rm --force` throws the whole state away instead.

## Each way, tried

With the real engine (CLI 3.259) and a real API server; RELEASE and KEY are URNs of a Helm release
and of the key's Secret. Where something stops or is refused, state and cluster were the same
afterwards, but for the stack's outputs, which say what the config asks for. It is the same with
`--skip-preview`, unless the config changes something else as well: what comes before the refusal
is then applied. Read the preview.

| typed | result | what comes of it |
|---|---|---|
"""

_UNSEEN = """
## What no hook can see

`pulumi state delete`, `pulumi state edit`, `pulumi stack rm --force` and `pulumi stack import`
write the state and ask nobody. They delete nothing in the cluster, but what the state forgets this
program no longer guards. `helm uninstall` and `kubectl delete` do not come here at all. Whoever may
write to the backend or to the cluster can do all that: give those rights to few.
"""


def deletion() -> str:
    """What is kept and why, how it is taken away on purpose, and every way that was tried."""
    kept = "".join(f"\n- {each.called}: {each.consequence}" for each in DELETIONS)
    ways = "".join(f"| {each.typed} | {each.result} | {each.outcome} |\n" for each in WAYS)
    return f"{_KEPT}{kept}\n{_HOOK}{ways}{_UNSEEN}"
