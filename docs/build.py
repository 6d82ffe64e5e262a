"""Build the documentation and look at it: ``python -m docs.build``. Nothing is fetched.

Sphinx takes warnings as errors. Then every public name has to be in the inventory, and every link inside the
site has to lead somewhere. Needs the dependency group `docs`, and the extras `cli` and `testing`.
"""

import sys
import time
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from docs.site import dead_links, undocumented

SOURCE = Path(__file__).parent
SITE = SOURCE / "_build"


def main() -> int:
    """Build, check, and say how long it took. Gives the exit status."""
    start = time.monotonic()
    status = sphinx(["-q", "-W", "--keep-going", "-b", "html", str(SOURCE), str(SITE)])
    if status:
        return status
    problems = [f"not documented: {name}" for name in undocumented(SITE)]
    problems += [f"dead link: {link}" for link in dead_links(SITE)]
    print(*problems, sep="\n", file=sys.stderr)
    print(f"{SITE / 'index.html'}, in {time.monotonic() - start:.0f} seconds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
