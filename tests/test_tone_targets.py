"""Tone towards a target: who is praised, who is blamed, and whose own words do not count."""

from __future__ import annotations

import hashlib
import math
from importlib import resources

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit import schema
from newskit.tone import targets


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
        ("NATO falling into ‘wartime ecstasy’ – Kremlin", "NATO", "negative"),
    ],
)
def test_label_of_a_sentence(model, text, target, label):
    assert nk.score_targets(_articles(text), [target], model=model)["label"].item() == label


def test_a_plain_sentence_is_neutral_to_the_trained_reading_and_nothing_to_the_rules():
    plain = _articles("The Pact will meet on Tuesday.")
    assert nk.score_targets(plain, ["Pact"])["label"].tolist() == ["neutral"]
    assert nk.score_targets(plain, ["Pact"], model="rules")["label"].isna().all()


@pytest.mark.parametrize("model", ["trained", "rules"])
def test_blame_goes_to_the_one_who_is_blamed(model):
    text = (
        "The Pact was involved in a confrontation with Velmark but the League is now falling into "
        "wartime ecstasy."
    )
    table = nk.score_targets(_articles(text), ["Velmark", "League"], model=model)
    assert table["label"].tolist()[1] == "negative"
    assert table["label"].tolist()[0] != "negative"


def test_the_trained_reading_by_hand():
    """Sums over the words about the mention, each by its side; two off is close, three is not."""
    text = "The brave Pact lied shamefully today."
    told = nk.explain_tone(text).set_index("word")["contribution"]
    known, none = targets.weights(), (0.0,) * 8
    words = {"The": -2, "brave": -1, "lied": 1, "shamefully": 2, "today": 3, ".": 4}
    even, moved, sums = 1 / math.sqrt(len(words)), {}, [0.0, 0.0]
    for word, distance in words.items():
        own, side, far = known.get(word.lower(), none), 2 * (distance > 0), abs(distance)
        felt = told.get(word, 0.0)
        kind = "praise" if felt > 0 else "blame"
        fades = [even, math.exp(-far / 12), math.exp(-far / 4)]
        share = [
            even * own[side + k]
            + (far <= 2) * own[4 + side + k]
            + sum(f * felt * known[f"<{kind} {n}>"][side + k] for n, f in enumerate(fades))
            for k in (0, 1)
        ]
        moved[word] = share[1] - share[0]
        sums = [s + x for s, x in zip(sums, share, strict=True)]
    blame, praise, sharpness = known["<base>"][:3]
    odds = [math.exp(sharpness * x) for x in (blame + sums[0], 0.0, praise + sums[1])]
    found = nk.score_targets(_articles(text), ["Pact"]).iloc[0]
    assert found["tone"] == pytest.approx((odds[2] - odds[0]) / sum(odds))
    assert found["probability"] == pytest.approx(max(odds) / sum(odds))
    most = sorted(moved, key=lambda word: -abs(moved[word]))
    evidence = [f"{word} {moved[word]:+.2f}" for word in most if abs(moved[word]) >= 0.01]
    assert found["evidence"] == ", ".join(evidence[:5])


def test_the_reading_by_rules_by_hand():
    text = "The brave Pact lied shamefully today."
    told = nk.explain_tone(text).set_index("word")["contribution"]
    after = sum(told[word] * math.exp(-n / 12) for n, word in enumerate(["lied", "shamefully"], 1))
    total = told["brave"] * math.exp(-1 / 12) + 1.5 * after
    found = nk.score_targets(_articles(text), ["Pact"], model="rules").iloc[0]
    assert found["tone"] == pytest.approx(math.tanh(total))


def test_only_blame_is_kept_from_the_one_it_is_with():
    quarrel = nk.score_targets(_articles("They quarrel with Brenn."), ["Brenn"])
    assert quarrel["evidence"].tolist() == [""]
    standing = nk.score_targets(_articles("Their reputation with Brenn grew."), ["Brenn"])
    assert "reputation" in standing["evidence"].item()


def test_descriptions_and_pronouns_count_as_their_target():
    text = "Velmark left the Northern Pact. The alliance was a disgrace. It lied to its members."
    table = nk.score_targets(_articles(text), ["Northern Pact"])
    assert table["sentence"].tolist() == [0, 1, 2]
    assert (table.loc[1:, "tone"] < 0).all()


