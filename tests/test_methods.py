from __future__ import annotations

import pandas as pd
import pytest

import newskit as nk
from newskit import verbs

ARTICLES = pd.DataFrame(
    {
        "article_id": list("abcd"),
        "outlet": ["Courier", "Herald"] * 2,
        "text": ["A good day. A bad day.", "A terrible war.", "A lovely day.", "A sad war."],
    }
)
TONE = nk.score_tone(ARTICLES)
if "outlet" not in TONE:
    TONE["outlet"] = TONE["article_id"].map(ARTICLES.set_index("article_id")["outlet"])
TOKENS = nk.tokenize(ARTICLES)


def test_the_paragraph_names_versions_settings_and_sources():
    compared = nk.compare(TONE, "tone", by="outlet")
    text = nk.methods_text(TONE, compared)
    assert f"newskit {nk.__version__}" in text
    assert f"pandas {pd.__version__}" in text
    assert "Groups (outlet) were compared by tone" in text
    assert "Intervals count articles" in text
    assert "a cluster bootstrap of 10,000 draws" in text
    assert "Korn & Graubard (1998)" in text.split("References")[1]
    assert "not recorded" not in text


def test_lexicons_are_named_by_digest():
    lexicon = nk.read_lexicon("escalation")
    text = nk.methods_text(nk.match_lexicon(ARTICLES, lexicon))
    assert f"escalation (SHA-256 {lexicon.digest[:12]})" in text


def test_steps_are_told_once_and_in_order():
    keys = nk.keyness(TOKENS, by="outlet")
    text = nk.methods_text(TOKENS, keys, TOKENS)
    assert text.count("Texts were cut into words.") == 1
    assert text.index("Texts were cut") < text.index("Key words of outlet against the rest")


def test_a_merged_table_is_known_by_its_columns():
    """pandas drops the note; what it said of settings is told as not recorded."""
    merged = TOKENS.drop(columns="outlet", errors="ignore").merge(ARTICLES)
    merged.attrs.clear()
    assert "Texts were cut into words." in nk.methods_text(merged)
    compared = nk.compare(merged.assign(war=merged["word"] == "war"), "war", by="outlet")
    compared.attrs.clear()
    assert "Groups ([by not recorded]) were compared" in nk.methods_text(compared)


def test_what_validate_gives_is_taken_whole():
    codes = pd.DataFrame({"article_id": list("abcd"), "code": ["yes", "no"] * 2})
    measured = ARTICLES.assign(war=[True, False, False, False])
    found = nk.validate(measured, codes, value="war")
    assert "The measure war was held against the human codes" in nk.methods_text(found)


def test_a_table_of_nobodys_is_refused():
    with pytest.raises(ValueError, match="result 2 does not know how it was made"):
        nk.methods_text(TONE, pd.DataFrame({"x": [1]}))
    with pytest.raises(ValueError, match="give methods_text the tables"):
        nk.methods_text()


def test_an_unknown_step_is_named_with_its_settings():
    table = nk.schema.stamp(pd.DataFrame(), "count_marks", marks=["!", "?"])
    assert "The step count_marks was run with marks ! and ?." in nk.methods_text(table)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"window": 12_345}, "window 12,345"),
        ({"window": 1_000_000}, "window 1,000,000"),
        ({"window": 1_234_567}, "window 1,234,567"),
        ({"share": 0.1 + 0.2}, "share 0.3"),
        ({"strict": True}, "strict True"),
        ({"spans": None}, "spans the whole"),
        ({"value": ["war", "peace"]}, "value war over peace"),
        ({"by": ("outlet", "desk")}, "by outlet and desk"),
        ({"unit": "article_id"}, "unit articles"),
        ({"unit": "outlet"}, "unit values of outlet"),
        ({"adjust": "holm"}, "adjust Holm-adjusted"),
        ({"adjust": None}, "adjust unadjusted"),
        ({"model": "news"}, "model valences re-estimated on human-rated news"),
    ],
)
def test_a_setting_is_told_in_words(setting, words):
    table = nk.schema.stamp(pd.DataFrame(), "count_marks", **setting)
    assert f"The step count_marks was run with {words}." in nk.methods_text(table)


def test_a_setting_that_was_not_recorded_is_shown():
    table = nk.schema.stamp(pd.DataFrame(), "keyness", by="outlet")
    assert "[reference not recorded]" in nk.methods_text(table)


def test_articles_that_were_passed_over_are_counted():
    table = nk.schema.stamp(pd.DataFrame(), "tokenize", passed_over={"a": "no text"})
    assert "1 articles were passed over." in nk.methods_text(table)


def test_every_statistic_declares_itself_and_its_settings():
    """Each gap of each sentence is a setting that the function records."""
    compared = nk.compare(TONE, "tone")
    names = "compare difference keyness collocations word_shift agreement sample_for_coding"
    for name in (names + " validate corrected_share corrected_difference").split():
        assert name in verbs.DECLARED, name
    tables = [
        nk.compare(TONE, "tone", by="outlet"), nk.difference(TONE, "tone", by="outlet"),
        nk.keyness(TOKENS, by="outlet"), nk.collocations(TOKENS, min_count=1),
        nk.word_shift(TOKENS, "vader", by="outlet"), nk.sample_for_coding(ARTICLES, 2, by="outlet"),
    ]  # fmt: skip
    for table in (compared, *tables):
        assert "not recorded" not in nk.methods_text(table)
