"""Apache Spark itself, for the tests marked `spark`: its own server on this machine, for as long as they run."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

_STARTED = re.compile(r"Spark Connect server started at: .*:(\d+)")


@contextmanager
def started_spark(folder: Path) -> Iterator[str]:
    """Start a Spark Connect server on loopback, wait until it says so, and stop it by its own process."""
    import pyspark

    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-submit"), "--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    for name, value in (
        ("master", "local[2]"),
        ("driver.bindAddress", "127.0.0.1"),
        ("driver.host", "127.0.0.1"),
        ("ui.enabled", "false"),
        ("connect.grpc.binding.address", "127.0.0.1"),
        ("connect.grpc.binding.port", "0"),
    ):
        command += ["--conf", f"spark.{name}={value}"]
    settings = os.environ | {"SPARK_HOME": str(home)}
    server = subprocess.Popen(
        [*command, "spark-internal"],
        cwd=folder,
        env=settings,
        text=True,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
    )
    assert server.stdout is not None
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if found := _STARTED.search(line):
                # What it goes on saying must be read by somebody, else it stops when the pipe is full.
                reader = Thread(target=server.stdout.read)
                reader.start()
                yield f"sc://127.0.0.1:{found[1]}"
                server.terminate()
                reader.join()
                break
        else:
            raise AssertionError("Apache Spark did not start:\n" + "".join(said))
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()
