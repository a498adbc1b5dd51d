"""The marked article: every word still there, every mark in its place, and text never becomes HTML.

All texts are constructed: people and outlets are fictional.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit.charts import colours as palette
from newskit.markup import Mark, concordance, element, escape, explained, marked
from newskit.pages.marks import KINDS, LINES
from newskit.reading.article import articles_table
from tests.lab import lab_session

TEXT = (
    "War fever in Lornia\n\n“We march with joy,” Ada Lorn said.\nThe crowd sang. Bel Varo did not."
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<b>unclosed <i",
    "</div></p></mark>",
    "<!-- <svg/onload=alert(1)> -->",
    "' onmouseover='alert(1)",
    "&lt;script&gt; &amp; &#60;",
    "\u202eevil\u2066 \x00 \x1b[31m",
]


class Page(HTMLParser):
    """The elements, attributes and text of a page, as a browser would take them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.paragraphs: list[str] = []
        self.under: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "p":
            self.paragraphs.append("")
        if tag == "br":
            self.handle_data("\n")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "elements are nested"

    def handle_data(self, data: str) -> None:
        if "sup" not in self.open and self.paragraphs:
            self.paragraphs[-1] += data
            self.under.append((data, tuple(self.open)))


def hits_in(text: str, **entries: str) -> pd.DataFrame:
    """Return HITS for the first place of each entry, by category."""
    rows = [
        ("text", 0, text.index(entry), text.index(entry) + len(entry), "test", category, entry)
        for category, entry in entries.items()
    ]
    names = ["article_id", "sentence", "start", "end", "lexicon", "category", "entry"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(match=table["entry"], weight=1.0, negated=False)


def spans_in(text: str, *spoken: tuple[str, str | None]) -> pd.DataFrame:
    rows = [
        ("text", 0, text.index(words), text.index(words) + len(words), "quoted", name)
        for words, name in spoken
    ]
    names = ["article_id", "sentence", "start", "end", "voice", "speaker_name"]
    return pd.DataFrame(rows, columns=names)


def shown(html: str, tag: str) -> list[str]:
    """Return the words under each element *tag* of the body, without the legend."""
    page = Page(html)
    return [data for data, path in page.under[:-1] if tag in path]


def test_the_paragraphs_of_the_article_are_kept() -> None:
    page = Page(nk.highlight(TEXT, hits_in(TEXT, martial="War")).html)
    assert page.paragraphs[0] == "War fever in Lornia"
    assert page.paragraphs[1].split("\n") == TEXT.split("\n\n")[1].split("\n")


def test_a_hit_is_underlined_and_says_why() -> None:
    marked = nk.highlight(TEXT, hits_in(TEXT, martial="War").assign(weight=2.5, negated=True))
    (title, *_) = [a["title"] for _, a in Page(marked.html).elements if "title" in a]
    assert title == "category: martial; entry: War; lexicon: test; weight: 2.5; negated"
    assert repr(marked) == "Highlight(martial 1)"


def test_categories_differ_by_line_as_well_as_by_colour() -> None:
    marked = nk.highlight(TEXT, hits_in(TEXT, martial="War", frenzy="fever", joy="joy"))
    styles = [a["style"] or "" for _, a in Page(marked.html).elements if "title" in a]
    assert len({style.split()[1] for style in styles}) == 3
    assert len({style.split()[2] for style in styles}) == 3
    assert "text-decoration" not in marked.html


def test_voices_stand_on_their_tint_with_their_shape() -> None:
    spans = spans_in(TEXT, ("We march with joy", "Ada Lorn"), ("Bel Varo did not.", None))
    marked = nk.highlight(TEXT, spans)
    page = Page(marked.html)
    titles = [a["title"] for _, a in page.elements if "title" in a]
    assert titles[:2] == ["Ada Lorn", "speaker unknown"]
    assert "■" in marked.html
    assert marked.counts == {"Ada Lorn": 1, "speaker unknown": 1}


def test_voices_and_hits_are_shown_together_and_may_overlap() -> None:
    spans = spans_in(TEXT, ("We march with joy", "Ada Lorn"))
    hits = hits_in(TEXT, martial="march", fusion="march with joy", joy="joy")
    html = nk.highlight(TEXT, [spans, hits]).html
    both = [data for data, path in Page(html).under if path[-3:] == ("span", "span", "span")]
    assert both == ["march", "joy"]
    assert "".join(shown(html, "span")[:5]).startswith("We march with joy")


def test_hits_that_carry_a_voice_are_hits() -> None:
    hits = hits_in(TEXT, martial="march").assign(voice="quoted", speaker_name="Ada Lorn")
    assert repr(nk.highlight(TEXT, hits)) == "Highlight(martial 1)"


def test_the_same_speaker_has_the_colour_of_the_charts() -> None:
    spans = spans_in(TEXT, ("We march with joy", "Ada Lorn"))
    colours = nk.voice_colours(["Bel Varo", "Ada Lorn"])
    tints = [
        re.findall(r"rgba\([^)]*\)", nk.highlight(TEXT, spans, colours=given).html)[0]
        for given in (colours, None)
    ]
    assert colours["Ada Lorn"] == palette.PALETTE[1]
    assert tints[0] != tints[1]


@pytest.mark.parametrize(
    ("article", "hits", "message"),
    [
        (TEXT, hits_in(TEXT, a="War").assign(end=999), "another article"),
        (TEXT, hits_in(TEXT, a="War").drop(columns="category"), "no column 'category'"),
        (TEXT, hits_in(TEXT, a="War").drop(columns="end"), "no column 'end'"),
        (pd.DataFrame({"article_id": ["a", "b"], "text": ["x", "y"]}), None, "the table has 2"),
    ],
)
def test_what_cannot_be_shown_is_said(article: Any, hits: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        nk.highlight(article, hits)


def test_rows_of_other_articles_are_passed_over() -> None:
    hits = hits_in(TEXT, martial="War").assign(article_id="other", end=10_000)
    assert nk.highlight(nk.Article("mine", TEXT), hits).counts == {}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_text_wherever_they_stand(words: str) -> None:
    body = f"{words}\n\nAda said: {words} again."
    spans = spans_in(body, (words, words)).assign(rule=words, cue=words)
    html = nk.highlight(body, [spans, hits_in(body, **{words: words})]).html
    page = Page(html)
    assert {tag for tag, _ in page.elements} <= {"div", "p", "span", "sup", "br"}
    names = {name for _, names in page.elements for name in names}
    assert names <= {"style", "title", "dir", "data-k", "data-legend"}
    assert "\u202e" not in html
    if words.isprintable():
        assert words in " ".join(page.paragraphs)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.text(max_size=60))
def test_no_character_is_lost_however_marks_overlap(data: st.DataObject, text: str) -> None:
    place = st.integers(0, len(text))
    cuts = data.draw(st.lists(st.tuples(place, place).map(sorted), max_size=6))
    table = pd.DataFrame(cuts, columns=["start", "end"], dtype="int64")
    names = data.draw(st.lists(st.sampled_from("abc"), min_size=len(cuts), max_size=len(cuts)))
    html = nk.highlight(text, [table.assign(category=names), table.assign(speaker_name=names)]).html
    visible = "".join(Page(html).paragraphs)
    expected = escape("".join(block.words for block in nk.paragraphs(text)))
    assert escape(visible).startswith(expected)


def test_element_escapes_its_attributes_and_leaves_out_empty_ones() -> None:
    assert element("u", "x", title="<\"'>", style="") == '<u title="&lt;&quot;&#x27;&gt;">x</u>'


def test_lines_are_seen_on_white_and_on_black_and_are_no_speakers() -> None:
    assert not set(LINES) & {*palette.PALETTE, *palette.BRIGHT}
    for colour in LINES:
        assert min(palette.contrast(colour, ground) for ground in ("#ffffff", "#111111")) >= 3
    pairs = {(i % len(KINDS), i % len(LINES)) for i in range(12)}
    assert len(pairs) == 12


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], "War fever"),
        ([Mark(0, 3, {"id": "a"})], '<span id="a">War</span> fever'),
        ([Mark(4, 4, {"id": "a"})], "War fever"),
        (
            [Mark(0, 9, {"id": "a"}), Mark(0, 3, {"id": "b"})],
            '<span id="a"><span id="b">War</span></span><span id="a"> fever</span>',
        ),
    ],
)
def test_marks_are_nested(marks: list[Mark], expected: str) -> None:
    assert marked("War fever", marks) == expected


