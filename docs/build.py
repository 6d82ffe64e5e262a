"""Build the documentation and check it: ``python -m docs.build``. It needs no network.

Sphinx treats warnings as errors. Then every public name must be in the inventory once, and every link inside the
site must lead somewhere. Needs the dependency group `docs`.
"""

import sys
import time
from pathlib import Path

from sphinx.cmd.build import main as sphinx

from docs.site import dead_links, llms_text, undocumented

SOURCE = Path(__file__).parent
SITE = SOURCE / "_build"
LLMS = SOURCE.parent / "llms.txt"


def main() -> int:
    """Build, check, and say how long it took. Gives the exit status."""
    start = time.monotonic()
    status = sphinx(["-q", "-W", "--keep-going", "-b", "html", str(SOURCE), str(SITE)])
    if status:
        return status
    (SITE / LLMS.name).write_text(llms_text(LLMS.read_text(encoding="utf-8")), encoding="utf-8")
    problems = [f"not documented: {name}" for name in undocumented(SITE)]
    problems += [f"dead link: {link}" for link in dead_links(SITE)]
    print(*problems, sep="\n", file=sys.stderr)
    print(f"{SITE / 'index.html'}, in {time.monotonic() - start:.0f} seconds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
