"""Articles cut into tables: sentences, words, and every occurrence of a word in its context."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.text import columns, straighten, tokens
from newskit.text.spans import place
from newskit.verbs import verb

_OF_HITS = ("lexicon", "category", "entry", "negated", "voice", "speaker_name")


@verb(schema.SENTENCES, says="Texts were cut into sentences.", english=False)
def split_sentences(articles: pd.DataFrame, *, keep: Sequence[str] = ()) -> pd.DataFrame:
    """Return the SENTENCES table of *articles*: one row per sentence.

    ``sentence`` and ``paragraph`` count from 0 within an article.
    """
    ids, texts = schema.texts(articles)
    s = columns.split(texts)
    found = (_pick(ids, s.text), s.number, s.paragraph, s.start, s.end)
    return schema.stamp(_table(found, schema.SENTENCES), "split_sentences")


@verb(schema.TOKENS, says="Texts were cut into words.", english=False)
def tokenize(articles: pd.DataFrame, *, keep: Sequence[str] = ()) -> pd.DataFrame:
    """Return the TOKENS table of *articles*: one row per word, marks left out.

    A word is a token with a letter or a digit; ``word`` is straightened and in lower case.
    """
    ids, texts = schema.texts(articles)
    cut = columns.cut(texts)
    w = columns.only_words(cut)
    number = cut.sentences.number[w.sentence]
    found = (_pick(ids, w.text), number, w.start, w.end, _pick(cut.vocabulary, w.id))
    return schema.stamp(_table(found, schema.TOKENS), "tokenize")


@verb(
    schema.CONCORDANCE,
    says="Every occurrence of {pattern} was read in its context.",
    english=False,
)
def concordance(
    articles: pd.DataFrame,
    pattern: str | pd.DataFrame,
    *,
    width: int = 40,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return every occurrence of *pattern* with the text around it (a keyword in context).

    *pattern* is one or more words, in order: ``war``, ``wartime ecstasy``, ``escalat*``. A star
    stands for any letters, alone for any word. Case and typography do not matter, parts of words
    never match ("war" is not in "reward"), and no occurrence crosses the end of a sentence. Or it
    is a table of places in these articles, such as the HITS of :func:`~newskit.match_lexicon`:
    each of its rows is shown, in its order.

    Columns: article_id, sentence, start, end, and as printed ``left`` and ``right`` (*width*
    characters, line breaks as blanks) and ``match``; of hits also their ``lexicon, category, entry,
    negated`` and voices.

    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["War came. No war, they said."]})
    >>> concordance(articles, "war", width=5)[["left", "match", "right"]].values.tolist()
    [['', 'War', ' came'], [' No ', 'war', ', the']]
    """
    if isinstance(pattern, pd.DataFrame):
        return _of_places(articles, pattern, width)
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


def _of_places(articles: pd.DataFrame, places: pd.DataFrame, width: int) -> pd.DataFrame:
    schema.require(places, ["article_id", "start", "end"], what="table of hits")
    table = place(places, articles).table
    texts = dict(zip(*schema.texts(articles), strict=True))
    starts, ends = table["start"].tolist(), table["end"].tolist()
    found = [
        (i, sentence, a, b, *_context(texts[i], a, b, width))
        for i, sentence, a, b in zip(
            table["article_id"], table["sentence"], starts, ends, strict=True
        )
    ]
    more = [name for name in _OF_HITS if name in table]
    result = pd.concat([schema.table(found, schema.CONCORDANCE), table[more]], axis=1)
    return schema.stamp(result, "concordance", pattern="the hits")


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
