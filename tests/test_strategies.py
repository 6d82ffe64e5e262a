"""What the laws' own tools promise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, for_each, name_of


@pytest.mark.parametrize("cls", ALL_STRUCTS[:1], ids=name_of)
def test_a_law_that_fails_over_a_class_says_why(cls):
    """The class is among the arguments that are printed, and has a method for printing its values."""

    @settings(max_examples=1)
    @given(data=st.data())
    def law(cls, data):
        raise LookupError(data.draw(st.just("why")))

    with pytest.raises(LookupError, match="why"):
        law(cls)


def test_a_test_of_many_cases_fails_over_each_and_says_which():
    seen = []

    @for_each([1, 2, 3], name=lambda case: f"number {case}")
    def check(case):
        seen.append(case)
        assert case != 2

    with pytest.raises(AssertionError) as caught:
        check()
    assert caught.value.__notes__ == ["The case is number 2."]
    assert seen == [1, 2]
