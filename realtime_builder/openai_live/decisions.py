"""Decisions: questions with fixed answers, which a model answers while the conversation runs."""

from typing import Literal, TypeAlias

from ..config import Config
from ..fields import UNSET, Array, Clearable, Objects, Open, Settable

# Parts of a text


class DecisionInputText(Config, tag="input_text"):
    """Text.

    Wire: parts of `instructions`, `content` and `output`.
    """

    text: str
    """The text."""


class DecisionInputImage(Config, tag="input_image"):
    """An image.

    Wire: parts of `instructions`, `content` and `output`.
    """

    image_url: str
    """A public URL, or the image itself as a data URL in base64."""

    detail: Clearable[Open[Literal["low", "high", "auto", "original"]]] = UNSET
    """Resolution at which the model sees it. Server default auto."""


class DecisionInputJSON(Config, tag="input_json"):
    """Data of any kind.

    Wire: parts of `instructions` and `content`.
    """

    data: Objects
    """A JSON object, or a list of them."""


InstructionsPart: TypeAlias = DecisionInputText | DecisionInputImage | DecisionInputJSON

# Questions


class DecisionChoiceOption(Config):
    """One of the answers to a question.

    Wire: `choices[]` of a choice.
    """

    value: str | bool
    """The answer."""

    description: Settable[str] = UNSET
    """When to choose it."""


class Choice(Config, tag="choice"):
    """A question with several answers.

    Wire: `questions[]`.
    """

    choices: Array[DecisionChoiceOption]
    """The possible answers."""

    instructions: str | Array[InstructionsPart]
    """The question, as text or in parts."""

    name: Settable[str] = UNSET
    """Your own name for the question; the answer refers to it."""


class Predicate(Config, tag="predicate"):
    """A yes-or-no question.

    Wire: `questions[]`.
    """

    instructions: str | Array[InstructionsPart]
    """The question, as text or in parts."""

    name: Settable[str] = UNSET
    """Your own name for the question; the answer refers to it."""


class ScoreLevel(Config):
    """A step of a scale.

    Wire: `levels[]` of a score.
    """

    label: str
    """Name of the step."""

    description: Settable[str] = UNSET
    """When to choose it."""


class Score(Config, tag="score"):
    """A question that is answered on a scale.

    Wire: `questions[]`.
    """

    instructions: str | Array[InstructionsPart]
    """The question, as text or in parts."""

    levels: Array[ScoreLevel]
    """The steps of the scale."""

    name: Settable[str] = UNSET
    """Your own name for the question; the answer refers to it."""


DecisionQuestion: TypeAlias = Choice | Predicate | Score

# Who asks them


class DecisionsDelegationUpdateConfig(Config, container=True):
    """Changes to the questions of a delegation. Omitted settings stay.

    Wire: `delegation.decisions` of `session.update`.
    """

    model: Settable[str] = UNSET
    """Model that answers."""

    questions: Settable[Array[DecisionQuestion]] = UNSET
    """The questions, which replace all earlier ones."""


class DecisionsDelegationConfig(Config, container=True, updated_by=DecisionsDelegationUpdateConfig):
    """Questions that are answered when the Live model delegates.

    Wire: `delegation.decisions`.
    """

    model: str
    """Model that answers."""

    questions: Array[DecisionQuestion]
    """The questions, which are asked together and answered in this order."""


class TriggerDecisions(Config):
    """Questions of a trigger, asked about the transcript so far and the Decision items.

    Wire: `triggers[].decisions`.
    """

    questions: Array[DecisionQuestion]
    """The questions, which are asked together and answered in this order."""


class DecisionTrigger(Config, tag="decisions"):
    """Asks questions whenever a transcript grows, no matter who handles delegations.

    Wire: `session.triggers[]`.
    """

    decisions: TriggerDecisions
    """The questions."""

    event_type: Literal["session.input_transcript.delta", "session.output_transcript.delta"]
    """Whose transcript: the user's (input) or the model's (output). At most one trigger for each."""
