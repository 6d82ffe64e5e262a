"""How a rule is declared, and how all of them are run.

A rule is a small generator, declared with its name, its severity, the types it applies to and the
source that says so. It is given a configuration of those types, anywhere in what is checked, and
yields complaints whose paths start there:

>>> @rule("vl-audio-alone", "error", RequestSession, source=f"{MS_DOCS}: modalities")
... def audio_alone(session: Any) -> Iterator[Complaint]:
...     \"\"\"Audio without text.\"\"\"
...     if member(session, "modalities") == ("audio",):
...         yield Complaint("modalities", "...", "...")

A field may hold what is not of its type: an object of an unknown variant, JSON that `with_extra`
put there, an odd value of a server's. So rules read through `member`, `text_of` and `objects_in`,
and a rule that does not understand a value stays silent.

The rules of a dialect are imported when the first check is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import replace

from .._core.paths import Path, Steps, parse_path, render_path
from .._core.shape import declared_class, fields_of
from .._core.slots import kinds_in
from ..config import Config
from ..errors import ValidationError, nearest, shorten
from ..record import records
from .findings import CheckError, Finding, Severity

if TYPE_CHECKING:
    from .names import RuleName

__all__ = [
    "AZURE_SDK",
    "BETA_SDK",
    "DEPRECATIONS",
    "GA_SDK",
    "LIVE_SDK",
    "MODEL_PAGES",
    "MS_DOCS",
    "NOT_REASONING",
    "OPENAPI",
    "SEEN",
    "TYPESPEC",
    "VAD_GUIDE",
    "Complaint",
    "Rule",
    "all_rules",
    "applies_also",
    "as_findings",
    "check",
    "ensure",
    "import_rules",
    "is_set",
    "leave_out",
    "member",
    "objects_in",
    "require_config",
    "rule",
    "text_of",
]

C = TypeVar("C", bound=Config)

# Sources

GA_SDK = "openai 3.52.0"
BETA_SDK = "openai 3.52.0 (beta)"
OPENAPI = "OpenAI's OpenAPI document of 2026-08-21"
MODEL_PAGES = "OpenAI's pages of the models"
VAD_GUIDE = "OpenAI's guide to voice activity detection in the Realtime API"
DEPRECATIONS = "developers.openai.com/api/docs/deprecations"
AZURE_SDK = "azure-ai-voicelive 1.3.1"
MS_DOCS = "Microsoft's Voice Live reference of 2026-07-15"
LIVE_SDK = "openai 3.57.0 (live)"
SEEN = "seen, 2026-11"
TYPESPEC = "Microsoft's TypeSpec of Voice Live"

# What several modules know

NOT_REASONING = (
    "gpt-realtime",
    "gpt-realtime-1.5",
    "gpt-realtime-2025-08-28",
    "gpt-4o-realtime-preview",
    "gpt-4o-realtime-preview-2024-10-01",
    "gpt-4o-realtime-preview-2024-12-17",
    "gpt-4o-realtime-preview-2025-06-03",
    "gpt-4o-mini-realtime-preview",
    "gpt-4o-mini-realtime-preview-2024-12-17",
    "gpt-realtime-mini",
    "gpt-realtime-mini-2025-10-06",
    "gpt-realtime-mini-2025-12-15",
    "gpt-audio-1.5",
    "gpt-audio-mini",
    "gpt-audio-mini-2025-10-06",
    "gpt-audio-mini-2025-12-15",
)
"""The known GA models that do not reason. Others may: a model of next month, a deployment's name."""

# Declaration


class Complaint(NamedTuple):
    """What a rule yields: where from the configuration it was given, what is wrong, what to do."""

    path: Path
    message: str
    instead: str


Find: TypeAlias = Callable[[Any], Iterable[Complaint]]


class Rule(Struct, frozen=True):
    """A rule, as the table in the documentation shows it."""

    name: str
    severity: Severity
    applies: tuple[type[Config], ...]
    source: str
    says: str
    """What it finds, in words."""
    find: Find
    once: bool = False
    """Report only the first that is found: what holds for the whole needs no repetition."""
    concerns: Callable[[type[Struct]], object] | None = None
    """Tells of a class whether anything can be found in it at all."""
    holds: frozenset[type] = frozenset()
    """The kinds of value of which a slot has to hold one for anything to be found; empty where that tells nothing."""
    when: Callable[[Any], bool] | None = None
    """Tells at a glance whether anything is to be found. Rules may share one, which is then asked once."""


_RULES: dict[str, Rule] = {}


def rule(
    name: str,
    severity: Severity,
    *applies: type[Config],
    source: str,
    once: bool = False,
    concerns: Callable[[type[Struct]], object] | None = None,
    holds: Iterable[type] = (),
    when: Callable[[Any], bool] | None = None,
) -> Callable[[Find], Find]:
    """Declare a rule, as `Rule` has it. The first line of the function's docstring says what it finds."""

    def declare(find: Find) -> Find:
        if name in _RULES:
            raise ValueError(f"There are two rules {name!r}")
        says = (find.__doc__ or "").partition("\n")[0]
        _RULES[name] = Rule(name, severity, applies, source, says, find, once, concerns, frozenset(holds), when)
        return find

    return declare


