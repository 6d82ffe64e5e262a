"""The result of applying a client's patch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from msgspec import UNSET, UnsetType

from .._core.slots import slots_of
from ..config import Config
from ..edits.facts import is_container
from .outcome import differs_from, read

if TYPE_CHECKING:
    from .reports import Violation

__all__ = ["GuardResult"]

C = TypeVar("C", bound=Config)


class GuardResult(NamedTuple, Generic[C]):
    """The result of applying a client's patch."""

    config: C
    """The base with the patch applied: ``base.merge(patch)``."""

    patch: C
    """The allowed changes, to be sent to the API, with pinned values that the base lacked."""

    dropped: tuple[Violation, ...]
    """The parts that were left out, and why."""

    event_id: str | UnsetType
    """The client's name for its event, which the API's errors refer to; else `UNSET`."""

    base: C
    """What the patch was laid over."""

    @property
    def changed(self) -> bool:
        """Whether any setting differs from the base afterwards.

        A patch that says nothing (``{"audio": {"output": {}}}``) or repeats the base need not be sent.
        """
        return _says_anything(self.base, self.patch)


def _says_anything(base: Any, patch: Any) -> bool:
    """Whether a patch has any setting that the base has otherwise."""
    for name, slot in slots_of(type(patch)).items():
        value = slot.__get__(patch)
        if value is UNSET:
            continue
        old = read(base, (name,))
        if is_container(value) and (old is UNSET or is_container(old)):
            if _says_anything(old, value):
                return True
        elif differs_from(old, value):
            return True
    return False
