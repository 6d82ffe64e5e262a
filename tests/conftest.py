"""How the tests run: the same examples every time, unless one searches for more.

``pytest --hypothesis-seed=1`` draws other examples, and with ``--hypothesis-profile=search`` many of them. A seed for all,
which pyproject.toml sets, makes examples repeat as `derandomize` would, which digests each test's source each time.
"""

import gc

from hypothesis import HealthCheck, Phase, settings

# A laptop that sleeps and a shared machine are slow at times, which is no failure.
# A strategy that shares its examples draws them when a test first asks.
_any_speed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given])

settings.register_profile("repeat", _any_speed, max_examples=8, database=None, phases=set(Phase) - {Phase.explain})
settings.register_profile("search", _any_speed, max_examples=50)
settings.load_profile("repeat")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over the tests themselves, which are many and stay."""
    gc.collect()
    gc.freeze()
