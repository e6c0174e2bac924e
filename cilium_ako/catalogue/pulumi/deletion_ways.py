"""Every way in which what is deployed could go, and what comes of it.

Each was tried with the real engine and a real API server: `tests/engine/test_deletion.py` has the
same names, and a test holds both together.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Result = Literal["stops", "refused", "goes", "not guarded"]
"""stops: the engine stops before anything, since no program runs that could answer.
refused: guard or engine refuse it, with what to type. In both, state and cluster stay as they are.
goes: it does what was asked for, after a person has acknowledged it.
not guarded: no hook is asked."""

WITHOUT_PROGRAM: Final = (
    "the engine names the hook and stops; `--run-program`, which it asks for, is refused next"
)
BY_GUARD: Final = "the guard says what would go, why it matters and what to type"


class Way(NamedTuple):
    """One way, with everything that is typed."""

    id: str
    """Its name, for tests."""
    typed: str
    """What a person does, in Markdown."""
    result: Result
    """What comes of it."""
    outcome: str
    """What the person sees, as the beginning of a sentence without its full stop."""


WAYS: Final = (
    Way("destroy", "`destroy`", "stops", WITHOUT_PROGRAM),
    Way("destroy-ignoring", "`destroy --ignore-protect`", "stops", WITHOUT_PROGRAM),
    Way(
        "destroy-ignoring-by-variable",
        "`destroy` with `PULUMI_OPTION_IGNORE_PROTECT=true`",
        "stops",
        WITHOUT_PROGRAM,
    ),
    Way("destroy-excluding", "`destroy --exclude-protected`", "stops", WITHOUT_PROGRAM),
    Way(
        "destroy-target",
        "`destroy --ignore-protect --target RELEASE --target-dependents`",
        "stops",
        WITHOUT_PROGRAM,
    ),
    Way(
        "destroy-going-on",
        "`destroy --ignore-protect --continue-on-error`",
        "stops",
        WITHOUT_PROGRAM,
    ),
    Way("program", "`destroy --run-program`", "refused", BY_GUARD),
    Way("program-ignoring", "`destroy --run-program --ignore-protect`", "refused", BY_GUARD),
    Way(
        "program-ignoring-by-variable",
        "`destroy --run-program` with `PULUMI_OPTION_IGNORE_PROTECT=true`",
        "refused",
        f"the program warns of the variable by its name, and {BY_GUARD}",
    ),
    Way(
        "program-excluding",
        "`destroy --run-program --exclude-protected`",
        "refused",
        f"{BY_GUARD}, for `ako-restart`, which nothing protects",
    ),
    Way(
        "program-target",
        "`destroy --run-program --ignore-protect --target RELEASE --target-dependents`",
        "refused",
        BY_GUARD,
    ),
    Way(
        "program-target-key",
        "`destroy --run-program --ignore-protect --target KEY`",
        "refused",
        "the engine says that the release depends on the key's Secret and is no target",
    ),
    Way(
        "program-going-on",
        "`destroy --run-program --ignore-protect --continue-on-error`",
        "refused",
        f"{BY_GUARD}; nothing else goes, since all of it hangs on the releases",
    ),
    Way("block-removed", "`up` without the block `ako`", "refused", BY_GUARD),
    Way(
        "block-removed-ignoring",
        "`up --ignore-protect` without the block `ako`",
        "refused",
        BY_GUARD,
    ),
    Way(
        "block-removed-ignoring-by-variable",
        "`up` without the block `ako`, with `PULUMI_OPTION_IGNORE_PROTECT=true`",
        "refused",
        f"the program warns of the variable by its name, and {BY_GUARD}",
    ),
    Way(
        "block-removed-target",
        "`up --ignore-protect --target RELEASE --target-dependents` without the block `ako`",
        "refused",
        BY_GUARD,
    ),
    Way("replace", "`up --replace RELEASE`", "refused", "the engine says that it is protected"),
    Way(
        "replace-ignoring",
        "`up --replace RELEASE --ignore-protect`",
        "refused",
        "a second release would be made first, and rule `foreign-cilium` refuses that (for AKO,"
        " Helm does)",
    ),
    Way(
        "replace-key",
        "`up --replace KEY`",
        "refused",
        "a second Secret would be made first, and rule `foreign-cilium` refuses that",
    ),
    Way(
        "unprotect",
        "`state unprotect --all`, then any `destroy`",
        "refused",
        "only `protect` is gone: the hook still stands in the state; the next `up` protects again",
    ),
    Way(
        "refresh",
        "`refresh`",
        "goes",
        "it reads the cluster and keeps hooks and protection; what it does not find there any more"
        " leaves the state",
    ),
    Way(
        "refresh-unreachable",
        "`refresh` with `PULUMI_K8S_DELETE_UNREACHABLE=true` while no API server answers",
        "not guarded",
        "all that it does not reach leaves the state, protected or not, and stays in the cluster",
    ),
    Way(
        "acknowledged",
        "`cluster-taken-down` acknowledged, `up`, then `destroy`",
        "goes",
        "`up` takes `protect` and hooks out of the state and changes nothing in the cluster;"
        " `destroy` needs no flag",
    ),
    Way(
        "acknowledged-too-early",
        "`cluster-taken-down` acknowledged, then `destroy` without the `up`",
        "stops",
        "the state still names the hook (with `--run-program` it goes: that runs the program, which"
        " knows what was acknowledged)",
    ),
    Way(
        "cluster-gone",
        "the cluster is gone: `destroy`",
        "stops",
        f"{WITHOUT_PROGRAM}. Acknowledged, `up` passes without a cluster; a `destroy` then stops at"
        " the first release",
    ),
    Way(
        "state-from-before",
        "any of these with a state from before this version, before its first `up`",
        "not guarded",
        "as before: `protect` alone stands in the way, and `--ignore-protect` goes past it. One"
        " `up`, which changes nothing in the cluster, writes the hooks down",
    ),
    Way(
        "state-delete",
        "`state delete`",
        "not guarded",
        "the resource leaves the state and stays in the cluster; `foreign-cilium` refuses to make"
        " it anew",
    ),
    Way(
        "stack-rm-force",
        "`stack rm --force`",
        "not guarded",
        "the state goes, with every key that only it holds; the cluster keeps everything",
    ),
)
"""By what is typed."""
