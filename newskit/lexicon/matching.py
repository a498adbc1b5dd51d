"""Lexicons found in a column of texts: one pass for all categories of all lexicons together.

The column is cut into word ids; each word of an entry is looked up once in the vocabulary; phrases
are found as sequences of ids from their rarest word. The cost grows with the text and with the
hits, not with entries times texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.lexicon.context import in_context
from newskit.lexicon.patterns import Lookup, Pattern, compile_entries, fits
from newskit.lexicon.record import Lexicon, Source, read_lexicon
from newskit.lexicon.stream import Flags, Index, Stream, lengths, ranges, stream
from newskit.text import straighten
from newskit.text.columns import Integers, cut, once
from newskit.text.spans import place
from newskit.verbs import verb

# A negation reaches to the end of its clause, not over a mark or a "but".
_CLAUSE_ENDS = frozenset([",", ";", ":", "(", ")", "--", ".", "!", "?", "but"])
# "not only war", "no doubt a war": no negations of what follows.
_NOT_NEGATING = frozenset(["only", "just", "merely", "simply", "doubt"])
_CARRIED = ("voice", "speaker_name")


# What a pattern is: an entry, or a phrase around or beside which the category does not count.
_ENTRY, _NOT_WHEN, _NOT_NEAR = range(3)


class Uses(NamedTuple):
    """What the patterns stand for: one entry per entry or phrase of a category."""

    category: Integers
    pattern: Integers
    weight: npt.NDArray[np.float64]
    kind: Integers
    entry: list[str]


class Found(NamedTuple):
    """Matches: the position of the first word, the number of words, and which use."""

    position: Integers
    length: Integers
    use: Integers

    def where(self, keep: Flags | Integers) -> Found:
        """Return the matches that *keep* picks."""
        return Found(*(column[keep] for column in self))


def _uses(lexicons: Sequence[Lexicon]) -> tuple[Uses, list[Pattern]]:
    rows: list[tuple[int, float, int, str]] = []
    categories = [c for lexicon in lexicons for c in lexicon.categories.values()]
    for i, category in enumerate(categories):
        rows += [(i, weight, _ENTRY, entry) for entry, weight in category.entries.items()]
        rows += [(i, 1.0, _NOT_WHEN, phrase) for phrase in category.not_when]
        rows += [(i, 1.0, _NOT_NEAR, phrase) for phrase in category.not_near]
    compiled = compile_entries(row[3] for row in rows)
    patterns = {pattern: i for i, pattern in enumerate(dict.fromkeys(compiled.values()))}
    uses = Uses(
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([patterns[compiled[row[3]]] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.int64),
        [row[3] for row in rows],
    )
    return uses, list(patterns)


def _find(index: Index, uses: Uses, patterns: Sequence[Pattern]) -> Found:
    """Return every match of every use, exclusions included."""
    places = [index.phrase(pattern) for pattern in patterns]
    by_pattern = np.argsort(uses.pattern, kind="stable")
    number = np.bincount(uses.pattern, minlength=len(patterns))
    pattern = np.repeat(np.arange(len(patterns)), list(map(len, places)))
    position = np.concatenate([np.empty(0, dtype=np.int64), *places])
    sizes = number[pattern]
    use = by_pattern[ranges((np.cumsum(number) - number)[pattern], sizes)]
    return Found(np.repeat(position, sizes), lengths(patterns)[uses.pattern[use]], use)


def _not_excluded(found: Found, uses: Uses, span: int) -> Found:
    """Drop ``not_when`` phrases and the matches that lie inside one of their category."""
    out = uses.kind[found.use] == _NOT_WHEN
    begin = uses.category[found.use] * span + found.position
    starts, reach = _reaching(begin[out], found.length[out])
    last = np.searchsorted(starts, begin, side="right") - 1
    covered = (last >= 0) & (np.append(reach, 0)[last] >= begin + found.length)
    return found.where(~out & ~covered)


def _reaching(begin: Integers, length: Integers) -> tuple[Integers, Integers]:
    """Return where phrases begin, in order, and how far those up to each one reach."""
    order = np.argsort(begin, kind="stable")
    return begin[order], np.maximum.accumulate((begin + length)[order])


def _not_beside(found: Found, uses: Uses, words: Stream, near: Integers) -> Found:
    """Drop ``not_near`` phrases, and the matches of their category within *near* words of one."""
    phrase = uses.kind[found.use] == _NOT_NEAR
    if not phrase.any():
        return found
    place, keep = np.cumsum(words.spoken), ~phrase
    for c in np.unique(uses.category[found.use[phrase]]).tolist():
        mine = uses.category[found.use] == c
        starts, ends = _reaching(found.position[mine & phrase], found.length[mine & phrase])
        own = np.flatnonzero(mine & ~phrase)
        first, last = found.position[own], found.position[own] + found.length[own] - 1
        before = np.searchsorted(starts, first, side="right") - 1
        after = np.minimum(before + 1, len(starts) - 1)
        for edge, side, there in (
            (ends[np.maximum(before, 0)] - 1, first, before >= 0),
            (starts[after], last, after > before),
        ):
            close = np.abs(place[edge] - place[side]) <= near[c]
            keep[own] &= ~(there & close & (words.unit[edge] == words.unit[side]))
    return found.where(keep)


def _longest(found: Found, uses: Uses, span: int) -> Found:
    """Keep, in each category, the matches that reading from the left, longest first, would keep.

    Of two entries that match the same words the one with fewer wildcards counts.
    """
    stars = np.array([entry.count("*") for entry in uses.entry], dtype=np.int64)
    category = uses.category[found.use]
    order = np.lexsort((found.use, stars[found.use], -found.length, found.position, category))
    found, begin = found.where(order), (category * span + found.position)[order]
    first = np.append(True, begin[1:] != begin[:-1])[: len(begin)]
    found, begin = found.where(first), begin[first]
    end = begin + found.length
    if not (begin[1:] < end[:-1]).any():
        return found
    keep, reach = np.zeros(len(begin), dtype=bool), -1
    for i, (b, e) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        if b >= reach:
            keep[i], reach = True, e
    return found.where(keep)


def _in_printed_case(
    found: Found, uses: Uses, words: Stream, *, exact: Flags, texts: Sequence[str]
) -> Found:
    """Drop matches of the categories in *exact* that are printed in another case."""
    keep = ~exact[uses.category[found.use]]
    for i in np.flatnonzero(~keep).tolist():
        at, last = int(found.position[i]), int(found.position[i] + found.length[i] - 1)
        as_printed = texts[words.text[at]][words.start[at] : words.end[last]]
        keep[i] = fits(_plain(as_printed), _plain(uses.entry[found.use[i]]))
    return found.where(keep)


def _plain(words: str) -> str:
    return " ".join(straighten(words).replace("-", " ").split())


def _negated(found: Found, words: Stream, lexicon: Lexicon, lookup: Lookup) -> Flags:
    """Return which matches have a negator before them in their clause, within the window."""
    n = len(words.id)
    if not lexicon.negation or not n:
        return np.zeros(len(found.use), dtype=bool)
    is_negator = _fits(words, lookup, lexicon.negators)
    is_negator[:-1] &= ~_fits(words, lookup, _NOT_NEGATING)[1:]
    ends = _fits(words, lookup, _CLAUSE_ENDS)
    clause = np.cumsum(np.append(True, ends[:-1] | (words.unit[1:] != words.unit[:-1])))
    counted = np.cumsum(words.spoken)
    latest = np.maximum.accumulate(np.where(is_negator, np.arange(n), -1))
    before = np.append(-1, latest)[found.position]
    near = counted[found.position] - counted[before] <= lexicon.negation
    flags: Flags = (before >= 0) & near & (clause[before] == clause[found.position])
    return flags


def _fits(words: Stream, lookup: Lookup, atoms: Iterable[str]) -> Flags:
    fits = np.zeros(len(words.vocabulary), dtype=bool)
    for atom in atoms:
        fits[lookup.ids(atom)] = True
    return fits[words.id]


def english_only(given: Mapping[str, Any]) -> bool:
    """Tell whether a lexicon is English, so that articles in another language are passed over."""
    lexicon = given["codebook"] if "codebook" in given else given["lexicon"]
    return any(x.language.lower().startswith("en") for x in _read(lexicon))


def _read(lexicon: Source | Iterable[Source]) -> list[Lexicon]:
    if isinstance(lexicon, str | Path | Lexicon | Mapping | pd.DataFrame):
        return [read_lexicon(lexicon)]
    return [read_lexicon(source) for source in lexicon]


def stream_of(
    articles: pd.DataFrame, texts: Sequence[str], spans: str | pd.DataFrame | None
) -> tuple[Stream, pd.DataFrame | None]:
    """Return the words of the articles, or those inside *spans*, and the table of the spans."""
    if spans is None:
        return once(texts, "stream", lambda: stream(cut(texts))), None
    placed = place(spans, articles)
    start, end = (placed.table[name].to_numpy(np.int64) for name in ("start", "end"))
    bounds = placed.text, start, end
    return once(texts, "stream", lambda: stream(cut(texts), bounds), placed), placed.table


@verb(
    schema.HITS,
    says="Words and phrases were matched, never parts of words, with the word lists {lexicons}.",
    cites=["Stone et al. (1966), The General Inquirer, MIT Press"],
    english=english_only,
)
def match_lexicon(
    articles: pd.DataFrame,
    lexicon: Source | Iterable[Source],
    *,
    spans: str | pd.DataFrame | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Find the entries of one or more lexicons in *articles*: one row per hit.

    Words match whole, in any case, across curly and straight marks; ``*`` at an end of a word
    stands for any letters, alone for one word; a blank or hyphen in an entry matches both. Within a
    category the leftmost, longest match counts; matches of different categories may overlap.
    Nothing matches across the end of a sentence or span. A hit inside a ``not_when`` phrase is
    dropped; a negated hit is kept and flagged. A lexicon's rules of context (``skip_names``,
    ``company``) hold.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    lexicon
        What :func:`~newskit.read_lexicon` reads (a name, a path, a mapping such as
        ``{"fear": ["panic*"]}``, a lexicon), or a list of such.
    spans
        A table with ``article_id, start, end``, ``"sentences"`` or ``"voices"``: only words inside
        count. ``voice`` and ``speaker_name`` are carried into the result, after ``end``.
    keep
        Columns of *articles* to carry along, beside ``outlet`` and ``published``.

    Returns
    -------
    DataFrame
        HITS: article_id, sentence, start, end, lexicon, category, entry, match, weight, negated;
        ``text[start:end] == match``. In order of the text.

    Notes
    -----
    Weakness: a word list knows words, not meanings. Read the hits
    (``concordance(articles, hits)``, :func:`~newskit.highlight`) before you believe their number.
    Of the shipped ``loaded``: on sentences marked by five experts it finds about a third of the
    words that they marked, and about two in five of its hits are theirs. Irony, omission and
    one-sided facts have no words to find.

    Examples
    --------
    >>> import pandas as pd
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["No war, they said. A reward."]})
    >>> match_lexicon(articles, {"martial": ["war"]})[["start", "match", "negated"]]
       start match  negated
    0      3   war     True
    >>> text = "The regime unleashed a total disgrace. A total of six ships left."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> match_lexicon(articles, "loaded")["match"].tolist()
    ['regime', 'unleashed', 'total', 'disgrace']

    References
    ----------
    Stone et al. (1966), The General Inquirer. Recasens, Danescu-Niculescu-Mizil & Jurafsky (2013),
    Linguistic models for analyzing and detecting biased language, ACL, for ``loaded``.
    """
    lexicons = _read(lexicon)
    ids, texts = schema.texts(articles)
    words, table = stream_of(articles, texts, spans)
    found, uses, negated = find_hits(words, lexicons, texts)
    labels = _labels(lexicons, uses, found)
    hits = pd.DataFrame({**_places(words, found, ids, texts), **labels, "negated": negated})
    hits = schema.cast(hits[list(schema.HITS)], schema.HITS)
    if table is not None:
        of = words.span[found.position]
        for name in [name for name in _CARRIED if name in table.columns][::-1]:
            hits.insert(4, name, table[name].iloc[of].array)
    digests = {x.name: x.digest for x in lexicons}
    return schema.stamp(hits, "match_lexicon", lexicons=digests)


