"""Ask for every external link of the built site: ``python -m docs.external_links``. For the full run, as it needs a network."""

import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from docs.build import SITE
from docs.site import external_links

_EXAMPLES = ("example.com", "example.org", ".example", "127.0.0.1", "localhost")
_GONE = (404, 410)
_PATIENCE = 20.0


def trouble_with(link: str) -> str | None:
    """What is wrong with a link; None where it leads somewhere. A server that refuses robots is no trouble."""
    try:
        with urlopen(Request(link, headers={"User-Agent": "realtime_builder docs"}), timeout=_PATIENCE):  # noqa: S310 - http and https only
            return None
    except HTTPError as error:
        return f"{link}: {error.code}" if error.code in _GONE else None
    except (URLError, TimeoutError, OSError) as error:
        return f"{link}: {error}"


def main() -> int:
    """Ask for all links at once. Gives the exit status."""
    links = [link for link in external_links(SITE) if not any(part in link for part in _EXAMPLES)]
    with ThreadPoolExecutor(8) as pool:
        troubles = [trouble for trouble in pool.map(trouble_with, links) if trouble]
    print(*troubles, sep="\n")
    print(f"{len(links)} external links, {len(troubles)} in trouble")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
