"""The guide to the command line does and prints what it says."""

import os
import re
import subprocess
import sys

from readme import ROOT

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_prints_what_it_says(tmp_path):
    command = tmp_path / "realtime-builder"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m realtime_builder "$@"\n')
    command.chmod(0o755)
    blocks = BLOCK.findall((ROOT / "docs" / "cli.md").read_text())
    assert [kind for kind, _ in blocks[::2]] == ["sh"] * (len(blocks) // 2)
    for (_, code), (_, expected) in zip(blocks[::2], blocks[1::2], strict=True):
        done = subprocess.run(
            ["/bin/sh", "-c", code],
            cwd=tmp_path,
            env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr, done.stdout) == (0, "", expected)
