"""How the tests run: the same examples every time and everywhere, unless one searches for more.

``pytest --hypothesis-seed=1`` draws other examples, and with ``--hypothesis-profile=search`` many of them. A seed for all,
which pyproject.toml sets, makes examples repeat as `derandomize` would, which digests each test's source each time.
Hypothesis turns `derandomize` on where a variable such as CI is set, and passes over the seed then: it is off here.
"""

import gc
import signal
from functools import cache
from pathlib import Path
from types import ModuleType

from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants, constants_from_module

# A laptop that sleeps and a shared machine are slow at times, which is no failure.
# A strategy that shares its examples draws them when a test first asks.
_any_speed = settings(
    deadline=None, derandomize=False, suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given]
)

settings.register_profile("repeat", _any_speed, max_examples=8, database=None, phases=set(Phase) - {Phase.explain})
settings.register_profile("search", _any_speed, max_examples=50)
settings.load_profile("repeat")


# A shell starts what runs in its background deaf to Ctrl-C, and so would be the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@cache
def _constants_of_the_package() -> Constants:
    """What is written in the library's code: each file is read, so that none has to be imported."""
    found = Constants()
    for file in sorted((Path(__file__).parents[1] / "realtime_builder").rglob("*.py")):
        module = ModuleType(file.stem)
        module.__file__ = str(file)
        found |= constants_from_module(module)
    return providers._local_constants | found  # sorted


# Hypothesis mixes in the constants of the modules that happen to be imported, so that examples would depend on the tests
# which ran before, in the same worker. There is no public way to say which modules.
providers._get_local_constants = _constants_of_the_package


def pytest_collection() -> None:
    """Collect without the garbage collector, which would walk over the growing number of tests again and again."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the tests themselves, which are many and stay."""
    gc.enable()
    gc.collect()
    gc.freeze()
