"""The frameworks, each in a virtual environment of its own, since their requirements exclude each other.

`nox -s frameworks` runs all, `nox -s "frameworks(livekit)"` one of them. After a change of what arrives,
`MATRIX=write nox -s frameworks` makes the record anew and `nox -s matrix` the table in docs/frameworks.md.
"""

import nox

ENVIRONMENTS = {
    "livekit": [".[livekit,livekit-voicelive,testing]"],
    "livekit-oldest": [".[livekit,testing]", "livekit-agents==1.8.0", "livekit-plugins-openai==1.8.0"],
    "livekit-voicelive-oldest": [
        ".[livekit-voicelive,testing]",
        "livekit-agents==1.8.4",
        "livekit-plugins-azure[realtime]==1.8.4",
    ],
    "openai-agents": [".[openai-agents,testing]"],
    "pipecat": [".[pipecat,testing]"],
    "pydantic-ai": [".[testing]", "pydantic-ai-slim[openai,realtime]~=2.66"],
    "semantic-kernel": [".[testing]", "semantic-kernel[realtime]~=1.45.0"],
}
"""What each needs, by name: the extras, and the recipes' frameworks, which have no extra."""

nox.options.sessions = ["frameworks"]


@nox.session(venv_backend="venv", reuse_venv=True)
@nox.parametrize("environment", list(ENVIRONMENTS), ids=list(ENVIRONMENTS))
def frameworks(session: nox.Session, environment: str) -> None:
    """Run tests/frameworks; a file whose framework is not in the environment is left out."""
    session.install("--quiet", "--editable", *ENVIRONMENTS[environment], "pytest>=8.3")
    home = ["--confcutdir=tests/frameworks", "-c", "tests/frameworks/pytest.ini"]
    session.run("pytest", *home, "--quiet", "tests/frameworks", *session.posargs)


@nox.session(venv_backend="venv", reuse_venv=True)
def matrix(session: nox.Session) -> None:
    """Put the record of what arrives into docs/frameworks.md."""
    session.install("--quiet", "--editable", ".[testing]")
    session.run("python", "-m", "frameworks.matrix", env={"PYTHONPATH": "tests"})
