"""No measure takes a side: exchanging one name, office, people or number for another moves none."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from benchmarks import swaps
from newskit.tone import neutral, news, targets

CATEGORIES = swaps.categories()


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_swap_moves_no_score(category):
    frames, fillings = CATEGORIES[category]
    for frame in frames:
        texts = [frame.format(word) for word in fillings]
        texts = [text[0].upper() + text[1:] for text in texts]
        found, ends = swaps.spread(texts, "news")
        assert found < swaps.LIMIT, (frame, ends)


def test_hundreds_of_words_are_exchanged():
    assert sum(len(fillings) for _, fillings in CATEGORIES.values()) > 2_000


@pytest.mark.parametrize(
    "word",
    "said and Muslim feminists conservative 187 nurse wednesday very not mosque koreans refugee "
    "chairman they thousand x".lower().split(),
)
def test_words_that_take_no_side_have_no_valence(word):
    assert neutral.is_neutral(word)
    assert word not in news.table().valence


def test_weights_towards_a_target_know_no_names_and_groups():
    known = targets.weights()
    for word in "chairman democratic liberal mosque women police children russia 187".split():
        assert word not in known
    for word in ("will", "against", "by", "said", "not", ":", "'s", "n't", "and", "told"):
        assert word not in known


def test_each_class_has_its_reason():
    path = resources.files("newskit") / "lexicons" / "neutral.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {"title", "description", "source", "licence", "coders", "date"} <= set(data)
    assert all(kind["reason"] and kind["words"] for kind in data["class"].values())
    assert data["except"]["reason"]


@pytest.mark.parametrize(
    "word", ["good", "victims", "terrorists", "hope", "war", "brilliant", "ax"]
)
def test_judging_words_are_not_neutral(word):
    assert not neutral.is_neutral(word)
