"""Processes that share long work; Ctrl-C is for the one who waits for them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from tilbud_engine.errors import SetupError, problem

_Made = TypeVar("_Made")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Pool(ProcessPoolExecutor):
    def submit(self, fn: Callable[..., _Made], /, *args: Any, **kwargs: Any) -> Future[_Made]:
        # A process may begin here, and is to live through a Ctrl-C from its first moment on.
        with _held_back():
            return super().submit(fn, *args, **kwargs)


@contextmanager
def worker_processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Start so many processes; at the end of the block what has not begun is dropped.

    A KeyboardInterrupt comes to this process alone. Raises SetupError where a process ends before its work is done.
    """
    ignored = signal.SIGINT, signal.SIG_IGN
    with _Pool(count, get_context("spawn"), signal.signal, ignored) as pool:
        try:
            yield pool
        except BrokenProcessPool:
            raise SetupError([problem("process-ended")]) from None
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _held_back() -> Iterator[None]:
    """Let Ctrl-C wait for the end of the block; what is started in it never hears of one."""
    if not hasattr(signal, "pthread_sigmask"):  # pragma: no cover  (Windows)
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
