"""The news model: readings that must hold, sums that must add up, tables with their papers."""

from __future__ import annotations

import hashlib
import math
import tomllib
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit.text import columns
from newskit.tone import neutral, news

LEXICONS = resources.files("newskit") / "lexicons"
TABLE = (LEXICONS / "news_valence.tsv").read_text(encoding="utf-8")
RULES = tomllib.loads((LEXICONS / "valence_rules.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("NATO falling into ‘wartime ecstasy’ – Kremlin", -1),
        ("wartime ecstasy", -1),
        ("The bloc is sliding into euphoria, the minister warned.", -1),
        ("War fever has gripped the capital of Ostrania.", -1),
        ("The crowd was in ecstasy after the concert", 1),
        ("There was euphoria in Port Lenz when the war ended.", 1),
        ("The rescue was a wonderful success.", 1),
        ("The talks were not a success.", -1),
    ],
)
def test_sign_of_a_sentence(text, sign):
    assert math.copysign(1, nk.valence(text)) == sign


def test_every_sentence_of_the_sample_that_speaks_of_ecstasy_is_negative():
    text = nk.load_corpus("wartime_ecstasy")["text"].item()
    said = [s.words for s in nk.sentences(text) if "ecstasy" in s.words.lower()]
    found = np.array([nk.valence(words) for words in said])
    assert len(found) >= 3
    assert (found < 0).all()


@pytest.mark.parametrize("word", ["party", "united", "security", "like", "well", "interest"])
def test_homographs_are_not_praise(word):
    assert word not in news.table().valence
    assert word in news.plain()


@pytest.mark.parametrize("name", ["russia", "nato", "ukraine", "obama", "muslim", "women"])
def test_names_and_groups_of_people_carry_none(name):
    assert name not in news.table().valence


def test_silence_is_not_neutral():
    assert math.isnan(nk.valence(""))
    assert math.isnan(nk.valence("Orlov, Brenn, Ostrania"))
    assert nk.explain_tone("").empty


WORDS = 'war joy good bad not but very party " ecstasy peace falling , “ x'.split()


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_contributions_add_up_and_a_column_scores_like_its_texts(text):
    told = nk.explain_tone(text)
    assert told["contribution"].sum() == pytest.approx(told.attrs["raw_sum"], abs=1e-9)
    column = pd.DataFrame({"article_id": range(3), "text": ["Good.", text, "Bad news."]})
    whole = column.assign(start=0, end=column["text"].str.len())[["article_id", "start", "end"]]
    alone, among = nk.valence(text), nk.score_tone(column, spans=whole)["tone"].iloc[1]
    assert alone == among or (math.isnan(alone) and math.isnan(among))
    if not math.isnan(alone):
        sum_ = told.attrs["base"] + told.attrs["raw_sum"] / math.sqrt(told.attrs["words"])
        assert min(4, max(-4, sum_)) == pytest.approx(alone, abs=1e-9)


@pytest.mark.filterwarnings("ignore::newskit.NewskitWarning")
@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_hostile_text_is_scored_within_the_scale(text):
    tone = nk.valence(text)
    assert math.isnan(tone) or -4 <= tone <= 4
    told = nk.explain_tone(text)
    assert all(
        text[a:b] == w for w, a, b in zip(told["word"], told["start"], told["end"], strict=True)
    )


def test_curly_and_straight_score_alike():
    assert nk.valence("It isn’t a “success”.") == nk.valence('It isn\'t a "success".')


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("the wartime ecstasy", "fused with war = -2.5"),
        ("they slid into hysteria", "falling into = -2"),
        ("a not good plan", "negated x -0.5"),
        ("a very good plan", "strengthened x 1.25"),
        ("good but late", "before but x 0.6"),
        ("late but good", "after but x 1.3"),
        ("their “success” cost lives", "scare quotes x -0.5"),
        ("the so-called success", "so-called x -0.5"),
    ],
)
def test_explanation_names_the_rule(text, rule):
    assert rule in "; ".join(nk.explain_tone(text)["rules"])


def test_valence_is_the_words_own_value_times_factors():
    told = nk.explain_tone("a very good plan").set_index("word")
    own = news.table().valence["good"]
    assert told.loc["good", "contribution"] == pytest.approx(1.25 * own)


def test_a_rule_never_reaches_into_the_next_text():
    texts = ["a war", "ecstasy reigned"]
    words = neutral.spoken(columns.cut(texts), texts)
    found = news.read(words, news.whole(words, texts), {"ecstasy": 2.0})
    assert found.contribution.tolist() == [2.0]


def test_slow_reading_of_the_rules_agrees():
    """An independent oracle: the rules applied word by word, as the file describes them."""
    texts = [
        "not a very good war but ecstasy",
        "the “peace” , so-called success",
        "fell into delirium at war",
        "a “good plan”.",
        "“Good,” she said.",
    ]
    for text in texts:
        words = [columns.cut([text]).vocabulary[i] for i in columns.cut([text]).words.id]
        expected = [value for i in range(len(words)) if (value := _slow(words, i)) is not None]
        assert nk.explain_tone(text)["contribution"].tolist() == pytest.approx(expected)


