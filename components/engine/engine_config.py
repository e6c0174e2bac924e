"""The stack's config as the engine hands it to the program."""

from __future__ import annotations

from pulumi.runtime import config as engine

from cilium_ako.config.stack import OBJECTS, PROJECT, RawConfig, Secret, SecretKey, key_path

_OBJECTS = frozenset(map(key_path, OBJECTS))
_SECRETS = frozenset(f"{PROJECT}:{key}" for key in SecretKey)


def engine_config(*, offline: bool) -> RawConfig:
    """Every config key of the run. Objects are JSON text, which `parse` reads, secrets decrypted.

    Offline the texts of secrets are stand-ins, and are left out.

    An object that holds an encrypted value anywhere is marked as a whole, and is refused: it
    would reach the plan, and the values of a Helm release, in clear.
    """
    given, marked = engine.CONFIG.get(), set[str]()
    # offline, the environment is the caller's and says nothing of the stack
    if not offline:
        given = {**engine.get_config_env(), **given}
        marked = set(engine.get_config_secret_keys_env())
    keys: dict[str, object] = {}
    secrets: dict[str, Secret] = {}
    nested: list[str] = []
    for key, value in given.items():
        secret = key in marked or engine.is_config_secret(key)
        if key in _SECRETS and secret:
            if value:
                secrets[key] = Secret(None if offline else str(value))
        elif secret and key in _OBJECTS:
            nested.append(key)
            keys[key] = value
        elif secret:
            secrets[key] = Secret(None if offline else str(value))
        else:
            keys[key] = value
    return RawConfig(keys, secrets, tuple(nested))
