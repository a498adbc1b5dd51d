"""Text: characters, paragraphs, sentences, words, concordance.

First comes :func:`straighten`. Nearly all edited news is typeset with curly marks, and a curly
apostrophe hides a negation from any word list: vaderSentiment gives "This isn't good" -0.34 and
"This isn’t good" +0.44. Straightening replaces one character by one character, so every offset into the
straightened text is an offset into the printed one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from newskit import schema

# One printed character -> one plain character. Dashes and ellipses become blanks, because they
# part words ("victory—glorious"); hyphens and minus signs stay hyphens, because they join them.
_PLAIN = {
    '"': "“”„‟«»″❝❞＂〝〞",
    "'": "‘’‚‛‹›′ʼ´＇❛❜",
    "-": "‐‑−﹣－",
    " ": "—–―‒⸺⸻…\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff",
    "\n": "\u2028\u2029",
}
_STRAIGHT = [(odd, plain) for plain, odds in _PLAIN.items() for odd in odds]


def straighten(text: str) -> str:
    """Return *text* with typographic marks replaced by plain ones, character for character.

    The result has the length of *text*; plain ASCII text comes back unchanged.

    >>> straighten("“It isn’t over…” – Kremlin")
    '"It isn\\'t over "   Kremlin'
    """
    if text.isascii():
        return text
    for odd, plain in _STRAIGHT:
        if odd in text:
            text = text.replace(odd, plain)
    return text


class Span(NamedTuple):
    """A stretch of text and where it stands: ``text[start:end] == words``."""

    start: int
    end: int
    words: str


class Token(NamedTuple):
    """A word or mark and where it stands: ``text[start:end] == word``."""

    start: int
    end: int
    word: str


_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[^\S\n]*\S(?:.*\S)?)*")
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s+[\"'(\[]*[A-Z0-9])")
_TOKEN = re.compile(r"\w+(?=n't\b)|n't\b|'\w+|\w+(?:[.,]\w+)*|\S")


def paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of *text*: stretches without a blank line."""
    return [Span(m.start(), m.end(), m[0]) for m in _PARAGRAPH.finditer(text)]


def sentences(text: str) -> list[Span]:
    """Return the sentences of *text*."""
    plain, found = straighten(text), []
    for block in paragraphs(text):
        start = block.start
        for m in _END.finditer(plain, block.start, block.end):
            found.append(Span(start, m.end(), text[start : m.end()]))
            start = m.end() + re.match(r"\s*", plain[m.end() : block.end])[0].__len__()
        if start < block.end:
            found.append(Span(start, block.end, text[start : block.end]))
    return found


def tokens(text: str) -> list[Token]:
    """Return the words and marks of *text*, as printed."""
    return [
        Token(m.start(), m.end(), text[m.start() : m.end()])
        for m in _TOKEN.finditer(straighten(text))
    ]


def split_sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the SENTENCES table of *articles*."""
    rows = []
    for article_id, text in zip(*schema.texts(articles), strict=True):
        blocks = paragraphs(text)
        b = 0
        for n, s in enumerate(sentences(text)):
            while blocks[b].end < s.end:
                b += 1
            rows.append((article_id, n, b, s.start, s.end))
    return schema.table(rows, schema.SENTENCES)
