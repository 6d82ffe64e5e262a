"""Random bytes against `Guard`, guided by which branches of the library they reach.

``python tests/fuzz/fuzz_guard.py CORPUS -max_total_time=60`` takes libFuzzer's options; it needs the
extra ``fuzz``. Valid updates are put into the directory CORPUS to start from, and what it finds is
added. It ends at the first promise that is broken, and prints the input.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["realtime_builder"]):
    from guard_promise import MOST_BYTES, check, seeds


def main(corpus: str, *options: str) -> None:
    directory = Path(corpus)
    directory.mkdir(parents=True, exist_ok=True)
    for i, seed in enumerate(seeds()):
        (directory / f"seed{i}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, f"-max_len={MOST_BYTES + 2}", corpus], check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
