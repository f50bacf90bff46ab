"""One server for all tests of the conversation; it ends with the last of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.served import Site, desk_in, engine, served
from tilbud_engine.vocabulary.own_words import propose


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve one board for all tests of the conversation: each begins a plan of its own."""
    propose("hej", engine().vocabulary)  # puts the lexicon together, so that no page waits for it
    with desk_in(tmp_path_factory.mktemp("board")) as desk, served(desk) as made:
        yield made
