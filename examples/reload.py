"""A file that is read again whenever it changes; a mistake in it keeps the last good configuration.

python examples/reload.py agent.yaml
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import watch

from realtime_builder import Config, ValidationError, diff, encode, load


def reloads(path: Path, changes: Iterable[object]) -> Iterator[tuple[Config, Config | None]]:
    """The configuration in a file, and after each change the new one with the patch for calls that are running."""
    last = load(path, root=path.parent)
    yield last, None
    for _ in changes:
        try:
            new = load(path, root=path.parent)
            patch = diff(last, new, omitted="clear")
        except ValidationError as error:
            print(f"{error}\nThe last good configuration stays.", file=sys.stderr)
        else:
            if new != last:
                last = new
                yield new, patch


if __name__ == "__main__":
    file = Path(sys.argv[1])
    for config, patch in reloads(file, watch(file.parent)):
        print(encode(config if patch is None else patch).decode())
