"""What stands for an IPsec key without showing it."""

from __future__ import annotations

from cilium_ako.changes.key_digest import key_digest


def test_a_digest_is_of_the_key_and_the_cluster() -> None:
    key = "1+ rfc4106(gcm(aes)) " + "0a" * 20 + " 128"
    assert len(key_digest(key, "dev")) == 16
    assert key_digest(key, "dev") == key_digest(f" {key}\n", "dev")
    assert key_digest(key, "dev") != key_digest(key, "prod")
    assert key_digest(key, "dev") != key_digest(key.replace("1+", "2+"), "dev")
