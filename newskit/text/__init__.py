"""Text: characters, paragraphs, sentences, words, concordance.

Everything is read on straightened text (:mod:`newskit.text.characters`), so that a text and its
curly twin have the same words and sentences, and every offset is an offset into the printed text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.text import columns
from newskit.text.characters import straighten as straighten


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


def paragraphs(text: str) -> list[Span]:
    r"""Return the paragraphs of *text*: stretches without a blank line.

    >>> [p.words for p in paragraphs("A headline\n\nThe report.")]
    ['A headline', 'The report.']
    """
    s = columns.split([text])
    new = np.flatnonzero(np.diff(s.paragraph, prepend=-1))
    return _spans(text, s.start[new], s.end[np.append(new, len(s.end))[1:] - 1])


def sentences(text: str) -> list[Span]:
    """Return the sentences of *text*.

    A sentence ends at a blank line, and at ``. ! ? …`` (with the marks that close a quotation after
    them) where no small letter follows. A full stop that belongs to an abbreviation does not end
    one: never after a title or an initial ("Gen. Orlov"), and after "U.S." or "Inc." only before a
    word that likes to begin a sentence. A list that was printed as one line stays one sentence.

    >>> [s.words for s in sentences("Gen. Orlov left. “Why now?” he asked.")]
    ['Gen. Orlov left.', '“Why now?” he asked.']
    """
    s = columns.split([text])
    return _spans(text, s.start, s.end)


def tokens(text: str) -> list[Token]:
    """Return the words and marks of *text*, as printed.

    Contractions are parted (do|n’t, Kiev|’s) and so are words with a hyphen, except after a prefix
    (re-elected); numbers, abbreviations and web addresses stay whole, and runs such as "..." too.

    >>> [t.word for t in tokens("Kiev’s mayor won’t pay $3.5 million.")]
    ['Kiev', '’s', 'mayor', 'wo', 'n’t', 'pay', '$', '3.5', 'million', '.']
    """
    w = columns.cut([text]).words
    return [Token(a, b, text[a:b]) for a, b in zip(w.start.tolist(), w.end.tolist(), strict=True)]


def _spans(text: str, start: columns.Integers, end: columns.Integers) -> list[Span]:
    """Return the stretches of *text* from each *start* to its *end*."""
    return [Span(a, b, text[a:b]) for a, b in zip(start.tolist(), end.tolist(), strict=True)]


def split_sentences(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the SENTENCES table of *articles*: one row per sentence.

    ``sentence`` and ``paragraph`` count from 0 within an article.
    """
    ids, texts = schema.texts(articles)
    s = columns.split(texts)
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
