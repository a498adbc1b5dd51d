from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk
from newskit.validation.methods import _SOURCES, _STEPS

ARTICLES = pd.DataFrame(
    {
        "article_id": list("abcd"),
        "outlet": ["Courier", "Herald"] * 2,
        "text": ["A good day. A bad day.", "A terrible war.", "A lovely day.", "A sad war."],
    }
)
TONE = nk.score_tone(ARTICLES)
TOKENS = nk.tokenize(ARTICLES).merge(ARTICLES[["article_id", "outlet"]])


def test_the_paragraph_names_versions_settings_and_sources():
    compared = nk.compare(TONE.merge(ARTICLES), "tone", by="outlet")
    text = nk.methods_text(TONE, compared)
    assert f"newskit {nk.__version__}" in text
    assert f"pandas {pd.__version__}" in text
    assert "VADER's compound" in text
    assert "Groups (outlet) were compared by tone" in text
    assert "draws articles with replacement 10,000 times" in text
    assert "Hutto & Gilbert (2014)" in text.split("References")[1]
    assert "not recorded" not in text


def test_lexicons_are_named_by_digest():
    lexicon = nk.read_lexicon("escalation")
    text = nk.methods_text(nk.match_lexicon(ARTICLES, lexicon))
    assert f"escalation (SHA-256 {lexicon.digest[:12]})" in text


def test_steps_are_told_once_and_in_order():
    keys = nk.keyness(TOKENS, by="outlet")
    text = nk.methods_text(TONE, keys, TONE)
    assert text.count("The tone of each sentence") == 1
    assert text.index("The tone of each") < text.index("Key words of outlet against the rest")


def test_a_table_without_a_note_is_refused():
    with pytest.raises(ValueError, match="result 2 does not know how it was made"):
        nk.methods_text(TONE, TONE.merge(ARTICLES))
    with pytest.raises(ValueError, match="give methods_text the tables"):
        nk.methods_text()


def test_an_unknown_step_is_named_with_its_settings():
    table = nk.schema.stamp(pd.DataFrame(), "count_marks", marks=["!", "?"])
    assert "The step count_marks was run with marks ! and ?." in nk.methods_text(table)


def test_a_setting_that_was_not_recorded_is_shown():
    table = nk.schema.stamp(pd.DataFrame(), "keyness", by="outlet")
    assert "[reference not recorded]" in nk.methods_text(table)


def stamped() -> set[str]:
    """Return every verb that the package stamps on a table."""
    calls = [
        node
        for path in Path(nk.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "schema.stamp"
    ]
    return {arg.value for call in calls for arg in call.args[1:2] if isinstance(arg, ast.Constant)}


def test_every_source_belongs_to_a_step():
    assert set(_SOURCES) <= set(_STEPS)
    assert {"compare", "keyness", "score_tone"} <= stamped() & set(_STEPS)
