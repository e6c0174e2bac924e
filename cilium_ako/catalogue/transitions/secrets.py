"""Secrets whose ciphertext is another one, or that come from elsewhere.

Whether the secret itself is another one is not known from a stack file, so such a change is always
told as unknown, with what it would do if it were. Paths are of the Cilium repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.runbooks import CHANGE_MESH_AUTHORITY, RESTART_AGENTS
from cilium_ako.catalogue.transitions.row import Transition

_SEEN_BY_ENGINE: Final = (
    "pulumi preview compares the texts, and shows none: where it does not update the Secret {},"
    " nothing changes"
)

TRANSITIONS: Final[tuple[Transition, ...]] = (
    Transition(
        id="secret-ipsec-key-changed",
        facts=("ipsec.key",),
        when="never",
        impact="disruptive",
        consequence=(
            "Another key under the same id cuts nodes off from each other: agents refuse it until"
            " they restart, and then cannot read those that have not."
        ),
        runbook=(
            "compare the key's digest with that in the state, which shows neither key:"
            " pulumi stack export --file state.json, then pulumi config --json --show-secrets |"
            " cilium-ako diff STACK --state state.json --config-json -",
            "pulumi preview compares the digests, too, and refuses another key under the same id",
            "where the key shall change, raise `rotation` by exactly one together with it",
        ),
        source=(
            "Documentation/security/network/encryption-ipsec.rst;"
            " pkg/datapath/linux/ipsec/ipsec_linux.go"
        ),
    ),
    Transition(
        id="secret-etcd-ca-changed",
        facts=("kvstore.ca",),
        when="never",
        impact="disruptive",
        consequence=(
            "The authority is read once, at start: agents that have the old one cannot reach etcd"
            " servers with new certificates, and those that start with a wrong one reach none."
        ),
        runbook=(
            _SEEN_BY_ENGINE.format("kube-system/cilium-etcd-secrets"),
            "where the authority shall change: ship a bundle of the old and the new one",
            *RESTART_AGENTS,
            "swap the servers' certificates",
            "ship the new authority alone, and restart again",
        ),
        source="pkg/kvstore/etcd.go",
    ),
    Transition(
        id="secret-etcd-client-changed",
        facts=("kvstore.clientCertificate", "kvstore.clientKey"),
        when="never",
        impact="rolling",
        consequence=(
            "The client's pair is read again at each handshake; with one that etcd does not take,"
            " or whose halves do not fit, agents keep what they know and learn nothing new."
        ),
        runbook=(
            _SEEN_BY_ENGINE.format("kube-system/cilium-etcd-secrets"),
            "certificate and key are of one pair, signed by an authority that etcd knows",
        ),
        source="pkg/kvstore/etcd.go (getClientCertificateReloader)",
    ),
    Transition(
        id="secret-mesh-ca-changed",
        facts=("clustermesh.ca", "clustermesh.caKey"),
        when="never",
        impact="disruptive",
        consequence=(
            "The mesh's four certificates are signed anew. By an authority that the peers do not"
            " know, no peer gets in, this cluster gets into none, and its own agents lose the mesh"
            " API server until both have been restarted."
        ),
        runbook=(
            _SEEN_BY_ENGINE.format("kube-system/clustermesh-apiserver-server-cert"),
            *CHANGE_MESH_AUTHORITY,
        ),
        source="Documentation/network/clustermesh/setup.rst",
    ),
    Transition(
        id="secret-avi-ca-changed",
        facts=("ako.ca",),
        when="never",
        impact="disruptive",
        consequence=(
            "AKO restarts, and with an authority that did not sign the controller's certificate it"
            " cannot reach the controller: virtual services stay as they are, whatever changes in"
            " the cluster."
        ),
        runbook=(
            _SEEN_BY_ENGINE.format("avi-system/avi-secret"),
            "openssl verify -CAfile avi-ca.crt the controller's certificate before pulumi up",
        ),
        source="AKO:internal/k8s/ako_init.go; AKO:helm/ako/templates/secret.yaml",
    ),
    Transition(
        id="secret-avi-credentials-changed",
        facts=("ako.password", "ako.token"),
        when="never",
        impact="rolling",
        consequence=(
            "AKO stops when its Secret's content changes, and the kubelet starts it again; virtual"
            " services go on meanwhile."
        ),
        runbook=(
            _SEEN_BY_ENGINE.format("avi-system/avi-secret"),
            "change the password in the controller first",
        ),
        source="AKO:internal/k8s/ako_init.go",
    ),
)
