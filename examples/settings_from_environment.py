"""A session from environment variables, read by pydantic-settings.

Variables are texts. `text_values` reads those as numbers and booleans whose field takes one, and the mistakes of
all variables are told at once.

    SESSION__MODEL=gpt-realtime-2 SESSION__AUDIO__OUTPUT__SPEED=1.1 python examples/settings_from_environment.py
"""

import json
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

from realtime_builder import encode, loads
from realtime_builder.openai_ga import RealtimeSessionCreateRequest


class Settings(BaseSettings):
    """What the process is told by its environment."""

    model_config = SettingsConfigDict(env_nested_delimiter="__")

    session: dict[str, Any] = {}

    def realtime_session(self) -> RealtimeSessionCreateRequest:
        """The session that the variables describe."""
        text = json.dumps(self.session)
        return loads(text, format="json", type=RealtimeSessionCreateRequest, text_values=True)


if __name__ == "__main__":
    print(encode(Settings().realtime_session()).decode())