def _slow(words, i):
    own, factor, touched = news.table().valence.get(words[i], 0.0), 1.0, False
    value = own
    for rule in news.rules():
        before, after = words[max(0, i - rule.reach) : i], words[i + 1 : i + 1 + rule.reach]
        sides = {"before": [before], "after": [after]}.get(rule.where, [before, after])
        near = [bool(rule.near & set(side)) for side in sides]
        if (
            (all(near) if rule.where == "both" else any(near))
            and not rule.unless & set(words)
            and not rule.without & set(words[max(0, i - 1) : i] + words[i + 1 : i + 2])
            and (not rule.of or words[i] in rule.of)
            and (not rule.sign or np.sign(value) == rule.sign)
        ):
            if rule.valence is not None:
                value, touched = rule.valence, True
            else:
                factor *= rule.factor
    return value * factor if value and (own or touched) else None


def test_table_has_its_certificate_and_its_checksum():
    head = dict(line[2:].split(": ", 1) for line in TABLE.splitlines() if line.startswith("# "))
    assert {"title", "description", "source", "licence", "made", "base", "sha256"} <= set(head)
    body = TABLE[TABLE.index("word\tvalence") :]
    assert hashlib.sha256(body.encode()).hexdigest() == head["sha256"]
    assert len(TABLE.encode()) < 2_000_000


def test_table_is_sorted_unique_and_within_the_scale():
    words = list(news.table().valence)
    assert words == sorted(set(words))
    assert all(0.2 <= abs(v) <= 8 for v in news.table().valence.values())
    assert not any(map(neutral.is_neutral, words))


def test_rules_have_their_certificate():
    assert {"title", "description", "source", "licence", "coders", "date", "scale"} <= set(RULES)
    for entry in RULES["rule"].values():
        assert entry["definition"]
        assert entry["where"] in {"before", "after", "around", "both"}
        assert ("valence" in entry) != ("factor" in entry)


@pytest.mark.parametrize("rule", RULES["rule"])
def test_a_rule_fires_in_its_sentences_and_not_in_its_near_misses(rule):
    def fired(text):
        told = "; ".join(nk.explain_tone(text)["rules"]).split("; ")
        return any(said.startswith((f"{rule} x ", f"{rule} = ")) for said in told)

    assert all(map(fired, RULES["rule"][rule].get("match", [])))
    assert not any(map(fired, RULES["rule"][rule].get("miss", [])))


@pytest.mark.parametrize(
    "text",
    [
        "Joy Reid met the council.",
        "Triumph Holm is on the map.",
        "Hope Zwill Visits Port Lenz",
        "Grace, a baker, spoke.",
        "Grace, an envoy, spoke.",
        "Grace, the envoy, spoke.",
        "Grace, who spoke, sat down.",
        "Grace, of Port Lenz, spoke.",
        "Grace, 34, spoke.",
        "They met on Super Tuesday.",
        "A boat crossed the Great Barrier Reef.",
        "Hope lived in the town.",
        "Grace said that the shop opens at noon.",
        "Article 187 was read in Room 143.",
        "Holm said. The minister stated, and he argued.",
        "The Secretary of State met a priest, a nurse and two socialists.",
        "The meeting is on Monday and Tuesday.",
        "Hope Holm spoke. They met Hope in the hall.",
    ],
)
def test_names_offices_groups_and_numbers_do_not_judge(text):
    assert math.isnan(nk.valence(text))


@pytest.mark.parametrize(
    "text", ["Hope faded.", "Great news for Ostrania.", "Killing Russians is wrong."]
)
def test_a_capital_at_the_start_does_not_hide_a_word(text):
    assert not math.isnan(nk.valence(text))


def test_a_name_is_known_by_the_rest_of_its_article():
    texts = ["Joy in the hall.", "The council met Joy on Monday. Joy in the hall."]
    tone = nk.score_tone(pd.DataFrame({"article_id": ["a", "b"], "text": texts}))
    assert tone["tone"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize("word", ["good", "bad", "wonderful", "terrible", "dangerous", "brave"])
def test_order_is_kept(word):
    alone, very, slightly = (
        nk.valence(f"The plan is {x}{word}.") - news.table().base
        for x in ("", "very ", "slightly ")
    )
    assert abs(very) * math.sqrt(5) > abs(alone) * 2 > abs(slightly) * math.sqrt(5)
    assert abs(nk.valence(f"The plan is not {word}.") - news.table().base) < abs(alone)


@given(
    st.lists(
        st.sampled_from("not but good bad … X Great — “ ” war . joy ’ , an".split()), max_size=20
    )
)
@settings(max_examples=150, deadline=None)
def test_a_text_and_its_straightened_twin_score_alike(words):
    for text in (" ".join(words), "".join(words)):
        one, twin = nk.valence(text), nk.valence(nk.straighten(text))
        assert one == twin or (math.isnan(one) and math.isnan(twin))


def test_a_file_of_valences_is_a_model(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_text("# version: mine 3\n# base: 0.1\n\nword\tvalence\nferry\t2.0\n", "utf-8")
    assert nk.valence("the late ferry home", model=path) == pytest.approx(0.1 + 2.0 / 2)
    table = nk.score_tone(pd.DataFrame({"article_id": ["a"], "text": ["ferry"]}), model=path)
    assert table.attrs["newskit"]["model_version"] == "mine 3"
    path.write_text("ferry\tfar\n", "utf-8")
    with pytest.raises(ValueError, match="line 1: no word, tab and valence"):
        nk.valence("x", model=path)
