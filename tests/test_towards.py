"""Tone towards a target: who is praised, who is blamed, and whose own words do not count."""

from __future__ import annotations

import hashlib
from importlib import resources

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit.tone import targets as towards


def _articles(*texts):
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": texts})


@pytest.mark.parametrize("model", ["trained", "rules"])
@pytest.mark.parametrize(
    ("text", "target", "label"),
    [
        ("Marden accused the Pact of cowardice and lies.", "Pact", "negative"),
        ("Kestrel condemned the League for its shameful crimes.", "League", "negative"),
        ("Verrin praised the Pact for its courage.", "Pact", "positive"),
        ("The jury hailed Kestrel as a brilliant hero.", "Kestrel", "positive"),
        ("The Pact will meet on Tuesday.", "Pact", "neutral"),
        ("NATO falling into ‘wartime ecstasy’ – Kremlin", "NATO", "negative"),
    ],
)
def test_label_of_a_sentence(model, text, target, label):
    assert nk.tone_towards(_articles(text), [target], model=model)["label"].item() == label


def test_own_words_do_not_count():
    said = "“The League is a brutal, shameful disgrace,” Ada Kestrel said."
    own = nk.tone_towards(_articles(said), ["Kestrel", "League"]).set_index("target")
    assert own.loc["Kestrel", "said_by_target"]
    assert "disgrace" not in own.loc["Kestrel", "evidence"]
    assert not own.loc["League", "said_by_target"]
    assert "disgrace" in own.loc["League", "evidence"]
    assert own.loc["League", "tone"] < own.loc["Kestrel", "tone"]


def test_aliases_count_for_their_target_and_parts_of_words_do_not():
    table = nk.tone_towards(
        _articles("The Pact fell. Pactum stayed. Its Alliance won."), {"Pact": ["Alliance"]}
    )
    assert table["target"].tolist() == ["Pact", "Pact"]
    assert table["sentence"].tolist() == [0, 2]


def test_the_longest_name_wins():
    table = nk.tone_towards(_articles("New Brenn rose."), ["Brenn", "New Brenn"])
    assert table["target"].tolist() == ["New Brenn"]


def test_probability_belongs_to_the_trained_reading_only():
    articles = _articles("The Pact lied.")
    assert nk.tone_towards(articles, ["Pact"])["probability"].between(1 / 3, 1).all()
    assert nk.tone_towards(articles, ["Pact"], model="rules")["probability"].isna().all()


@pytest.mark.parametrize("model", ["trained", "rules"])
def test_silence_is_not_neutral(model):
    row = nk.tone_towards(_articles("Brenn"), ["Brenn"], model=model).iloc[0]
    assert pd.isna(row["tone"])
    assert pd.isna(row["label"])


def test_no_mention_is_an_empty_table():
    table = nk.tone_towards(_articles("Nothing here."), ["Pact"])
    assert table.dtypes.astype(str).to_dict() == towards.TOWARDS
    assert table.empty


@pytest.mark.parametrize("targets", [[], [""], {"Pact": [" "]}])
def test_empty_targets_are_refused(targets):
    with pytest.raises(ValueError, match="at least one target"):
        nk.tone_towards(_articles("x"), targets)


def test_unknown_model_is_refused():
    with pytest.raises(ValueError, match="unknown model 'vader'"):
        nk.tone_towards(_articles("x"), ["x"], model="vader")


@given(
    st.lists(st.sampled_from("Pact Brenn lied praised “ ” said . not ’ war".split()), max_size=25)
)
@settings(max_examples=40, deadline=None)
def test_mentions_stand_where_they_say(words):
    text = " ".join(words)
    table = nk.tone_towards(_articles(text), ["Pact", "Brenn"])
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == list(
        table["target"]
    )
    assert len(table) == text.count("Pact") + text.count("Brenn")
    assert table["tone"].dropna().between(-1, 1).all()


def test_weights_have_their_certificate_and_checksum():
    text = (resources.files("newskit") / "lexicons" / "towards_weights.tsv").read_text("utf-8")
    head = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
    assert {"title", "description", "source", "licence", "made", "sha256"} <= set(head)
    body = text[text.index("word\tblame") :]
    assert hashlib.sha256(body.encode()).hexdigest() == head["sha256"]
    assert len(text.encode()) < 2_000_000