def applies_also(names: Iterable[str], *kinds: type[Config]) -> None:
    """Let rules that dialects share apply to more types, those of another dialect."""
    for name in names:
        _RULES[name] = replace(_RULES[name], applies=(*_RULES[name].applies, *kinds))


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule: those that dialects share, then those of each dialect."""
    import_rules()
    modules = [f"{__package__}.{module}" for module in _modules()]
    return tuple(sorted(_RULES.values(), key=lambda rule: modules.index(rule.find.__module__)))


def import_rules() -> None:
    """Import the tables of all dialects, those first that they share."""
    for module in _modules():
        import_module(f".{module}", __package__)


def _modules() -> dict[str, None]:
    return dict.fromkeys(module for record in records() for module in record.checks)


@cache
def _rules_for(core: type[Struct]) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in all_rules()
        if issubclass(core, rule.applies) and (rule.concerns is None or rule.concerns(core))
    )


# Reading what may be of any type


def member(config: Any, path: str) -> Any:
    """The value at a path of names, `UNSET` where nothing is or the way leads through what is no struct."""
    if "." not in path:
        return getattr(config, path, UNSET) if isinstance(config, Config) else UNSET
    for name in path.split("."):
        config = getattr(config, name, UNSET) if isinstance(config, Config) else UNSET
    return config


def text_of(config: Any, path: str) -> str:
    """The text at a path of names, empty where there is none."""
    value = member(config, path)
    return value if isinstance(value, str) else ""


def objects_in(config: Any, path: str) -> Iterator[tuple[int, Config]]:
    """The structs of the list at a path of names, with their positions."""
    items = member(config, path)
    if isinstance(items, tuple):
        for position, item in enumerate(items):
            if isinstance(item, Config):
                yield position, item


def is_set(value: Any) -> bool:
    """Whether a field's value is neither omitted nor null."""
    return value is not UNSET and value is not None


# Running


def check(config: Config, /, *, ignore: Iterable[RuleName | str] = ()) -> tuple[Finding, ...]:
    """What the service may refuse, ignore or take otherwise than meant, before it is sent.

    ``config`` is a session, a response, an item, a tool, an event or any other part; nested parts
    are checked too, each after what it lies in. Nothing is raised for what is found; `ensure` does
    that. ``ignore`` names rules to leave out.

    What a session omits is not judged: in an update the server keeps what it has.

    >>> for finding in check(session):
    ...     print(finding)
    error: Text and audio can't be requested together; ask for audio, ... - at `output_modalities` (ga-modalities)

    Raises:
        ValidationError: for what is no configuration, and for a name in ``ignore`` that no rule has.
    """
    require_config(config)
    unwanted = leave_out(ignore, (rule.name for rule in all_rules())) if ignore else frozenset()
    findings: list[Finding] = []
    reported: set[str] = set()
    for part, at in _parts(config, (), []):
        kinds = kinds_in(part)
        asked: dict[Callable[[Any], bool], bool] = {}
        for rule in _rules_for(declared_class(type(part))):
            if rule.holds and rule.holds.isdisjoint(kinds):
                continue
            when = rule.when
            if when is not None:
                if when not in asked:
                    asked[when] = when(part)
                if not asked[when]:
                    continue
            if rule.name in unwanted or (rule.once and rule.name in reported):
                continue
            complaints = tuple(rule.find(part))
            if complaints:
                reported.add(rule.name)
                findings += as_findings(rule.name, rule.severity, complaints[:1] if rule.once else complaints, at)
    return tuple(findings)


def ensure(config: C, /, *, ignore: Iterable[RuleName | str] = ()) -> C:
    """Give ``config`` back if `check` finds no error in it. Warnings pass.

    >>> await connection.send(encode(ensure(event)))

    Raises:
        CheckError: with all the findings, where one of them is an error.
        ValidationError: as `check`.
    """
    findings = check(config, ignore=ignore)
    if any(finding.severity == "error" for finding in findings):
        raise CheckError(findings)
    return config


def require_config(config: object) -> None:
    """Raise a `ValidationError` for what is no configuration."""
    if not isinstance(config, Config):
        raise ValidationError(f"Expected a configuration, got `{type(config).__name__}`")


def leave_out(ignore: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The names of rules to leave out. A typo would leave a rule in that was not wanted, so it is an error."""
    names, rules = frozenset((ignore,) if isinstance(ignore, str) else ignore), tuple(known)
    for name in sorted(names.difference(rules)):
        raise ValidationError(f"No rule is named `{shorten(name)}`{nearest(name, rules)}")
    return names


_LONGEST_MESSAGE = 300  # a model's name, quoted in one, can be of any length


def as_findings(name: str, severity: Severity, complaints: Iterable[Complaint], at: Steps) -> list[Finding]:
    """A rule's complaints, their paths led on from where the configuration lies that it was given."""
    return [
        Finding(severity, render_path((*at, *_steps(path))), shorten(message, _LONGEST_MESSAGE), instead, name)
        for path, message, instead in complaints
    ]


def _steps(path: Path) -> Steps:
    return parse_path(path) if path else ()


def _parts(value: Any, at: Steps, found: list[tuple[Config, Steps]]) -> list[tuple[Config, Steps]]:
    """Add to ``found`` every struct in ``value``, itself first, in the order of the fields."""
    if isinstance(value, Config):
        found.append((value, at))
        for name in _branches(declared_class(type(value))):
            inner = getattr(value, name)
            if inner is not UNSET:
                _parts(inner, (*at, name), found)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            _parts(item, (*at, position), found)
    return found


@cache
def _branches(core: type[Struct]) -> tuple[str, ...]:
    """The fields that a struct can lie in, itself or in a list."""
    fields: Mapping[str, Any] = fields_of(core)
    return tuple(
        name
        for name, field in fields.items()
        if field.type.variants or (field.type.items is not None and field.type.items.variants)
    )
