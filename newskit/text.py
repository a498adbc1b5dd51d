"""Text: characters, paragraphs, sentences, words, concordance.

First comes :func:`straighten`. Nearly all edited news is typeset with curly marks, and a curly
apostrophe hides a negation from any word list: vaderSentiment gives "This isn't good" -0.34 and
"This isn’t good" +0.44. Straightening replaces one character by one character, so every offset
into the straightened text is an offset into the printed one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import columns, schema

# One printed character -> one plain character. Dashes and ellipses become blanks, because they
# part words ("victory—glorious"); hyphens and minus signs stay hyphens, because they join them.
_PLAIN = {
    '"': "“”„‟«»″❝❞＂〝〞",
    "'": "‘’‚‛‹›′ʼ´＇❛❜",
    "-": "‐‑−﹣－",
    " ": "—–―‒⸺⸻…\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u202f\u205f\u3000\ufeff",
    "\n": "\u2028\u2029",
}
_STRAIGHT = [(odd, plain) for plain, odds in _PLAIN.items() for odd in odds]


def straighten(text: str) -> str:
    r"""Return *text* with typographic marks replaced by plain ones, character for character.

    The result has the length of *text*; plain ASCII text comes back unchanged.

    >>> straighten("“It isn’t over…” – Kremlin")
    '"It isn\'t over "   Kremlin'
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
            start = (
                m.end() + len(plain[m.end() : block.end]) - len(plain[m.end() : block.end].lstrip())
            )
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
    """Return the SENTENCES table of *articles*: one row per sentence.

    ``sentence`` and ``paragraph`` count from 0 within an article.
    """
    ids, texts = schema.texts(articles)
    s = columns.cut(texts).sentences
    found = (_pick(ids, s.text), s.number, s.paragraph, s.start, s.end)
    return schema.stamp(_table(found, schema.SENTENCES), "split_sentences")


def tokenize(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the TOKENS table of *articles*: one row per word, marks left out.

    A word is a token with a letter or a digit; ``word`` is straightened and in lower case.
    """
    ids, texts = schema.texts(articles)
    cut = columns.cut(texts)
    w = columns.only_words(cut)
    number = cut.sentences.number[w.sentence]
    found = (_pick(ids, w.text), number, w.start, w.end, _pick(cut.vocabulary, w.id))
    return schema.stamp(_table(found, schema.TOKENS), "tokenize")


def concordance(articles: pd.DataFrame, pattern: str, *, width: int = 40) -> pd.DataFrame:
    """Return every occurrence of *pattern* with the text around it (a keyword in context).

    *pattern* is one or more words, in order: ``war``, ``wartime ecstasy``, ``escalat*``. A star
    stands for any letters, alone for any word. Case and typography do not matter, parts of words
    never match ("war" is not in "reward"), and no occurrence crosses the end of a sentence.

    Columns: article_id, sentence, start, end, and as printed ``left`` and ``right`` (*width*
    characters, line breaks as blanks) and ``match``.
    """
    wanted = _pattern(pattern)
    ids, texts = schema.texts(articles)
    cut = columns.cut(texts)
    w, n = cut.words, len(cut.words.id)
    at = np.arange(max(0, n - len(wanted) + 1))
    for k, form in enumerate(wanted):
        fits = np.array([form.fullmatch(v) is not None for v in cut.vocabulary], dtype=bool)
        at = at[fits[w.id[at + k]]]
    last = at + len(wanted) - 1
    at, last = (x[w.sentence[at] == w.sentence[last]] for x in (at, last))
    rows = [
        (
            ids[i],
            s,
            a,
            b,
            *_context(texts[i], a, b, width),
        )
        for i, s, a, b in zip(
            w.text[at].tolist(),
            cut.sentences.number[w.sentence[at]].tolist(),
            w.start[at].tolist(),
            w.end[last].tolist(),
            strict=True,
        )
    ]
    return schema.stamp(schema.table(rows, schema.CONCORDANCE), "concordance", pattern=pattern)


def _context(text: str, start: int, end: int, width: int) -> list[str]:
    """Return what stands left of a match, the match, and what stands right, each on one line."""
    parts = text[max(0, start - width) : start], text[start:end], text[end : end + width]
    return [re.sub(r"[\r\n]", " ", part) for part in parts]


def _pattern(pattern: str) -> list[re.Pattern[str]]:
    """Return one expression for each token of *pattern*."""
    # A star is not part of a word; this letter is, and no news uses it.
    star = "\ua66e"
    found = [t.word.lower() for t in tokens(straighten(pattern).replace("*", star))]
    if not any(map(str.isalnum, "".join(found))):
        raise ValueError(f"the pattern {pattern!r} holds no word; give words such as 'escalat*'")
    return [re.compile(re.escape(t).replace(star, ".*"), re.DOTALL) for t in found]


def _pick(values: list[str], index: npt.NDArray[np.int64]) -> pd.api.extensions.ExtensionArray:
    """Return ``values[i]`` for each *index*, as strings."""
    return pd.array(values, dtype="str").take(index)


def _table(found: tuple[object, ...], names: schema.Columns) -> pd.DataFrame:
    """Return the columns *found* as a table."""
    return pd.DataFrame(dict(zip(names, found, strict=True))).astype(names)
