"""The recipes of the examples, as modules."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "interop"


def recipe(name: str) -> Any:
    """The example as a module."""
    sys.path.insert(0, str(EXAMPLES))
    return importlib.import_module(name)


def printed(name: str) -> list[str]:
    """What the example prints."""
    environment = os.environ | {"PYTHONPATH": str(EXAMPLES.parents[1])}
    command = [sys.executable, str(EXAMPLES / f"{name}.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()
