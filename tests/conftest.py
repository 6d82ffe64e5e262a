"""How the tests run: the same examples every time, unless one searches for more.

``pytest --hypothesis-profile=search`` looks for new examples, and for longer.
"""

from hypothesis import HealthCheck, Phase, settings

# A laptop that sleeps and a shared machine are slow at times, which is no failure.
_any_speed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile(
    "repeat", _any_speed, max_examples=6, derandomize=True, database=None, phases=set(Phase) - {Phase.explain}
)
settings.register_profile("search", _any_speed, max_examples=300)
settings.load_profile("repeat")
