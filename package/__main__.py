"""What the engine's plugin host starts: see `components/package/provider.py`."""

from components.package.provider import host

host()
