"""SHA-256 digests of the published chart archives that this program was made with.

An archive of a public chart must have it, whatever a project's `charts.lock` says; what is not here
is known by the lock alone. Whoever makes a release records new ones (`make charts RECORD=1`, which
rewrites this file's table). Cilium's are those of https://helm.cilium.io. AKO's archives are not
recorded: its registry publishes no digests that could be looked up beforehand, so whoever pulls one
first reads it and locks it.
"""

from __future__ import annotations

from typing import Final

# begin digests: rows are `chart-version: sha256`, sorted
DIGESTS: Final[dict[str, str]] = {
    "cilium-1.13.18": "4d189879aaffa59fbc032cc9436af6d29f0ae32143e4f9e21c08a02caa00070e",
    "cilium-1.14.19": "fc402d6f21ad6bb203e050c86bf96bdb894e6349a90d310594f8e57b037bc697",
    "cilium-1.15.19": "fd1c33af55d62c0954fe302d603295cf6aead24b715e92ee75b7be06c5a8b591",
    "cilium-1.16.19": "91672864f438a2a45fbfac65b0f8b42a8dd76e9e712cabe602311c34f290f7a3",
    "cilium-1.17.18": "6a9a929a4bfa7a7cbb1fbb429514dde61fdf70622aac3adfd0bed8a4b09e34e9",
    "cilium-1.18.12": "5923f9d9fcb11bc4692ad52353cc791b935d96e09ba0c535c5a8b88ea8a37572",
    "cilium-1.19.6": "21c43cf53841f9ab0375047d95aa4c64051ea52bbd2c679416e6408f5f1c9179",
    "cilium-1.20.0": "c5f013912360d1a334f44ef25f36da59ba3414cdb48f466ee12d0c4fdff27883",
}
# end digests


def digest_of(chart: str, version: str) -> str:
    """The recorded digest of a chart's archive; empty where there is none."""
    return DIGESTS.get(f"{chart}-{version}", "")
