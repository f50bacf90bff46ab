"""The build stops with words where what npm brings is not what the build expects."""

from __future__ import annotations

from pathlib import Path

import pytest
from hatch_build import FACES, PARTS, _found, _with_letters_in_parts

STYLES = "a{color:red}@font-face{font-family:X;src:url(x.eot)}b{top:0}\n/*# sourceMappingURL=dkfds.min.css.map*/"


def test_a_file_that_a_package_no_longer_has_stops_the_build(tmp_path: Path) -> None:
    package = tmp_path / "dkfds"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "a.svg").write_text("<svg/>", encoding="utf-8")
    assert _found(package, "dist/*.svg") == [package / "dist" / "a.svg"]
    with pytest.raises(SystemExit, match=r"The npm package dkfds has no dist/\*\.png: hatch_build\.py"):
        _found(package, "dist/*.png")


def test_the_styles_keep_everything_but_their_letters_and_their_source_map() -> None:
    made = _with_letters_in_parts(STYLES)
    assert made.endswith("a{color:red}b{top:0}\n")
    assert made.count("@font-face{") == len(FACES) * len(PARTS)
    assert "eot" not in made


def test_styles_that_name_no_letters_stop_the_build() -> None:
    with pytest.raises(SystemExit, match="dkfds names no letters"):
        _with_letters_in_parts("a{color:red}")
