"""``python -m realtime_builder`` is the command ``realtime-builder``."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
