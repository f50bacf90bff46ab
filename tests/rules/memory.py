"""How much memory this process has needed so far."""

from __future__ import annotations

import resource
import sys


def peak_megabytes() -> float:
    """Return the most memory that the process ever held; what grows shows in it, whatever is freed in between."""
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