def test_an_explanation_shows_its_words_and_arithmetic() -> None:
    table = nk.explain_tone("A splendid <b>war</b>.")
    html = table._repr_html_()
    assert "&lt;b&gt;" in html
    assert "border-bottom" in html
    assert html == explained(table.attrs["text"], table.itertuples(), table.attrs["arithmetic"])


def test_a_concordance_stands_around_its_key_word() -> None:
    articles = articles_table([nk.Article("a", "The <b>war</b> came. No war, they said.")])
    html = concordance(nk.concordance(articles, "war"), rows=1)
    assert html.count("<b>war</b>") == 1
    assert "&lt;b&gt;" in html
    assert "and 1 more" in html
    assert "text-align:right" in html


@pytest.mark.lab
def test_hostile_words_do_nothing_in_a_real_browser(page: Any) -> None:
    body = "\n\n".join(words for words in HOSTILE if words.isprintable())
    spans = spans_in(body, (HOSTILE[1], HOSTILE[1])).assign(rule=HOSTILE[5])
    html = nk.highlight(body, [spans, hits_in(body, **{HOSTILE[0]: HOSTILE[0]})]).html
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.set_content(f"<!DOCTYPE html><meta charset=utf-8>{html}")
    page.mouse.move(60, 40)
    seen = page.inner_text("body")
    elements = page.eval_on_selector_all("body *", "all => all.map(e => e.tagName)")
    assert dialogs == []
    assert set(elements) <= {"DIV", "P", "SPAN", "SUP", "BR"}
    assert all(words in seen for words in HOSTILE if words.isprintable())


