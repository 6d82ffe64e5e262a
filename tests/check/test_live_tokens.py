"""Limits in tokens: an error is certain, whatever the vocabulary; a warning says that it guesses."""

import pytest

from realtime_builder import check
from realtime_builder.openai_live import CommentaryAppendEvent, SessionConfig
from realtime_builder.openai_live.tokens import about, at_least


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("", 0),
        ("one", 1),
        ("one two\tthree\nfour", 4),
        ("don't e-mail 1,234.56", 3),
        ("\u4f60\u597d \u4e16\u754c", 2),
        ("-- // ** ...", 0),
        ("//\n//\n//", 0),  # may be one token
        ("snake_case _ x", 2),
    ],
)
def test_no_text_has_fewer_tokens(text, least):
    assert at_least(text) == least


@pytest.mark.parametrize(
    "text", ["a " * 500, "/\n" * 2000, "_ " * 5000, "." * 10_000, "antidisestablishmentarianism " * 300]
)
def test_a_text_that_may_be_short_enough_is_no_error(text):
    findings = check(CommentaryAppendEvent(content=text, delegation_id=None))
    assert [finding.severity for finding in findings] == ["warning"] * (about(text) > 500)
    assert all("about" in finding.message for finding in findings)


def test_a_text_that_is_too_long_in_any_vocabulary_is_an_error():
    [finding] = check(CommentaryAppendEvent(content="a " * 501, delegation_id=None))
    assert (finding.severity, finding.message) == ("error", "The text has at least 501 tokens; the limit is 500")
    [finding] = check(SessionConfig(model="gpt-live-1", instructions="a " * 16_385))
    assert finding.message == "The text has at least 16385 tokens; the limit is 16384"


def test_long_texts_without_words_cost_linear_time():
    assert at_least("/" * 1_000_000) == 0
