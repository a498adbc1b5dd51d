"""The lexicon: words as data, with a birth certificate, its own examples and its own limits.

One record and one reader for all: plain word lists, constructs (with a formula over their
categories), codebooks (with a coder's questions) and lists with rules of context are lexicons that
fill in more fields. The file format is described in :mod:`newskit.lexicon.formats`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from importlib import resources
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.lexicon.entries import Change, Changes, changed
from newskit.markup import escape, table

# The usual English negators; n't is a word of its own (do|n't).
NEGATORS = (
    *("not", "n't", "no", "never", "neither", "nor", "none", "nobody", "nothing", "nowhere"),
    *("without", "cannot", "hardly", "barely", "scarcely"),
)
CERTIFICATE = ("title", "description", "source", "paper", "licence", "coders", "date", "scale")
_FOLDERS = ("lexicons", "codebooks")
_SHOWN = 8  # entries of a category in a notebook; `to_frame` has them all


@dataclass(frozen=True)
class Category:
    """One category: its entries with their weights, and the sentences that test it.

    ``match`` and ``miss`` are sentences that must and must not hold a hit: examples and
    counter-examples, run as tests by :meth:`Lexicon.check`. ``items`` are the yes/no questions of a
    codebook for human coders. With *exact_case* entries match only as they are printed, so that
    "us" is not "US". Entries do not count inside a ``not_when`` phrase, nor within *near* words of
    a ``not_near`` phrase in their sentence. With *company* the category's words count only within
    so many words of a hit of a category without it (0: they count by themselves).
    """

    name: str
    entries: Mapping[str, float]
    label: str = ""
    definition: str = ""
    items: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    near: int = 8
    exact_case: bool = False
    company: int = 0


@dataclass(frozen=True)
class Fuse:
    """A co-occurrence: hits of *one_of* and of *together_with*, at most *window* words apart.

    A hit of a category of *alone* makes its sentence count by itself.
    """

    one_of: tuple[str, ...]
    together_with: tuple[str, ...]
    window: int
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Lexicon:
    """A word list of one or more categories, with all that one must know to judge it.

    Read one with :func:`~newskit.read_lexicon`; print it, or let a notebook show it.

    Parameters
    ----------
    name, categories
        The name, and each :class:`Category` by its name.
    title, description, source, paper, licence, coders, date, scale, language
        The birth certificate. ``paper`` is the publication whose categories these are; ``language``
        the language of the entries ("en").
    negation, negators, count_negated
        How many words before a hit one of the negators makes it a negated hit (0: none is looked
        for). Negated hits stand in the HITS, flagged; in the SCORES they count only with
        *count_negated*.
    skip_names
        A word printed with a capital inside a sentence is a name and no hit, unless most words of
        the sentence have capitals, as in some headlines.
    minimum
        The number of hits from which a category is called present.
    formula, fuse
        An index over the counts of ``words``, ``sentences``, categories and co-occurrences. With
        it come *definition* (what the index means) and *is_not* (what it does not), *validity*,
        *reading*, *norms* (its value in known texts), and whole sentences that must *match* (a
        value above 0) or *miss*.
    changes
        What :meth:`patch` did, oldest first.
    """

    name: str
    categories: Mapping[str, Category]
    title: str = ""
    description: str = ""
    source: str = ""
    paper: str = ""
    licence: str = ""
    coders: str = ""
    date: str = ""
    scale: str = ""
    language: str = "en"
    negation: int = 3
    negators: tuple[str, ...] = NEGATORS
    count_negated: bool = False
    skip_names: bool = False
    minimum: int = 1
    formula: str = ""
    fuse: Mapping[str, Fuse] = field(default_factory=dict)
    definition: str = ""
    is_not: str = ""
    validity: str = ""
    reading: tuple[str, ...] = ()
    norms: tuple[Mapping[str, Any], ...] = ()
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()
    changes: Changes = field(default_factory=Changes)

    def __post_init__(self) -> None:
        if not all(isinstance(own, Category) for own in self.categories.values()):
            raise TypeError("a Lexicon holds categories; make one with read_lexicon(mapping)")

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides the figures: entries, weights, exclusions, rules, formula.

        The same for the same words, however the file is laid out; titles and definitions are not
        in it.
        """
        content = {
            "categories": {
                name: [
                    *(sorted(c.entries.items()), sorted(c.not_when), c.exact_case, c.company),
                    *(sorted(c.not_near), c.near),
                ]
                for name, c in self.categories.items()
            },
            "negation": [self.negation, sorted(self.negators), self.count_negated],
            "rules": [self.skip_names, self.minimum],
            "index": [self.formula, {name: asdict(fuse) for name, fuse in self.fuse.items()}],
        }
        plain = json.dumps(content, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(plain.encode("ascii")).hexdigest()

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} ({len(c.entries)})" for name, c in self.categories.items())
        formula = f"; value = {self.formula}" if self.formula else ""
        return f"<Lexicon {self.name}: {sizes}{formula}>"

    def __str__(self) -> str:
        told = [f"{what}: {words}" for what, words in self._limits()]
        return "\n".join([repr(self), *told])

    def _repr_html_(self) -> str:
        told = [("Description", self.description), *self._limits()]
        lines = [f"<b>{what}</b>: {escape(words)}" for what, words in told if words]
        head = "<br>".join([f"<b>{escape(self.title or self.name)}</b>", *lines])
        rows = [[*map(escape, _row(category))] for category in self.categories.values()]
        return f"<p style='max-width:60em'>{head}</p>{table(_COLUMNS, rows, 'llrl')}"

    def _limits(self) -> list[tuple[str, str]]:
        """Return what a reader must know before the numbers: formula, meaning, limits, origin."""
        fused = [
            f"{name}: sentences with {' or '.join(f.one_of)} and {' or '.join(f.together_with)} "
            f"at most {f.window} words apart" + "".join(f", or with {c}" for c in f.alone)
            for name, f in self.fuse.items()
        ]
        norms = [f"{n['value']:g} in {n['data']} ({n['n']:,} {n['unit']})" for n in self.norms]
        told = [
            ("Formula", "; ".join([f"value = {self.formula}", *fused]) if self.formula else ""),
            ("Is", self.definition),
            ("Is not", self.is_not),
            ("Validity", self.validity),
            ("Norms", "; ".join(norms)),
            ("Reading", "; ".join(self.reading)),
            *((name.capitalize(), getattr(self, name)) for name in CERTIFICATE[2:]),
            ("Language", self.language),
        ]
        return [(what, " ".join(words.split())) for what, words in told if words]

    def to_frame(self) -> pd.DataFrame:
        """Return the entries as a table: category, entry, weight."""
        rows = [
            (name, entry, weight)
            for name, category in self.categories.items()
            for entry, weight in category.entries.items()
        ]
        return schema.table(rows, schema.ENTRIES)

    def check(self) -> pd.DataFrame:
        """Run the lexicon's own examples: one row per sentence that must match or must not.

        A category's ``match`` sentence passes if the category has a hit there that counts, a
        ``miss`` sentence if it has none. A ``match`` sentence of the formula passes if its value is
        above 0, its ``miss`` sentence if it is not.

        Returns
        -------
        DataFrame
            category (``[construct]`` for the formula's own), example (match or miss), text, passed.

        Examples
        --------
        >>> bool(read_lexicon("certainty").check()["passed"].all())
        True
        """
        from newskit.lexicon.workbench import check

        return check(self)

    def write(self, path: str | Path) -> None:
        """Write the lexicon to *path*; the file extension decides the format.

        ``.toml`` keeps everything. ``.csv`` keeps category, entry and weight; ``.yml``/``.yaml``
        (quanteda) and ``.dic`` (LIWC) keep category and entry. What the lexicon has and the format
        cannot keep is named in a :class:`~newskit.NewskitWarning`.

        Raises
        ------
        ValueError
            If the extension is none of these, or the format cannot hold a name or entry.
        """
        from newskit.lexicon.formats import write

        write(self, path)

    def patch(
        self,
        add: Mapping[str, Iterable[str] | Mapping[str, float]] | None = None,
        *,
        mask: Mapping[str, Iterable[str]] | None = None,
        reweight: Mapping[str, Mapping[str, float]] | None = None,
        reason: str,
        author: str,
    ) -> Lexicon:
        """Return a new lexicon with entries added, masked or re-weighted, the changes on record.

        *add*, *mask* and *reweight* map a category to its entries. A reason and an author are
        asked for, because a word list that was bent to its material must say so. Masking or
        re-weighting an entry that is not there raises a ``ValueError``. ``print(new.changes)``
        shows the diff.
        """
        entries = {name: dict(c.entries) for name, c in self.categories.items()}
        steps = changed(entries, add or {}, mask or {}, reweight or {})
        signed = [Change(*step, reason, author) for step in steps]
        old = {name: self.categories.get(name, Category(name, {})) for name in entries}
        categories = {name: replace(c, entries=entries[name]) for name, c in old.items()}
        return replace(self, categories=categories, changes=Changes((*self.changes, *signed)))


