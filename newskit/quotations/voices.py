"""Sentences cut into voices: the outlet's own words and the words of those it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from newskit import schema
from newskit.quotations.table import find_quotes
from newskit.text.tables import split_sentences

# From the first letter or digit to the last, with the punctuation that closes a sentence.
_WORDS = re.compile(r"[^\W_](?:.*[^\W_])?[.!?…%]*", re.DOTALL)
_Voice = tuple[int, int, object]


def split_voices(articles: pd.DataFrame, quotes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the SPANS table of *articles*: every sentence cut into stretches of one voice.

    What is quoted directly, in part or in reported speech is in the voice ``quoted`` and carries
    the speaker's name (NaN if unresolved). Everything else is the ``outlet``'s, scare quotes
    included: an outlet that writes of a “peace plan” speaks itself. Pieces without a letter or
    digit are left out.

    Parameters
    ----------
    articles : DataFrame
        A table with ``article_id`` and ``text``.
    quotes : DataFrame, optional
        The QUOTES table of the same articles; found with :func:`find_quotes` if not given.

    Raises
    ------
    ValueError
        If a column that is needed is missing; the message names it.

    Notes
    -----
    A reporting clause ("he said") is the outlet's. The cut is as good as the quotations: see
    :func:`find_quotes` for how far to trust those without marks.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["“We rest,” Ada Holm said."]})
    >>> split_voices(articles)[["voice", "speaker_name"]].values.tolist()
    [['quoted', 'Ada Holm'], ['outlet', nan]]
    """
    if quotes is None:
        quotes = find_quotes(articles)
    schema.require(
        quotes, ["article_id", "start", "end", "kind", "speaker_name"], what="quotes table"
    )
    bodies = dict(zip(*schema.texts(articles), strict=True))
    quoted = quotes[quotes["kind"] != "scare"].sort_values(["start", "end"], kind="stable")
    voices: dict[str, list[_Voice]] = {str(i): [] for i in bodies}
    columns = (quoted[name].tolist() for name in ("article_id", "start", "end", "speaker_name"))
    for article_id, start, end, name in zip(*columns, strict=True):
        own = voices.get(str(article_id))
        # What stands inside another quotation is in the voice of the outer one.
        if own is not None and (not own or end > own[-1][1]):
            own.append((start, end, name))
    present = articles[articles["text"].notna()]
    sentences = split_sentences(present)
    rows: list[tuple[object, ...]] = []
    for article_id, part in sentences.groupby("article_id", sort=False):
        where = zip(
            part["sentence"].tolist(), part["start"].tolist(), part["end"].tolist(), strict=True
        )
        rows += _cut(str(article_id), bodies[str(article_id)], list(where), voices[str(article_id)])
    return schema.stamp(schema.table(rows, schema.SPANS), "split_voices")


def _cut(
    article_id: str, text: str, sentences: list[tuple[int, int, int]], voices: list[_Voice]
) -> Iterator[tuple[object, ...]]:
    k = 0
    for n, start, end in sentences:
        while k < len(voices) and voices[k][1] <= start:
            k += 1
        at, j = start, k
        while j < len(voices) and voices[j][0] < end:
            a, b, name = voices[j]
            a, b = max(a, at), min(b, end)
            if a < b:
                yield from _piece(article_id, text, (n, at, a), "outlet", None)
                yield from _piece(article_id, text, (n, a, b), "quoted", name)
                at = b
            j += 1
        yield from _piece(article_id, text, (n, at, end), "outlet", None)


def _piece(
    article_id: str, text: str, place: tuple[int, int, int], voice: str, name: object
) -> Iterator[tuple[object, ...]]:
    n, start, end = place
    if m := _WORDS.search(text, start, end):
        yield article_id, n, m.start(), m.end(), voice, name
