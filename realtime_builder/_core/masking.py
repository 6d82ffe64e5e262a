"""Secrets as they are shown: that they are there, and nothing else.

Secrets are known by their names, whether a field declares them or not, and in addresses by the names
of their parameters. Whatever shows a value goes through here: `repr`, explanations, differences,
reports and errors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["SHOWN", "hidden", "is_secret", "masked", "may_have_secrets", "printable", "without_keys"]

SHOWN = "***"

_SECRETS = frozenset({
    "accesskeyid", "bearer", "connectionstring", "cookie", "credential", "idtoken", "key", "passphrase",
    "setcookie", "signature", "token", "xfunctionskey",
})  # fmt: skip
_ENDS = (
    "accesskey",
    "accesstoken",
    "apikey",
    "authorization",
    "authtoken",
    "bearertoken",
    "headers",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "securitytoken",
    "sessiontoken",
    "subscriptionkey",
)
_LONGEST_NAME = 100

_PARAMETER = re.compile(
    r"(?i)([?&;](?:[\w.~-]*(?:sig|signature|token|key|secret|password|credential)[\w.~-]{0,40}|auth|code)=)[^&#\s\"'<>]+"
)
_KEYS = re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/-]{8,}=*|\b(?:sk|ek|rk)[-_][\w-]{16,}")
_IN_KEYS = ("sk-", "sk_", "ek-", "ek_", "rk-", "rk_", "bearer", "basic")
_PASSWORD = re.compile(r"(?i)([a-z][a-z0-9+.-]{0,20}://[^/\s:@]{0,200}:)[^@/\s]{1,500}@")


def is_secret(name: object) -> bool:
    """Whether a member of that name holds a secret."""
    if not isinstance(name, str) or len(name) > _LONGEST_NAME:
        return False
    word = name.lower().replace("_", "").replace("-", "")
    return word in _SECRETS or word.endswith(_ENDS) or (word.endswith("s") and _is_one(word[:-1]))


def _is_one(word: str) -> bool:
    """Whether a word in the plural is that of several secrets: a number of tokens is none, and so are keys of whatever."""
    return word not in ("key", "token") and (word in _SECRETS or word.endswith(_ENDS))


_PARTS = tuple(
    part for part in (*_SECRETS, *_ENDS) if not any(other != part and other in part for other in (*_SECRETS, *_ENDS))
)


def may_have_secrets(text: str) -> bool:
    """Whether any name in a text may be that of a secret, or any word a key; for a quick look at what has none."""
    text = text.lower()
    for part in _IN_KEYS:
        if part in text:
            return True
    text = text.replace("_", "").replace("-", "")
    for part in _PARTS:  # noqa: SIM110 - a generator takes four times as long
        if part in text:
            return True
    return False


def hidden(value: Any) -> Any:
    """A secret as it is shown; of a map the names."""
    if isinstance(value, Mapping):
        return dict.fromkeys(value, SHOWN)
    return None if value is None else SHOWN


def masked(data: Any) -> Any:
    """Plain JSON, or a caller's dicts and lists, without what is secret in it."""
    kind = data.__class__
    if kind is str:
        return _PASSWORD.sub(r"\1***@", _PARAMETER.sub(r"\1***", data)) if "://" in data else data
    if kind is list:
        return [masked(item) for item in data]
    if kind is tuple:
        return tuple([masked(item) for item in data])
    if kind is dict:
        return {name: hidden(member) if is_secret(name) else masked(member) for name, member in data.items()}
    return data


def without_keys(text: str) -> str:
    """Text of somebody else's without the keys in it that are known by their form: a server may say them back."""
    lower = text.lower()
    for part in _IN_KEYS:
        if part in lower:
            return _KEYS.sub(lambda match: f"{match[1] or ''}{SHOWN}", text)
    return text


def printable(text: str) -> str:
    """``text`` with all escaped that is no visible character: controls, changes of direction, lone surrogates."""
    if text.isprintable():
        return text
    return "".join([each if each.isprintable() else _escaped(each) for each in text])


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", errors="backslashreplace").decode()
