"""Articles cut into tables: sentences, words, and every occurrence of a word in its context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import markup, schema
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


class Concordance(pd.DataFrame):
    """Key words in context; a notebook shows each on one line, the key word in the middle."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return Concordance

    def _repr_html_(self) -> str:
        if not {"article_id", "left", "match", "right"} <= set(self.columns):
            return str(self.to_html(max_rows=20))
        return markup.concordance(self)


@verb(
    schema.CONCORDANCE, says="Every occurrence of {pattern} was read in its context.", english=False
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
    [['', 'War', ' came'], ['. No ', 'war', ', the']]
    """
    ids, texts = schema.texts(articles)
    if isinstance(pattern, pd.DataFrame):
        schema.require(pattern, ["article_id", "start", "end"], what="table of hits")
        table, text = place(pattern, articles)
        columns_of = (text.tolist(), *(table[name] for name in ("sentence", "start", "end")))
        places: Iterable[tuple[int, int, int, int]] = zip(*columns_of, strict=True)
        more, said = table[[name for name in _OF_HITS if name in table]], "the hits"
    else:
        places, more, said = _occurrences(texts, _pattern(pattern)), pd.DataFrame(), pattern
    rows = [(ids[i], s, a, b, *_context(texts[i], a, b, width)) for i, s, a, b in places]
    if not rows and isinstance(pattern, str) and set(pattern) & set("+?[](){}|^$\\"):
        schema.warn(
            f"{pattern!r} was found nowhere; a pattern is words in which * stands for any letters, "
            "not a regular expression"
        )
    result = Concordance(pd.concat([schema.table(rows, schema.CONCORDANCE), more], axis=1))
    return schema.stamp(result, "concordance", pattern=said)


def _occurrences(
    texts: list[str], wanted: list[re.Pattern[str]]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield text, sentence, start and end of each occurrence of the words *wanted*, in order."""
    cut = columns.cut(texts)
    w, n = cut.words, len(cut.words.id)
    at = np.arange(max(0, n - len(wanted) + 1))
    for k, form in enumerate(wanted):
        fits = np.array([form.fullmatch(v) is not None for v in cut.vocabulary], dtype=bool)
        at = at[fits[w.id[at + k]]]
    last = at + len(wanted) - 1
    at, last = (x[w.sentence[at] == w.sentence[last]] for x in (at, last))
    found = (w.text[at], cut.sentences.number[w.sentence[at]], w.start[at], w.end[last])
    return zip(*(column.tolist() for column in found), strict=True)


def _context(text: str, start: int, end: int, width: int) -> list[str]:
    """Return what stands left of a match, the match, and what stands right, each on one line."""
    parts = text[max(0, start - width) : start], text[start:end], text[end : end + width]
    return [re.sub(r"[\r\n]", " ", part) for part in parts]


def _pattern(pattern: str) -> list[re.Pattern[str]]:
    """Return one expression for each token of *pattern*."""
    if not isinstance(pattern, str):
        raise TypeError(
            f"a pattern is words such as 'escalat*', not {type(pattern).__name__}; ask for one at a"
            " time, or give a table of hits"
        )
    # A star is not part of a word; this letter is, and no news uses it.
    star = "\ua66e"
    found = [t.word.lower() for t in tokens(straighten(pattern).replace("*", star))]
    if not any(map(str.isalnum, "".join(found))):
        raise ValueError(f"the pattern {pattern!r} holds no word; give words such as 'escalat*'")
    return [re.compile(re.escape(t).replace(star, ".*"), re.DOTALL) for t in found]


def _pick(values: list[str], index: npt.NDArray[np.int64]) -> pd.api.extensions.ExtensionArray:
    """Return ``values[i]`` for each *index*, as strings."""
    return schema.strings(values).array.take(index)


def _table(found: tuple[object, ...], names: schema.Columns) -> pd.DataFrame:
    """Return the columns *found* as a table."""
    return pd.DataFrame(dict(zip(names, found, strict=True))).astype(names)
