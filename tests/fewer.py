"""For tests whose examples take long to draw or to look at: two fifths of the examples that the profile has."""

from hypothesis import settings

FEWER = settings(max_examples=settings().max_examples * 2 // 5)