# What names a lexicon wherever one is asked for.
Source = str | Path | Lexicon | pd.DataFrame | Mapping[str, Any]

_SOURCES = """a shipped name, a file, a table, or a mapping such as {"fear": ["panic*"]}"""
_COLUMNS = ("category", "definition", "entries", "among them")


def _row(category: Category) -> tuple[str, ...]:
    more = " ..." if len(category.entries) > _SHOWN else ""
    some = ", ".join([*category.entries][:_SHOWN]) + more
    about = category.definition or category.label
    return category.name, about, f"{len(category.entries):,}", some


def read_lexicon(source: Source) -> Lexicon:
    """Read a lexicon: a shipped name, a file, a table, or a mapping of categories to entries.

    Parameters
    ----------
    source
        The name of a shipped lexicon or codebook (:func:`~newskit.list_lexicons`); a file in one of
        the formats of :mod:`newskit.lexicon.dictionaries`, known by its extension (``.toml`` is
        newskit's own); a mapping, ``{"category": ["entry", "entr*"]}``; a DataFrame with a column
        ``entry`` and perhaps ``category`` and ``weight``; or a lexicon, which comes back as it is.

    Raises
    ------
    ValueError
        With the file and, where the parser knows them, the line and column of what is wrong.

    Examples
    --------
    >>> read_lexicon({"martial": ["war", "battle*"]})
    <Lexicon lexicon: martial (2)>
    >>> read_lexicon("wartime_ecstasy").formula
    'fused / sentences'
    """
    if isinstance(source, Lexicon):
        return source
    if isinstance(source, Mapping):
        from newskit.lexicon.formats import lexicon_of

        return lexicon_of("lexicon", source)
    if not isinstance(source, str | Path | pd.DataFrame):
        raise TypeError(f"a lexicon is {_SOURCES}, not a {type(source).__name__}")
    if isinstance(source, str) and not Path(source).suffix and not Path(source).is_file():
        return _shipped(source)
    from newskit.lexicon.dictionaries import from_table, read_file

    return from_table(source) if isinstance(source, pd.DataFrame) else read_file(Path(source))


