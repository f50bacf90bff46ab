"""Where the shipped plugins and rulesets are: inside an installed package, or in the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from tilbud_engine.errors import SetupError, problem

CatalogueKind = Literal["plugins", "rulesets"]


def catalogue_folder(kind: CatalogueKind) -> Path:
    """Return the folder that holds the shipped plugins, or the shipped rulesets.

    An ordinary install carries both inside the package; a checkout, editable installs among them, has them at
    its top, so that what is edited is what is read.

    Raises SetupError (`catalogue-missing`) when neither is there.
    """
    package = Path(__file__).resolve().parent
    packaged = package / "catalogue" / kind
    if packaged.is_dir():
        return packaged
    checkout = package.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / kind).is_dir():
        return checkout / kind
    raise SetupError([problem("catalogue-missing", str(package), kind=kind)])
