"""Tone: VADER to the last digit, explained, and a table that says when it is undefined."""

import pandas as pd
import pytest

import newskit as nk
from newskit import schema


def test_contributions_add_up_to_the_raw_sum():
    table = nk.explain_tone("It isn’t good, but a VERY splendid war! 💘")
    assert table["contribution"].sum() == pytest.approx(table.attrs["raw_sum"])


def test_tone_without_articles_is_an_empty_table():
    none = pd.DataFrame({"article_id": [], "text": []})
    assert nk.score_tone(none).dtypes.astype(str).to_dict() == schema.TONE