@pytest.mark.lab
def test_categories_differ_in_a_notebook_that_was_not_run(playwright: Any, tmp_path: Path) -> None:
    words = {"martial": "War", "frenzy": "fever", "joy": "joy", "march": "march"}
    spans = spans_in(TEXT, ("We march with joy", "Ada Lorn"))
    html = nk.highlight(TEXT, [spans, hits_in(TEXT, **words)]).html
    shown = nbformat.v4.new_output("display_data", {"text/html": html})
    cell = nbformat.v4.new_code_cell("marked", outputs=[shown], execution_count=1)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(notebook, tmp_path / "unrun.ipynb")
    with lab_session(playwright, tmp_path) as lab:
        panel = lab.open("unrun.ipynb")
        lines = panel.locator(".jp-RenderedHTML span[title]").evaluate_all(
            "all => all.map(e => getComputedStyle(e)).map(s => [s.borderBottomStyle,"
            " s.borderBottomColor, s.color, s.backgroundColor])"
        )
        theme = panel.locator(".jp-RenderedHTML").evaluate("e => getComputedStyle(e).color")
        lab.shut()
    marked_ = [line for line in lines if line[0] != "none"]
    assert len({line[0] for line in marked_}) == len({line[1] for line in marked_}) == 4
    assert [line[3] for line in lines if "0.3" in line[3]]
    # The words keep the colour of the theme, so they are readable in a dark one.
    assert {line[2] for line in lines} == {theme}
