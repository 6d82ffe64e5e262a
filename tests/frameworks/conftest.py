"""Which frameworks are here: each test file belongs to one, and they can't share an environment."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

_NEEDS = {
    "test_livekit.py": "livekit-plugins-openai",
    "test_livekit_voicelive.py": "livekit-plugins-azure",
    "test_openai_agents.py": "openai-agents",
    "test_pipecat.py": "pipecat-ai",
    "test_pipecat_voicelive.py": "pipecat-ai",
    "test_pydantic_ai.py": "pydantic-ai-slim",
    "test_semantic_kernel.py": "semantic-kernel",
}


def _is_missing(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return True
    return False


collect_ignore = [name for name, distribution in _NEEDS.items() if _is_missing(distribution)]


def pytest_collection_modifyitems(items):
    """Let the frameworks warn: of what we give them in vain, and of each other's versions."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.filterwarnings("ignore"))