def shipped() -> dict[str, Any]:
    """Return the files of the lexicons and codebooks that come with newskit, by name."""
    package = resources.files("newskit")
    files = [f for folder in _FOLDERS for f in (package / folder).iterdir()]
    named = {f.name.removesuffix(".toml"): f for f in files if f.name.endswith(".toml")}
    # Beside the lexicons lie the rules of the news model, which have no categories.
    return {n: named[n] for n in sorted(named) if "[category." in named[n].read_text("utf-8")}


@lru_cache(maxsize=32)
def _shipped(name: str) -> Lexicon:
    files = shipped()
    if name not in files:
        # Another package may bring lexicons: a path or a mapping under the entry point's name.
        for brought in entry_points(group="newskit.lexicons", name=name):
            return read_lexicon(brought.load())
        raise ValueError(
            f"unknown lexicon {name!r}; shipped are {', '.join(files)}; a lexicon is {_SOURCES}"
        )
    from newskit.lexicon.formats import parse_toml

    return parse_toml(files[name].read_text(encoding="utf-8"), name, files[name].name)


def list_lexicons() -> pd.DataFrame:
    """Return the lexicons that come with newskit: one row each.

    Returns
    -------
    DataFrame
        name, kind (lexicon; construct, if it has a formula; codebook, if it has questions for
        coders), title, categories, entries (how many), language.

    Examples
    --------
    >>> list_lexicons().set_index("name").loc["war_peace", "kind"]
    'codebook'
    """
    rows = []
    for lexicon in map(read_lexicon, shipped()):
        categories = lexicon.categories.values()
        asked = any(c.items for c in categories)
        kind = "construct" if lexicon.formula else "codebook" if asked else "lexicon"
        counts = len(categories), sum(len(c.entries) for c in categories)
        rows.append((lexicon.name, kind, lexicon.title, *counts, lexicon.language))
    return schema.table(rows, schema.LEXICONS)
