"""What the laws' own tools promise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALL_STRUCTS, name_of


@pytest.mark.parametrize("cls", ALL_STRUCTS[:1], ids=name_of)
def test_a_law_that_fails_over_a_class_says_why(cls):
    """The class is among the arguments that are printed, and has a method for printing its values."""

    @settings(max_examples=1)
    @given(data=st.data())
    def law(cls, data):
        raise LookupError(data.draw(st.just("why")))

    with pytest.raises(LookupError, match="why"):
        law(cls)
