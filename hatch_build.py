"""Puts the catalogue and the rulesets into the wheel, and nowhere else.

An editable install reads both from the checkout: a copy beside the code would go stale at the first edit.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("plugins", "rulesets")


class CatalogueHook(BuildHookInterface):
    """Adds each file of plugins/ and rulesets/ to a standard wheel as tilbud_engine/catalogue/..."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        root = Path(self.root)
        for kind in CARRIED:
            for file in sorted((root / kind).rglob("*")):
                inside = file.relative_to(root)
                if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                    build_data["force_include"][str(file)] = f"tilbud_engine/catalogue/{inside.as_posix()}"
