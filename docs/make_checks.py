"""The page checks.md, made from the rules: ``python -m docs.make_checks > docs/checks.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from realtime_builder import Config, dialect_of
from realtime_builder.check.phases import PHASES, update_rules
from realtime_builder.check.rules import Rule, all_rules
from realtime_builder.record import records

__all__ = ["render"]

_INTRODUCTION = """\
# Checks

*Generated from the rules by `python -m docs.make_checks > docs/checks.md`.*

Types state the values of each field. But some mistakes involve several fields, or depend on the model or on timing, and about
some the vendor's own documents disagree. Checks find these before the server does. [](guides/checks.md) shows how to use them.

A finding has a severity, the path (as in edits), the mistake, the remedy, and the name of its rule. Findings never
block. `ignore=["deprecated-model"]` skips a rule.

- **error**: the vendor documents that the service refuses this, or cannot do it.
- **warning**: the service may refuse or ignore it. Sources disagree, it is deprecated, or it depends on a
  name, such as that of a deployment, which the service may understand differently.
- **info**: the service takes it, but may do something unexpected.

jsonschema checks unusual JSON Schemas (with references or conditions, or of other drafts). Install it with the extra
`check`: `pip install 'realtime-builder[check]'`.
"""

_TIME = """\
## While a session runs

Some errors depend on timing. `check_update` takes the phase of the session; a `SessionState` derives the phase from the events of
the session: [](guides/checks.md).
"""

_UNCHECKED = """\
## Not checked

| not checked | why |
|---|---|
| `token_limits.post_instructions` against the model's context window | no document gives the windows of all models |
| that a truncated item is an assistant's, and that an item referred to exists | needs the whole conversation |
| `output_audio_buffer.clear` after `response.cancel` | documents advise this order, but do not require it |
| Voice Live's default temperature, 0.7 or 0.8 | a session that omits it keeps its value |
| null for GA's `noise_reduction` and `transcription`, and for beta's `input_audio_noise_reduction`, `input_audio_transcription`, `tracing` and `turn_detection`, which the SDK's types lack | the prose documents it |
| beta's `model` and `input_audio_noise_reduction` in the HTTP request that makes a session, which OpenAPI lacks, and `client_secret`, which it requires there | OpenAPI describes the reply instead; the same type goes over the socket |
| beta's values that only the SDK has: the item `item_reference`, the contents `text`, `audio` and `item_reference`, the names of audio formats | OpenAPI has drifted to GA's names; for the beta the SDK decides |
| Voice Live's `tool_choice` as `{"type": "function", "function": {"name": "..."}}`, the form in the SDK's prose | the types take the form of the SDK's models, `{"type": "function", "name": "..."}`; `with_extra` sends the other |
"""


def render() -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for module, rules in _by_module(all_rules()).items():
        parts += [f"## {_title_of(module)}\n", _rules_table(rules)]
    parts += [_TIME, _time_table(), _UNCHECKED]
    return "\n".join(parts)


def _by_module(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    modules: dict[str, list[Rule]] = {}
    for rule in rules:
        modules.setdefault(rule.find.__module__.rpartition(".")[2], []).append(rule)
    return modules


_SUBJECTS = {
    "schemas": "JSON Schemas of tools",
    "numbers": "Numbers and lengths",
    "words": "Words that are nearly known ones",
}


def _title_of(module: str) -> str:
    """The subject of a table of rules, or the dialects whose records name it."""
    if module in _SUBJECTS:
        return _SUBJECTS[module]
    titles = [record.title for record in records() if module in record.checks]
    return " and ".join(titles) if len(titles) < len(list(records())) else "In several dialects"


def _rules_table(rules: Iterable[Rule]) -> str:
    rows = [(f"`{rule.name}`", rule.severity, rule.says, _dialects(rule.applies), rule.source) for rule in rules]
    return _table(("Rule", "Severity", "Finds", "In", "Source"), rows)


def _time_table() -> str:
    rows = [
        (f"`{rule.name}`", rule.severity, rule.says, _phases(rule.when), _dialects(rule.applies), rule.source)
        for rule in update_rules().values()
    ]
    return _table(("Rule", "Severity", "Finds", "In the phases", "In", "Source"), rows)


def _phases(phases: Sequence[str]) -> str:
    return "all" if len(phases) == len(PHASES) else ", ".join(phases)


def _dialects(applies: Iterable[type[Config]]) -> str:
    names = {dialect_of(kind) for kind in applies}
    return ", ".join(record.title for record in records() if record.name in names) or "all"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(render())
