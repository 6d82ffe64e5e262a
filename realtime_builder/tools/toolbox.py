"""`Tools`: functions under the names by which a model calls them, and the answers to its calls."""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from ..errors import ValidationError, nearest, quote
from .arguments import ArgumentReader
from .calls import Call, ServerEvent, calls_in, calls_of
from .functions import Described, signature_of
from .results import text_of

if TYPE_CHECKING:
    from ..config import Config
    from ..fields import Settable

__all__ = ["ToolError", "ToolFunction", "Tools"]

_log = logging.getLogger("realtime_builder.tools")


class ToolError(Exception):
    """Raised by a function to tell the model, in these words, why there is no result.

    >>> async def book(day: date) -> str:
    ...     if day < date.today():
    ...         raise ToolError("That day is over; ask for another one.")
    """


@dataclass(frozen=True)
class ToolFunction(Described):
    """A function, with further settings of it as a tool.

    `Tools` makes these of plain functions.

    Raises:
        ValidationError: for a function that can't be described, a method without its object, a
            lambda without ``name``, and a ``timeout`` that is not above zero.
    """

    function: Callable[..., Any]
    """Any callable, async or not."""

    name: str = field(default="", kw_only=True)
    """The name under which the model calls it. The function's own where none is given."""

    description: Settable[str] = field(default=UNSET, kw_only=True)
    """The description for the model. Default: the function's docstring."""

    timeout: Settable[float | None] = field(default=UNSET, kw_only=True)
    """Time limit of one call, in seconds; ``None`` is no limit. Default: that of the `Tools`."""

    def __post_init__(self) -> None:
        if isinstance(self.function, ToolFunction):
            raise ValidationError("Expected a function, got `ToolFunction`")
        signature = signature_of(self.function)
        name = self.name or signature.name
        if signature.unbound:
            raise ValidationError(f"`{name}` is a method without its object; pass the method of an object")
        if not isinstance(name, str) or not name:
            how = '`name`, as in ToolFunction(function, name="find_parcel")'
            raise ValidationError(f"A function without a name of its own needs {how}, got {quote(self.name)}")
        if _is_generator(self.function):
            raise ValidationError(f"`{name}` yields values; a tool returns one result, such as a list")
        description = signature.description if self.description is UNSET else self.description
        _require_timeout(self.timeout)
        signature = signature._replace(name=name, description=description)
        # The one way to set what a frozen dataclass works out for itself.
        self.__dict__.update(name=name, description=description, signature=signature)

    @functools.cached_property
    def reader(self) -> ArgumentReader:
        """Reads the arguments of a call."""
        return ArgumentReader(self.name, self.signature)

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.function, self.name, self.description, self.timeout)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function, past all that is said of it as a tool."""
        return self.function(*args, **kwargs)


def _remade(
    function: Callable[..., Any], name: str, description: Settable[str], timeout: Settable[float | None]
) -> ToolFunction:
    return ToolFunction(function, name=name, description=description, timeout=timeout)


def _tell_nothing(name: str, error: Exception) -> dict[str, str]:
    """No internals: only that it failed, and whether that was for time."""
    return {"error": str(error) if isinstance(error, _TooLongError) else f"`{name}` failed"}


class _TooLongError(TimeoutError):
    """The limit of a call ran out."""


class Tools:
    """An immutable toolbox of functions that a model may call.

    >>> tools = Tools(find_parcel, book, timeout=10)
    >>> session = session.with_tools(*tools)
    >>> async for frame in socket:
    ...     for event in await tools.answer(frame):
    ...         await socket.send(encode(event), text=True)

    A function may be async. One that is not runs in a thread, so that it does not hold up the call's
    audio. A `ToolFunction` gives a function another name, description or time limit.

    ``timeout`` limits a call, in seconds; ``None`` is no limit. ``tell`` says what the
    model is told when a function fails: it gets the tool's name and the exception, and returns what
    is sent as the result would be. By default the model learns that the tool failed and nothing of
    the exception, which goes to the log ``realtime_builder.tools``.

    Raises:
        ValidationError: for two tools of the same name, and everything that `ToolFunction` refuses.
    """

    __slots__ = ("_by_name", "_tell", "_timeout")

    def __init__(
        self,
        *functions: Callable[..., Any],
        timeout: float | None = 30.0,
        tell: Callable[[str, Exception], Any] = _tell_nothing,
    ) -> None:
        by_name: dict[str, ToolFunction] = {}
        for function in functions:
            tool = function if isinstance(function, ToolFunction) else ToolFunction(function)
            if tool.name in by_name:
                raise ValidationError(f"There is another tool named `{tool.name}`")
            by_name[tool.name] = tool
        _require_timeout(timeout)
        if not callable(tell):
            raise ValidationError(f"Expected `tell` to be a function, got {quote(tell)}")
        object.__setattr__(self, "_by_name", by_name)
        object.__setattr__(self, "_timeout", timeout)
        object.__setattr__(self, "_tell", tell)

    _by_name: dict[str, ToolFunction]
    _timeout: float | None
    _tell: Callable[[str, Exception], Any]

    # What is in it

    def __iter__(self) -> Iterator[ToolFunction]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __repr__(self) -> str:
        return f"Tools({', '.join(self._by_name)})"

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Tools) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return tuple(self), self._timeout, self._tell

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"`Tools` is immutable; `add_tool` and `remove_tool` return a new one, not {name!r}")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return functools.partial(Tools, timeout=self._timeout, tell=self._tell), tuple(self)

    def add_tool(self, function: Callable[..., Any], /) -> Tools:
        """A toolbox with one more function, after those there are.

        Raises:
            ValidationError: if there is a tool of that name already, or the function can't be described.
        """
        return Tools(*self, function, timeout=self._timeout, tell=self._tell)

    def remove_tool(self, name: str, /) -> Tools:
        """A toolbox without one of the functions.

        Raises:
            ValidationError: if there is no tool of that name; the message has the nearest one.
        """
        gone = self._tool(name)
        return Tools(*(tool for tool in self if tool is not gone), timeout=self._timeout, tell=self._tell)

    def _tool(self, name: str) -> ToolFunction:
        tool = self._by_name.get(name)
        if tool is None:
            raise ValidationError(f"No tool is named `{name}`{nearest(name, self._by_name)}")
        return tool

    def definitions(self, dialect: ModuleType | str, /) -> tuple[Config, ...]:
        """The tools as a dialect defines them: ``tools.definitions(openai_ga)``.

        Raises:
            ValidationError: for an unknown dialect.
        """
        make: Any = calls_of(dialect).tool
        return tuple(make.from_function(tool) for tool in self)

    # Calls

    async def call(self, name: str, arguments: str | bytes | Mapping[str, Any] = "", /) -> Any:
        """Call a function with the arguments that the model gave, and return what it returns.

        The arguments are read by the function's annotations: dates, enums, dataclasses and so on.
        Nothing is coerced: ``"3"`` is not a number.

        Raises:
            DecodeError: for arguments that are not JSON.
            ValidationError: for a tool that does not exist and for arguments that the function does
                not take. The function is not called; the message is one that the model can act on.
            TimeoutError: where the function takes too long. Its coroutine is cancelled; a thread
                can't be stopped and runs to its end unheard.
            Exception: whatever the function raises.
        """
        tool = self._tool(name)
        return await self._run(tool, tool.reader.read(arguments))

    async def _run(self, tool: ToolFunction, arguments: dict[str, Any]) -> Any:
        limit = self._timeout if tool.timeout is UNSET else tool.timeout
        scope = asyncio.timeout(limit)
        try:
            async with scope:
                return await _result_of(tool.function, arguments)
        except TimeoutError:
            if scope.expired():
                raise _TooLongError(f"`{tool.name}` took longer than {limit:g} seconds") from None
            raise

    async def answer(
        self, event: ServerEvent, /, *, earlier: Iterable[ServerEvent] = (), dialect: ModuleType | str | None = None
    ) -> tuple[Config, ...]:
        """The client's events that answer the calls in a server's event: all outputs, then one `response.create`.

        ``event`` may be a frame as it came, a mapping, or an object of a vendor's client. One call
        shows up in several events. Only the one that ends a response is answered (`response.done`);
        any other gives ``()``, and so does the end of a response without calls, or one that was
        cancelled or cut short. Calls of one response run at the same time.

        The model always gets an output for a call: the result, or ``{"error": ...}`` with what was
        wrong with the arguments, what a `ToolError` says, or what ``tell`` makes of an exception.
        Where `answer` itself is cancelled, so are the calls, and nothing is sent.

        OpenAI Live ends a response without repeating its calls: give it the events since then as
        ``earlier``. The three Realtime dialects are answered alike; ``dialect`` says whose structs
        the events are, where several are imported.

        Raises:
            DecodeError: for a frame that is not JSON.
            ValidationError: for anything but an event.
        """
        words, calls = calls_in(event, earlier, dialect)
        if not calls:
            return ()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._output(call)) for call in calls]
        outputs = [words.output(call.id, task.result()) for call, task in zip(calls, tasks, strict=True)]
        return (*outputs, words.proceed)

    async def _output(self, call: Call) -> str:
        """What the model reads as the output of a call."""
        try:
            tool = self._tool(call.name)
            arguments = tool.reader.read(call.arguments)
        except ValidationError as error:
            _log.info("A call of %s was refused: %s", call.name, error)
            return text_of({"error": str(error)})
        except Exception as error:  # noqa: BLE001 - of the developer's classes, which check what they are made of
            return self._told(call.name, error)
        try:
            return text_of(await self._run(tool, arguments))
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return self._told(tool.name, RuntimeError(f"Cancelled from inside: {error}"))
        except Exception as error:  # noqa: BLE001 - a function may fail in any way, and the model waits
            return self._told(tool.name, error)

    def _told(self, name: str, error: Exception) -> str:
        """What the model reads of an exception."""
        try:
            if isinstance(error, ToolError):
                return text_of({"error": str(error)})
            _log.error("The tool %s failed", name, exc_info=error)
            return text_of(self._tell(name, error))
        except Exception:  # noqa: BLE001 - the developer's own, and the model waits
            _log.exception("What to tell of the failure of %s failed", name)
            return text_of(_tell_nothing(name, error))


async def _result_of(function: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    if _is_async(function):
        return await function(**arguments)

    def outcome() -> tuple[Any, BaseException | None]:
        try:
            return function(**arguments), None
        except Exception as error:  # noqa: BLE001 - handed on; a future can't carry StopIteration
            return None, error

    result, error = await asyncio.to_thread(outcome)
    if error is not None:
        raise error
    return await result if inspect.isawaitable(result) else result


def _is_generator(function: Any) -> bool:
    return any(inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call) for call in _run_by(function))


def _is_async(function: Any) -> bool:
    return any(map(inspect.iscoroutinefunction, _run_by(function)))


def _run_by(function: Any) -> tuple[Any, Any]:
    """What a call of ``function`` may run: the callable inside all `functools.partial`, or its ``__call__``."""
    while isinstance(function, functools.partial):
        function = function.func
    return function, getattr(function, "__call__", None)  # noqa: B004


def _require_timeout(timeout: Any) -> None:
    if timeout is None or timeout is UNSET:
        return
    number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if not (number and timeout > 0):  # which NaN is not
        raise ValidationError(f"Expected `timeout` to be a number of seconds above 0 or None, got {quote(timeout)}")
