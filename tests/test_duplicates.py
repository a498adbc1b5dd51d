"""Near duplicates: which texts belong together, against exact comparison of all pairs."""

from itertools import combinations

import numpy as np
import pytest

from newskit.reading.duplicates import near_duplicates, similar_pairs
from newskit.text import tokens

RNG = np.random.default_rng(sum(map(ord, "duplicates")))
WORDS = [f"word{i}" for i in range(60)]


@pytest.mark.parametrize(
    ("texts", "alike"),
    [
        (["War in Lesk", "war in Lesk today", "A quiet day"], [0, 0, 1]),
        (["", "", "x"], [0, 0, 1]),
        (["…", "x", "!"], [0, 1, 0]),
        ([], []),
        (["one two three", "four five six"], [0, 1]),
        (["“Don’t go”, he said", '"Don\'t go", he said'], [0, 0]),
        (["a b c d", "a b c e", "b c e f"], [0, 0, 0]),  # a chain: the ends share 2 of 6 words
        (["a b c d e f", "a b c g h i j"], [0, 1]),  # 3 of 10
        (["a b c", "a b d"], [0, 0]),  # half of them: 2 of 4
        (["a b c d", "a b e f"], [0, 1]),  # 2 of 6
    ],
)
def test_near_duplicates_share_a_number(texts, alike):
    assert near_duplicates(texts).tolist() == alike


def test_sequences_tell_copies_from_the_same_words_in_another_order():
    copy = " ".join(WORDS)
    turned = " ".join(reversed(WORDS))
    assert near_duplicates([copy, turned, copy + " end"]).tolist() == [0, 0, 0]
    assert near_duplicates([copy, turned, copy + " end"], words=5).tolist() == [0, 1, 0]


def test_no_sequence_runs_from_one_text_into_the_next():
    assert near_duplicates(["a b", "c d e", "b c"], words=2).tolist() == [0, 1, 2]


def test_the_pairs_are_those_of_exact_comparison_and_hardly_one_is_missed():
    texts = []
    for _ in range(40):
        base = RNG.choice(WORDS, 30)
        texts.append(" ".join(base))
        changed = RNG.random(30) < RNG.choice([0.02, 0.05, 0.1, 0.3])
        texts.append(" ".join(np.where(changed, "new", base)))
    exact = {}
    for i, j in combinations(range(len(texts)), 2):
        one, two = (
            {tuple(w[k : k + 5]) for k in range(len(w) - 4)}
            for w in ([t.word for t in tokens(texts[x])] for x in (i, j))
        )
        exact[i, j] = len(one & two) / len(one | two)
    wanted = {pair: s for pair, s in exact.items() if s >= 0.6}
    found = {(i, j): s for i, j, s in similar_pairs(texts)}
    assert {pair: exact[pair] for pair in found} == pytest.approx(found)
    assert set(found) <= set(wanted)
    assert len(found) >= 0.95 * len(wanted) > 10


def test_texts_too_short_for_a_sequence_are_in_no_pair():
    assert list(similar_pairs(["a b", "a b", ""])) == []


def test_thousands_of_one_form_cost_linear_time():
    def pairs(number: int) -> int:
        forms = (
            f"Ferry {n} was late and it rained all day in the valley of Velm" for n in range(number)
        )
        return len(list(similar_pairs(list(forms), share=0.4)))

    assert pairs(300) > 20 * 300
    assert pairs(1200) < 8 * pairs(300)  # all pairs would be 16 times as many
