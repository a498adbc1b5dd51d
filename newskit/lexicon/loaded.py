"""Loaded wording: words that judge what they report, found with a hand-written list and two rules.

Whether a loaded word is out of place is for a reader to say: a massacre may be a massacre.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import read_lexicon
from newskit.text.columns import Integers, Words, cut, only_words
from newskit.text.tables import split_sentences

Flags = npt.NDArray[np.bool_]

# A strong word lends its tone to its neighbours: "a total disgrace", "their vicious attack".
_COMPANY = 2
_WEAK = "_weak"


def find_loaded(articles: pd.DataFrame, *, spans: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find loaded wording in *articles*: labels, attack verbs, outrage, alarm, praise, adverbs.

    Hits of the shipped lexicon ``loaded``, with two rules of context. A word printed with a capital
    inside a sentence is a name and is dropped (the *Patriot* Act), unless most words of the
    sentence have capitals, as in some headlines. The words of categories ending in ``_weak``
    (intensifiers, and strong words that may as well report) count only within two words of another
    hit.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    spans
        A table with ``article_id, start, end``: only words inside count. Its columns ``voice`` and
        ``speaker_name`` are carried into the result: a loaded word in a quotation is the speaker's.

    Returns
    -------
    DataFrame
        HITS, one row per hit; ``category`` says of what kind.

    Notes
    -----
    Weakness: a list knows words, not uses. On sentences marked by five experts it finds about a
    third of the words they marked, and about two in five of its hits are theirs (see the measures
    page). Irony, omission and one-sided facts have no words to find.

    Examples
    --------
    >>> text = "The regime unleashed a total disgrace. A total of six ships left."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> find_loaded(articles)["match"].tolist()
    ['regime', 'unleashed', 'total', 'disgrace']

    References
    ----------
    Recasens, Danescu-Niculescu-Mizil & Jurafsky (2013), Linguistic models for analyzing and
    detecting biased language, ACL.
    """
    ids, texts = schema.texts(articles)
    hits = match_lexicon(articles, read_lexicon("loaded"), spans=spans)
    number = {article_id: i for i, article_id in enumerate(ids)}
    text = hits["article_id"].map(number).to_numpy(np.int64)
    start, end = hits["start"].to_numpy(np.int64), hits["end"].to_numpy(np.int64)
    words, size = only_words(cut(texts)), max(map(len, texts), default=0) + 1
    at = words.text * size + words.start
    first = np.searchsorted(at, text * size + start, side="right") - 1
    last = np.searchsorted(at, text * size + end, side="left") - 1
    named = _names(words, texts)[first] if len(first) else np.zeros(0, dtype=bool)
    strong = ~hits["category"].str.endswith(_WEAK).to_numpy(dtype=bool) & ~named
    keep = strong | (~named & _in_company(words.sentence, (first, last), strong))
    kept: pd.DataFrame = hits[keep].reset_index(drop=True)
    return kept


def _names(words: Words, texts: list[str]) -> Flags:
    """Return which words have a capital not owed to the start or style of their sentence."""
    places = zip(words.text.tolist(), words.start.tolist(), strict=True)
    capital = np.fromiter((texts[i][a].isupper() for i, a in places), bool, len(words.id))
    opens = np.diff(words.sentence, prepend=-1) != 0
    number = np.cumsum(opens) - 1
    share = np.bincount(number, weights=capital) / np.maximum(np.bincount(number), 1)
    return np.asarray(capital & ~opens & (share[number] < 0.5))


def _in_company(
    sentence: Integers,
    place: tuple[Integers, Integers],
    strong: Flags,
) -> Flags:
    """Return which hits stand within two words of a strong hit of their sentence."""
    lit = np.zeros(len(sentence), dtype=bool)
    for first, last in zip(place[0][strong].tolist(), place[1][strong].tolist(), strict=True):
        for i in range(max(first - _COMPANY, 0), min(last + _COMPANY + 1, len(lit))):
            lit[i] |= sentence[i] == sentence[first]
    return lit[place[0]] | lit[place[1]]


def score_loaded(articles: pd.DataFrame, *, spans: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count loaded wording in each sentence, or in each span if *spans* are given.

    Returns
    -------
    DataFrame
        The columns of the spans (by default of :func:`~newskit.split_sentences`), then ``words``,
        ``loaded`` (hits of :func:`find_loaded`) and ``per_100`` = 100 * loaded / words: 0 or more,
        higher is more loaded, NaN without words. A sentence is called loaded from one hit on.

    Notes
    -----
    Weakness: long sentences gather hits; outlets differ more in topics than in tone. Compare
    like with like, and read the hits.
    """
    if spans is not None:
        schema.require(spans, ["article_id", "start", "end"], what="spans table")
    rows = split_sentences(articles) if spans is None else spans.reset_index(drop=True)
    ids, texts = schema.texts(articles)
    strange = sorted(set(rows["article_id"].astype("str")) - set(ids))
    if strange:
        raise ValueError(f"there are spans of article {strange[0]!r}, but no text of it")
    hits, words = find_loaded(articles, spans=spans), only_words(cut(texts))
    size = max(map(len, texts), default=0) + 1
    number = {article_id: i for i, article_id in enumerate(ids)}
    owner = rows["article_id"].astype("str").map(number).to_numpy(np.int64) * size
    bounds = [owner + rows[name].to_numpy(np.int64) for name in ("start", "end")]
    at = hits["article_id"].map(number).to_numpy(np.int64) * size + hits["start"].to_numpy()
    places = np.sort(at), words.text * size + words.start
    found, spoken = (np.subtract(*np.searchsorted(p, bounds[::-1])) for p in places)
    rate = np.divide(100 * found, spoken, out=np.full(len(rows), np.nan), where=spoken > 0)
    table = rows.assign(words=spoken, loaded=found, per_100=rate)
    return schema.stamp(table, "score_loaded")
