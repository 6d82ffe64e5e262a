"""Render many variations of one session on Dask: ``python examples/render_dask.py OVERRIDES FOLDER``.

OVERRIDES has a line of JSON for each call, such as ``{"session.instructions": "The caller is Ada."}``.
Each block of it becomes a file of messages in FOLDER. `render` takes any iterable of lines, so it runs
on a partition as it is. Needs ``pip install 'realtime-builder[dask]'``.
"""

import sys
from collections.abc import Iterable, Iterator

from dask import bag

from realtime_builder.bulk.render import render
from realtime_builder.openai_ga import RealtimeSessionCreateRequest, SessionUpdateEvent

BASE = SessionUpdateEvent(
    session=RealtimeSessionCreateRequest(
        model="gpt-realtime-2",
        instructions="You answer the support line.",
        audio={"input": {"format": {"type": "audio/pcmu"}}, "output": {"voice": "marin"}},
    )
)


def rendered(lines: Iterable[str]) -> Iterator[str]:
    """The messages of one partition."""
    for message in render(BASE, lines):
        yield message.decode()


def main(overrides: str, folder: str, block: str = "16MiB") -> None:
    """Render a file with two processes, a block of lines at a time."""
    messages = bag.read_text(overrides, blocksize=block).map_partitions(rendered)
    files = messages.to_textfiles(f"{folder}/*.jsonl", last_endline=True, scheduler="processes", num_workers=2)
    print(f"{len(files)} files in {folder}")


if __name__ == "__main__":
    main(*sys.argv[1:])
