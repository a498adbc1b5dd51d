"""Lexicons found in a column of texts: one pass for all categories of all lexicons together.

The column is cut into word ids; each word of an entry is looked up once in the vocabulary; phrases
are found as sequences of ids from their rarest word. The cost grows with the text and with the
hits, not with entries times texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.lexicon.context import in_context
from newskit.lexicon.patterns import Lookup, Pattern, compile_entries, fits
from newskit.lexicon.record import Category, Lexicon, Source, read_lexicon
from newskit.lexicon.stream import Flags, Index, Stream, changes, near, ranges, reaching, stream
from newskit.text import straighten
from newskit.text.columns import Integers, cut, once
from newskit.text.spans import place
from newskit.verbs import verb

# A negation reaches to the end of its clause, not over a mark or a "but".
_CLAUSE_ENDS = frozenset([",", ";", ":", "(", ")", "--", ".", "!", "?", "but"])
# "not only war", "no doubt a war": no negations of what follows.
_NOT_NEGATING = frozenset(["only", "just", "merely", "simply", "doubt"])
_CARRIED = ("voice", "speaker_name")
_LABELS = {"lexicon": "str", "category": "str"}


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

    def edges(self, at: Integers | slice = slice(None)) -> tuple[Integers, Integers]:
        """Return the positions of the first and last words of the matches *at* these places."""
        return self.position[at], (self.position + self.length - 1)[at]


def _uses(categories: Sequence[Category]) -> tuple[Uses, list[Pattern]]:
    rows = [
        (i, kind, entry)
        for i, c in enumerate(categories)
        for kind, own in enumerate((c.entries, c.not_when, c.not_near))
        for entry in own
    ]
    entries = [entry for _, _, entry in rows]
    compiled = compile_entries(tuple(entries))
    patterns = {pattern: i for i, pattern in enumerate(dict.fromkeys(compiled.values()))}
    uses = Uses(
        np.array([i for i, _, _ in rows], dtype=np.int64),
        np.array([patterns[compiled[entry]] for entry in entries], dtype=np.int64),
        np.array([categories[i].entries.get(entry, 1) for i, _, entry in rows], dtype=np.float64),
        np.array([kind for _, kind, _ in rows], dtype=np.int64),
        entries,
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
    words = np.array([len(pattern) for pattern in patterns], dtype=np.int64)
    return Found(np.repeat(position, sizes), words[uses.pattern[use]], use)


def _not_excluded(found: Found, uses: Uses, span: int) -> Found:
    """Drop ``not_when`` phrases and the matches that lie inside one of their category."""
    out = uses.kind[found.use] == _NOT_WHEN
    begin = uses.category[found.use] * span + found.position
    starts, reach = reaching(begin[out], (begin + found.length)[out])
    last = np.searchsorted(starts, begin, side="right") - 1
    # Where none begins before, none reaches this far.
    covered = np.append(reach, 0)[last] >= begin + found.length
    return found.where(~out & ~covered)


def _not_beside(found: Found, uses: Uses, words: Stream, categories: Sequence[Category]) -> Found:
    """Drop ``not_near`` phrases, and the matches of their category within its *near* words."""
    phrase, category = uses.kind[found.use] == _NOT_NEAR, uses.category[found.use]
    place, keep = np.cumsum(words.spoken, dtype=np.int64), ~phrase
    for c in np.unique(category[phrase]).tolist():
        own, theirs = (np.flatnonzero((category == c) & kind) for kind in (~phrase, phrase))
        reach = categories[c].near
        keep[own] = ~near(found.edges(own), found.edges(theirs), words.unit, place, reach)
    return found.where(keep)


def _longest(found: Found, uses: Uses, span: int) -> Found:
    """Keep, in each category, the matches that reading from the left, longest first, would keep.

    Of two entries that match the same words the one with fewer wildcards counts.
    """
    stars = np.array([entry.count("*") for entry in uses.entry], dtype=np.int64)
    category = uses.category[found.use]
    order = np.lexsort((found.use, stars[found.use], -found.length, found.position, category))
    found, begin = found.where(order), (category * span + found.position)[order]
    first = changes(begin)
    found, begin = found.where(first), begin[first]
    end = begin + found.length
    # Only where matches overlap must they be read one after the other.
    apart = np.append(True, begin[1:] >= np.maximum.accumulate(end)[:-1])[: len(begin)]
    keep = apart & np.append(apart, True)[1:]
    reach, asked = -1, np.flatnonzero(~keep)
    for i, b, e in zip(*(a.tolist() for a in (asked, begin[asked], end[asked])), strict=True):
        if b >= reach:
            keep[i], reach = True, e
    return found.where(keep)


def _in_printed_case(
    found: Found, uses: Uses, words: Stream, *, exact: Flags, texts: Sequence[str]
) -> Found:
    """Drop matches of the categories in *exact* that are printed in another case."""
    keep = ~exact[uses.category[found.use]]
    asked = np.flatnonzero(~keep)
    pairs = zip(_printed(found.where(asked), words, texts), found.use[asked].tolist(), strict=True)
    keep[asked] = [fits(_plain(as_printed), _plain(uses.entry[use])) for as_printed, use in pairs]
    return found.where(keep)


def _printed(found: Found, words: Stream, texts: Sequence[str]) -> list[str]:
    first, last = found.edges()
    places = words.text(first).tolist(), words.start[first].tolist(), words.end[last].tolist()
    return [texts[i][a:b] for i, a, b in zip(*places, strict=True)]


def _plain(words: str) -> str:
    return " ".join(straighten(words).replace("-", " ").split())


def _negated(found: Found, words: Stream, lexicon: Lexicon, lookup: Lookup) -> Flags:
    """Return which matches have a negator before them in their clause, within the window."""
    if not lexicon.negation:
        return np.zeros(len(found.use), dtype=bool)
    is_negator = _fits(words, lookup, lexicon.negators)
    is_negator[:-1] &= ~_fits(words, lookup, _NOT_NEGATING)[1:]
    ends = _fits(words, lookup, _CLAUSE_ENDS)
    clause = np.cumsum(changes(words.unit) | np.append(False, ends[:-1])[: len(ends)])
    counted = np.cumsum(words.spoken)
    latest = np.maximum.accumulate(np.where(is_negator, np.arange(len(words.id)), -1))
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
    return any(x.language.lower().startswith("en") for x in read_lexicons(lexicon))


def read_lexicons(sources: Source | Iterable[Source]) -> list[Lexicon]:
    """Read one lexicon, or several."""
    several = isinstance(sources, Iterable) and not isinstance(
        sources, str | Mapping | pd.DataFrame
    )
    return list(map(read_lexicon, sources if several else [sources]))  # type: ignore[arg-type]


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
    lexicons = read_lexicons(lexicon)
    ids, texts = schema.texts(articles)
    words, table = stream_of(articles, texts, spans)
    found, uses, negated = find_hits(words, lexicons, texts)
    first, last = found.edges()
    # Each name is made a text once, not once for each hit.
    names = [(x.name, category) for x in lexicons for category in x.categories]
    labels = schema.table(names, _LABELS).take(uses.category[found.use])
    columns = {
        "article_id": schema.strings(ids).take(words.text(first)).array,
        "sentence": words.cut.sentences.number[words.cut.words.sentence[words.origin[first]]],
        "start": words.start[first],
        "end": words.end[last],
        "lexicon": labels["lexicon"].array,
        "category": labels["category"].array,
        "entry": schema.strings(uses.entry).take(found.use).array,
        "match": _printed(found, words, texts),
        "weight": uses.weight[found.use],
        "negated": negated,
    }
    hits = schema.cast(pd.DataFrame(columns), schema.HITS)
    if table is not None:
        for name in [name for name in _CARRIED if name in table.columns][::-1]:
            hits.insert(4, name, table[name].iloc[words.span(first)].array)
    digests = {x.name: x.digest for x in lexicons}
    return schema.stamp(hits, "match_lexicon", lexicons=digests)


def find_hits(
    words: Stream, lexicons: Sequence[Lexicon], texts: Sequence[str]
) -> tuple[Found, Uses, Flags]:
    """Return the hits in order of the text, and which of them are negated."""
    categories = [c for lexicon in lexicons for c in lexicon.categories.values()]
    uses, patterns = _uses(categories)
    index, span = once(texts, "index", lambda: Index(words), words), len(words.id) + 1
    found = _not_beside(_find(index, uses, patterns), uses, words, categories)
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
        printed = texts if lexicon.skip_names else None
        keep[own] = in_context(words, part.edges(), company[uses.category[part.use]], printed)
        negated[own] = _negated(part, words, lexicon, index.lookup)
    return found.where(keep), uses, negated[keep]
