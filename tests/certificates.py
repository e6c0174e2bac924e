"""A certificate of an authority that is valid until 2126, and its private key.

Nothing else knows this key.
"""

from __future__ import annotations

from typing import Final

CERTIFICATE: Final = """\
-----BEGIN CERTIFICATE-----
MIIBJTCBzKADAgECAgEBMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBmNsaWVudDAg
Fw0xOTAzMjMwMDAwMDBaGA8yMTI2MDEwMTAwMDAwMFowETEPMA0GA1UEAwwGY2xp
ZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyppEjNAOtfC6FCtsFrNgiViZ
5eT+9oW4ZQj9Xa9l5ixL1FXWXWX3Iye4pYaL/MeM+Ukz2JUax1Nj4unbpiNOfqMT
MBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAsHDvd/+XFpNhw
d5HAZTrMBRQcxe9VHjQl55NnS8qWXQIhAI66hPa+KAcqgDsvew50wEOTdQmfjQ6t
N/y8R2fI0mGb
-----END CERTIFICATE-----
"""
PRIVATE_KEY: Final = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghyVaOHqJGrCw+0Dl
edh3+Wzzwn4uSrooCLb+pGC1WMyhRANCAATKmkSM0A618LoUK2wWs2CJWJnl5P72
hbhlCP1dr2XmLEvUVdZdZfcjJ7ilhov8x4z5STPYlRrHU2Pi6dumI05+
-----END PRIVATE KEY-----
"""
OTHER_KEY: Final = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghEUB1CM1UuttfskF
NZ7tyYXYb28ta0cnCYO2cFJOSPChRANCAATU/aJTcZxsVE4dVX7jh4qHSqFHgmmc
LLHilJmz0837MSRtM23jMv2ezVae5Y74WRhOI3uX/ZyJrinThGJalsJZ
-----END PRIVATE KEY-----
"""
"""A private key of no certificate here."""