@pytest.mark.parametrize(
    ("text", "target", "meant"),
    [
        # A body that bears a name is not the person; "he" in direct speech is not its speaker.
        ("Ada Holm runs the Holm Foundation. It is corrupt.", "Holm", ["Holm", "Holm"]),
        (
            "Jon Vask came. Nils Lind met him. “He is a fool,” Nils Lind said.",
            "Vask",
            ["Vask", "him", "He"],
        ),
    ],
)
def test_pronouns_mean_the_target_and_nobody_beside_it(text, target, meant):
    found = nk.score_targets(_articles(text), [target])
    assert [text[a:b] for a, b in found[["start", "end"]].to_numpy().tolist()] == meant


def test_rows_say_whose_words_they_are():
    said = "“The League is a disgrace,” Ada Kestrel said. The League is old."
    table = nk.score_targets(_articles(said), ["League"])
    assert table["voice"].tolist() == ["quoted", "outlet"]
    assert table.loc[0, ["speaker", "speaker_name"]].tolist() == ["Ada Kestrel", "Ada Kestrel"]
    assert table.loc[1, ["speaker", "speaker_name"]].isna().all()


def test_own_words_do_not_count():
    said = "“The League is a brutal, shameful disgrace,” Ada Kestrel said."
    own = nk.score_targets(_articles(said), ["Kestrel", "League"]).set_index("target")
    assert own.loc["Kestrel", "said_by_target"]
    assert "disgrace" not in own.loc["Kestrel", "evidence"]
    assert not own.loc["League", "said_by_target"]
    assert "disgrace" in own.loc["League", "evidence"]
    assert own.loc["League", "tone"] < own.loc["Kestrel", "tone"]


def test_aliases_count_for_their_target_and_parts_of_words_do_not():
    table = nk.score_targets(
        _articles("The Pact fell. Pactum stayed. Its Alliance won."), {"Pact": ["Alliance"]}
    )
    assert table["target"].tolist() == ["Pact", "Pact"]
    assert table["sentence"].tolist() == [0, 2]


def test_the_longest_name_wins():
    table = nk.score_targets(_articles("New Brenn rose."), ["Brenn", "New Brenn"])
    assert table["target"].tolist() == ["New Brenn"]


def test_probability_belongs_to_the_trained_reading_only():
    articles = _articles("The Pact lied.")
    assert nk.score_targets(articles, ["Pact"])["probability"].between(1 / 3, 1).all()
    assert nk.score_targets(articles, ["Pact"], model="rules")["probability"].isna().all()


@pytest.mark.parametrize("model", ["trained", "rules"])
def test_silence_is_not_neutral(model):
    row = nk.score_targets(_articles("Brenn"), ["Brenn"], model=model).iloc[0]
    assert pd.isna(row["tone"])
    assert pd.isna(row["label"])


def test_no_mention_is_an_empty_table():
    table = nk.score_targets(_articles("Nothing here."), ["Pact"])
    assert table.dtypes.equals(schema.empty(schema.TARGETS).dtypes)
    assert table.empty


@pytest.mark.parametrize("targets", [[], [""], {"Pact": [" "]}])
def test_empty_targets_are_refused(targets):
    with pytest.raises(ValueError, match="at least one target"):
        nk.score_targets(_articles("x"), targets)


def test_unknown_model_is_refused():
    with pytest.raises(ValueError, match="unknown model 'vader'"):
        nk.score_targets(_articles("x"), ["x"], model="vader")


@given(
    st.lists(st.sampled_from("Pact Brenn lied praised “ ” said . not ’ war".split()), max_size=25)
)
@settings(max_examples=40, deadline=None)
def test_mentions_stand_where_they_say(words):
    text = " ".join(words)
    table = nk.score_targets(_articles(text), ["Pact", "Brenn"])
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


def test_a_verb_after_but_is_the_subjects_and_not_the_objects():
    text = "The bloc is in a confrontation with Ostrania but is now falling into wartime ecstasy."
    articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    found = nk.score_targets(articles, ["Ostrania"])
    assert "ecstasy" not in found["evidence"].iloc[0]
    assert found["label"].iloc[0] != "negative"


@pytest.mark.parametrize("text", ["$", "“”", "— $ —", "$\n\n$"])
def test_a_text_without_a_word_mentions_and_says_nothing(text: str) -> None:
    table = pd.DataFrame({"article_id": ["a"], "text": [text]})
    assert nk.score_targets(table, ["$"])["tone"].isna().all()
