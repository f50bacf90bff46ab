"""Plugins made for a test: real folders and real installed packages."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tilbud_engine.plugins import PluginInfo, Registry
from tilbud_engine.settings import Settings

HEAD = "import datetime as dt\nfrom tilbud_engine.plugins import Availability, DataFault, hookimpl\n"


def offer_text(offer: str, derives: str = "") -> str:
    """Return the text of a small offer.yaml."""
    return (
        f"offer: {offer}\nname: Et tilbud\ncard: {{word: Kort, text: Et kort}}\n"
        f"answers: [D-TRANSPORT]\neligible: {{}}\nderives: [{derives}]\n"
    )


def folder_plugin(root: Path, name: str, code: str | None = None, derives: str = "", **files: str) -> Path:
    """Make a folder plugin whose offer has its name; `files` are further ones, by name without suffix (.yaml)."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "offer.yaml").write_text(offer_text(name, derives), encoding="utf-8")
    if code is not None:
        (folder / "plugin.py").write_text(HEAD + textwrap.dedent(code), encoding="utf-8")
    for stem, text in files.items():
        (folder / f"{stem}.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def package_plugin(site: Path, name: str, code: str, offer: str | None = None, distribution: str = "") -> Path:
    """Install a package with an entry point into a folder of the path, and return the folder of its module."""
    distribution = distribution or f"tilbud-{name}"
    module = f"made_{name}"
    folder = site / module
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(HEAD + textwrap.dedent(code), encoding="utf-8")
    if offer is not None:
        (folder / "offer.yaml").write_text(offer_text(offer), encoding="utf-8")
    info = site / f"{distribution.replace('-', '_')}-2.3.dist-info"
    info.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.3\n"
    (info / "METADATA").write_text(metadata, encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[tilbud_engine]\n{name} = {module}\n", encoding="utf-8")
    return folder


def loaded(*folders: Path, allow: bool = True, entry_points: bool = False, blocked: tuple[str, ...] = ()) -> Registry:
    """Load plugin folders, with leave to run their code unless told otherwise."""
    settings = Settings(allow_code=folders if allow else (), blocked=blocked)
    return Registry.load(folders, settings, entry_points=entry_points)


def info(registry: Registry, name: str) -> PluginInfo:
    """Return what became of the plugin."""
    (found,) = (one for one in registry.plugins if one.name == name)
    return found


def codes(registry: Registry) -> list[str]:
    """Return the codes of everything that is wrong."""
    return [one.code for one in registry.problems]
