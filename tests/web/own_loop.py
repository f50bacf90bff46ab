"""An event loop of a test's own, beside the browser's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any


def run(act: Coroutine[Any, Any, None]) -> None:
    """Run in a thread of its own: the one of the tests may have a loop already, the browser's."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(act)
        except BaseException as error:  # noqa: BLE001  (raised again below)
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
