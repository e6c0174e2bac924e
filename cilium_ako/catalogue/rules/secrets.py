"""Rules about secrets: which are needed, which are not, and whether known ones can work."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

RULES: Final = (
    Rule(
        id="secret-missing",
        severity="error",
        says="Every secret that the stack needs is set.",
        why="What needs it would be made without it and not work.",
        fix="Set it.",
        source="docs/config.md",
    ),
    Rule(
        id="secret-missing-offline",
        severity="warning",
        says="Every secret that the stack needs is set before it is deployed.",
        why="The preview uses a stand-in; pulumi up will refuse.",
        fix="Set it before pulumi up.",
        source="docs/config.md",
    ),
    Rule(
        id="secret-unused",
        severity="warning",
        says="Every credential that is set is one that the stack uses.",
        why="Nothing reads it, so it does not do what whoever set it meant.",
        fix="Remove it, or set what makes use of it.",
        source="docs/config.md",
        acknowledgeable=True,
    ),
    Rule(
        id="avi-username-missing",
        severity="error",
        says="Credentials from this config have a user name.",
        why="AKO's Secret is not made without one, and AKO does not start.",
        fix="Set it.",
        source="AKO:helm/ako/templates/secret.yaml",
    ),
    Rule(
        id="ipsec-key-form",
        severity="error",
        says="The IPsec key has the form that agents and kernels accept.",
        why="Agents stop at start, or, worse, the kernel refuses the key later and traffic is "
        "dropped.",
        fix='pulumi config set --secret cilium-ako:ipsecKey "1+ rfc4106(gcm(aes)) $(openssl rand '
        '-hex 20) 128"',
        source="pkg/datapath/linux/ipsec/ipsec_linux.go",
    ),
    Rule(
        id="ipsec-key-id",
        severity="error",
        says="The IPsec key's id follows from its rotation.",
        why="Agents tell keys apart by the id: a wrong one makes them keep the old key, and nodes "
        "stop understanding each other.",
        fix="Count the rotation up with every new key, and give the key the id that follows from "
        "it.",
        source="Documentation/security/network/encryption-ipsec.rst, key rotation",
    ),
    Rule(
        id="pem-form",
        severity="error",
        says="Certificates and keys are PEM of the right kind.",
        why="Its reader starts without TLS or not at all, long after the deployment.",
        fix="Set it from the right file.",
        source="pkg/kvstore/etcd.go; AKO:helm/ako/templates/secret.yaml",
    ),
    Rule(
        id="certificate-expired",
        severity="error",
        says="A certificate is valid on the day that it is deployed.",
        why="Agents and AKO refuse the connection, long after the deployment.",
        fix="Set a certificate that is valid, and its key with it.",
        source="pkg/kvstore/etcd.go; Go's crypto/x509, Certificate.Verify",
    ),
    Rule(
        id="certificate-ends-soon",
        severity="warning",
        says="A certificate is valid for 30 more days.",
        why="When it ends, agents and AKO refuse the connection or are refused, all at once.",
        fix="Renew it, and set the new one with its key; agents read etcd's client pair again at"
        " each handshake.",
        source="pkg/kvstore/etcd.go",
        acknowledgeable=True,
    ),
    Rule(
        id="certificate-authority",
        severity="error",
        says="etcdCa holds the authority that signed etcd's servers, or their own certificates.",
        why="Agents trust no server of etcd then, and never start.",
        fix="Set etcdCa from the certificate of the authority, which says CA:TRUE.",
        source="pkg/kvstore/etcd.go; Go's crypto/x509, Certificate.CheckSignatureFrom and"
        " VerifyHostname",
    ),
    Rule(
        id="certificate-issuer",
        severity="error",
        says="The client certificate for etcd is signed by an authority in etcdCa.",
        why="Where one authority signs servers and clients, as is usual, etcd refuses every"
        " agent's connection.",
        fix="Set certificate and key that etcd's authority has signed; if etcd trusts another"
        " authority for its clients than its servers have, say so by an acknowledgement.",
        source="etcd:client/pkg/transport/listener.go (--trusted-ca-file); Go's crypto/x509,"
        " Certificate.Verify",
        acknowledgeable=True,
    ),
    Rule(
        id="certificate-pair",
        severity="error",
        says="The client certificate for etcd has its own private key.",
        why="Agents stop at once: the pair cannot be loaded.",
        fix="Set certificate and key from one pair of files.",
        source="pkg/kvstore/etcd.go; Go's crypto/tls, X509KeyPair",
    ),
    Rule(
        id="certificate-usage",
        severity="error",
        says="The client certificate for etcd is one for clients.",
        why="etcd asks for the extended key usage clientAuth and refuses every agent's connection.",
        fix="Have a certificate issued with the extended key usage clientAuth.",
        source="pkg/kvstore/etcd.go; etcd:client/pkg/transport/listener.go; Go's crypto/x509, "
        "VerifyOptions.KeyUsages",
    ),
    Rule(
        id="mesh-ca-half",
        severity="error",
        says="The mesh's authority has its private key.",
        why="Certificates of this cluster are signed with it; neither half is of use alone.",
        fix="Set meshCa and meshCaKey, from one pair of files.",
        source="docs/mesh.md",
    ),
    Rule(
        id="mesh-ca-pair",
        severity="error",
        says="The mesh's private key is that of the first certificate in meshCa.",
        why="What it signs does not fit the authority that peers know: every TLS handshake fails.",
        fix="Set meshCa and meshCaKey from one pair of files, the certificate that signs first.",
        source="Go's crypto/x509, Certificate.CheckSignatureFrom",
    ),
    Rule(
        id="mesh-ca-authority",
        severity="error",
        says="The mesh's authority is one that may sign.",
        why="etcd and its clients refuse what a certificate signed that is no authority.",
        fix="Make one with the basic constraint CA:TRUE.",
        source="Go's crypto/x509, Certificate.Verify",
    ),
)
