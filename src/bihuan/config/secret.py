"""The signing key: given, or made once and kept beside the data."""

import os
import secrets
from pathlib import Path

# Known to everybody who can read the source, and therefore good for nothing but the demo city.
DEMO_KEY = "demo-city-key-known-to-everybody-never-use-it-for-real-work"


def key(given: str, data_dir: Path, *, demo: bool) -> str:
    """Return the given key, else the demo's, else the one kept in the data directory, made on first use."""
    if given or demo:
        return given or DEMO_KEY
    kept = data_dir / "secret-key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text().strip()