def find_hits(
    words: Stream, lexicons: Sequence[Lexicon], texts: Sequence[str]
) -> tuple[Found, Uses, Flags]:
    """Return the hits in order of the text, and which of them are negated."""
    uses, patterns = _uses(lexicons)
    index, span = once(texts, "index", lambda: Index(words), words), len(words.id) + 1
    categories = [c for lexicon in lexicons for c in lexicon.categories.values()]
    near = np.array([c.near for c in categories], dtype=np.int64)
    found = _not_beside(_find(index, uses, patterns), uses, words, near)
    found = _not_excluded(found, uses, span)
    exact = np.array([c.exact_case for c in categories], dtype=bool)
    found = _in_printed_case(found, uses, words, exact=exact, texts=texts)
    found = _longest(found, uses, span)
    found = found.where(np.lexsort((uses.category[found.use], found.position)))
    owner = np.repeat(np.arange(len(lexicons)), [len(x.categories) for x in lexicons])
    company = np.array([c.company for c in categories], dtype=np.int64)
    of = owner[uses.category[found.use]]
    keep, negated = np.ones(len(of), dtype=bool), np.zeros(len(of), dtype=bool)
    for i, lexicon in enumerate(lexicons):
        own = np.flatnonzero(of == i)
        part = found.where(own)
        places = part.position, part.position + part.length - 1
        printed = texts if lexicon.skip_names else None
        keep[own] = in_context(words, places, company[uses.category[part.use]], printed)
        negated[own] = _negated(part, words, lexicon, index.lookup)
    return found.where(keep), uses, negated[keep]


def _places(
    words: Stream, found: Found, ids: Sequence[str], texts: Sequence[str]
) -> dict[str, Any]:
    """Return where each hit stands, and as what it is printed."""
    text = words.text[found.position].tolist()
    start, end = words.start[found.position], words.end[found.position + found.length - 1]
    places = zip(text, start.tolist(), end.tolist(), strict=True)
    return {
        "article_id": [ids[i] for i in text],
        "sentence": words.sentence[found.position],
        "start": start,
        "end": end,
        "match": [texts[i][a:b] for i, a, b in places],
    }


def _labels(lexicons: Sequence[Lexicon], uses: Uses, found: Found) -> dict[str, Any]:
    """Return what each hit is a hit of."""
    names = [(x.name, category) for x in lexicons for category in x.categories]
    category = uses.category[found.use].tolist()
    return {
        "lexicon": [names[c][0] for c in category],
        "category": [names[c][1] for c in category],
        "entry": [uses.entry[u] for u in found.use.tolist()],
        "weight": uses.weight[found.use],
    }
