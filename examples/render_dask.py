"""Render many variations of one session on a Dask cluster: ``python examples/render_dask.py OVERRIDES FOLDER``.

OVERRIDES has a line of JSON for each call, such as ``{"session.instructions": "The caller is Ada."}``. Each
block of it becomes a file of messages in FOLDER. ``--scheduler tcp://...`` names a cluster that is there already;
without it, processes of this machine do the work. Needs ``pip install 'realtime-builder[dask]'``.
"""

import argparse
from contextlib import nullcontext

from distributed import Client

from realtime_builder import render_dask
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent

BASE = SessionUpdateEvent(
    session=RealtimeSessionCreateRequest(
        model="gpt-realtime-2",
        instructions="You answer the support line.",
        audio={"input": {"format": {"type": "audio/pcmu"}}, "output": {"voice": "marin"}},
    )
)


def main() -> None:
    """Render a file, a block of lines at a time."""
    parser = argparse.ArgumentParser(description="Render many variations of one session on Dask.")
    parser.add_argument("overrides")
    parser.add_argument("folder")
    parser.add_argument("--scheduler", help="address of a cluster")
    parser.add_argument("--block", default="1MiB", help="overrides in a partition (default %(default)s)")
    given = parser.parse_args()
    with Client(given.scheduler) if given.scheduler else nullcontext() as client:
        files = render_dask(BASE, given.overrides, given.folder, client=client, blocksize=given.block)
    print(f"{len(files)} files in {given.folder}")


if __name__ == "__main__":
    main()
