"""Renders on a cluster of two worker processes, one of which is killed on the way. Run by test_render_dask.py.

Prints what was there at the moment of the kill, as JSON.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from distributed import Client, LocalCluster

from examples.render_dask import BASE
from realtime_builder import render_dask


def main(overrides: str, folder: str) -> None:
    seen: dict[str, object] = {}
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL") as cluster,
        Client(cluster) as client,
    ):
        victim, *_ = client.run(os.getpid).values()

        def kill() -> None:
            while not (done := finished(folder)):
                time.sleep(0.002)
            os.kill(victim, signal.SIGKILL)
            seen.update(done=done, victim=victim)

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        files = render_dask(BASE, overrides, folder, client=client, blocksize="8KiB", progress=False)
        killer.join(10)
        seen.update(files=[str(path) for path in files], workers=[*client.run(os.getpid).values()])
    sys.stdout.write(json.dumps(seen))


def finished(folder: str) -> dict[str, int]:
    """The files that are there, with what shows that one was written again."""
    return {path.name: path.stat().st_ino for path in Path(folder).glob("*.jsonl")}


if __name__ == "__main__":
    main(*sys.argv[1:])
