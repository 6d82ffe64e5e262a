"""How much a run tests: ``FULL=1`` asks for all, as .ci/full does; the usual run leaves out what takes long."""

import os

FULL = bool(os.environ.get("FULL"))
