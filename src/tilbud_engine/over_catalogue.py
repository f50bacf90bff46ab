"""An engine that reads somebody's folders in the place of what is shipped under the same names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.engine import Engine, RuntimeName
from tilbud_engine.plugins import Registry
from tilbud_engine.plugins.finding import find_folders
from tilbud_engine.settings import Settings


def load_over_catalogue(
    plugins: Iterable[Path],
    rulesets: Iterable[Path] = (),
    settings: Settings | None = None,
    *,
    runtime: RuntimeName = "reference",
    drafts: bool = False,
    registry: Registry | None = None,
) -> Engine:
    """Load the engine with plugins and rulesets in the place of what is shipped under the same names.

    `plugins` are plugin folders or folders of them; `drafts` and `registry` as in `Engine.load`. Raises InputError
    for a ruleset that cannot be read.
    """
    own, settings = list(plugins), settings or Settings()
    taken = {one.name for one in find_folders(own, settings)[0]}
    folders = sorted(one for one in catalogue_folder("plugins").iterdir() if one.is_dir() and one.name[0] not in "._")
    return Engine.load(
        plugins=[*(one for one in folders if one.name not in taken), *own],
        rulesets=rulesets,
        settings=replace(settings, rulesets_dirs=(catalogue_folder("rulesets"), *settings.rulesets_dirs)),
        runtime=runtime,
        catalogue=False,
        drafts=drafts,
        registry=registry,
    )
