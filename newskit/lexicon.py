"""Lexicons: word lists as data, with a birth certificate and their own examples.

A lexicon is a TOML file: ``title, description, source, licence, coders, date, scale, negation``,
then for each ``[category.NAME]`` a definition, the entries, the phrases in which they do not count
(``not_when``), sentences that must ``match`` and near misses that must not (``miss``). The examples
are run as tests by :func:`newskit.check_lexicon`.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

# The usual English negators; n't is a word of its own (do|n't).
NEGATORS = (
    *("not", "n't", "no", "never", "neither", "nor", "none", "nobody", "nothing", "nowhere"),
    *("without", "cannot", "hardly", "barely", "scarcely"),
)
_CERTIFICATE = ("title", "description", "source", "licence", "coders", "date", "scale")
_CATEGORY = ("definition", "entries", "not_when", "match", "miss", "exact_case")


@dataclass(frozen=True)
class Category:
    """One category: its entries with their weights, and the sentences that test it.

    With *exact_case* entries match only as they are printed, so that "us" is not "US".
    """

    name: str
    entries: Mapping[str, float]
    definition: str = ""
    not_when: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()
    exact_case: bool = False


@dataclass(frozen=True)
class Change:
    """One change of a lexicon: what was done to which entry, why, and by whom."""

    what: str
    category: str
    entry: str
    before: float
    after: float
    reason: str
    author: str

    def __str__(self) -> str:
        sign = {"add": "+", "mask": "-", "reweight": "~"}[self.what]
        weight = {"add": f"{self.after:g}", "mask": f"{self.before:g}"}.get(
            self.what, f"{self.before:g} -> {self.after:g}"
        )
        return f"{sign} [{self.category}] {self.entry}  {weight}  # {self.reason} ({self.author})"


class Changes(tuple[Change, ...]):
    """The changes of a lexicon, oldest first; prints as a diff."""

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "(no changes)"


@dataclass(frozen=True, repr=False)
class Lexicon:
    """A word list of one or more categories, with all that one must know to judge it.

    ``negation`` is the number of words before a hit in which one of ``negators`` makes it a negated
    hit (0: none is looked for). ``construct`` holds the file's ``[construct]`` table and ``rules``
    its ``[[valence_rule]]`` tables, as read.
    """

    name: str
    categories: Mapping[str, Category]
    title: str = ""
    description: str = ""
    source: str = ""
    licence: str = ""
    coders: str = ""
    date: str = ""
    scale: str = ""
    negation: int = 3
    negators: tuple[str, ...] = NEGATORS
    construct: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    changes: Changes = field(default_factory=Changes)

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides the hits: entries, weights, exclusions, negation, rules.

        The same for the same words, however the file is laid out; titles and definitions are not
        part of it.
        """
        content = {
            "categories": {
                name: [sorted(c.entries.items()), sorted(c.not_when), c.exact_case]
                for name, c in self.categories.items()
            },
            "negation": [self.negation, sorted(self.negators)],
            "construct": self.construct.get("fuse"),
            "formula": self.construct.get("formula"),
            "rules": list(self.rules),
        }
        plain = json.dumps(content, sort_keys=True, ensure_ascii=True, default=str)
        return hashlib.sha256(plain.encode("ascii")).hexdigest()

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} ({len(c.entries)})" for name, c in self.categories.items())
        return f"<Lexicon {self.name}: {sizes}>"

    def to_frame(self) -> pd.DataFrame:
        """Return the entries as a table: category, entry, weight."""
        rows = [
            (name, entry, weight)
            for name, category in self.categories.items()
            for entry, weight in category.entries.items()
        ]
        return pd.DataFrame(rows, columns=["category", "entry", "weight"]).astype(
            {"category": "str", "entry": "str", "weight": "float64"}
        )

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
        changes = [
            *_added(entries, add or {}),
            *_masked(entries, mask or {}),
            *_reweighted(entries, reweight or {}),
        ]
        signed = (Change(*change, reason, author) for change in changes)
        old = {name: self.categories.get(name, Category(name, {})) for name in entries}
        categories = {name: replace(c, entries=entries[name]) for name, c in old.items()}
        return replace(self, categories=categories, changes=Changes((*self.changes, *signed)))


_Entries = dict[str, dict[str, float]]
_Step = tuple[str, str, str, float, float]


def _added(
    entries: _Entries, add: Mapping[str, Iterable[str] | Mapping[str, float]]
) -> Iterable[_Step]:
    for category, new in add.items():
        own = entries.setdefault(category, {})
        for entry, weight in _weighted(new, f"add[{category!r}]").items():
            what = "reweight" if entry in own else "add"
            before, own[entry] = own.get(entry, math.nan), weight
            yield what, category, entry, before, weight


def _masked(entries: _Entries, mask: Mapping[str, Iterable[str]]) -> Iterable[_Step]:
    for category, gone in mask.items():
        for entry in _listed(gone, f"mask[{category!r}]"):
            before = _known(entries, category, entry)
            del entries[category][entry]
            yield "mask", category, entry, before, math.nan


def _reweighted(entries: _Entries, reweight: Mapping[str, Mapping[str, float]]) -> Iterable[_Step]:
    for category, weights in reweight.items():
        for entry, weight in weights.items():
            before = _known(entries, category, entry)
            entries[category][entry] = float(weight)
            yield "reweight", category, entry, before, float(weight)


def _known(entries: _Entries, category: str, entry: str) -> float:
    if entry not in entries.get(category, {}):
        raise ValueError(f"there is no entry {entry!r} in category {category!r} to change")
    return entries[category][entry]


def shipped() -> list[str]:
    """Return the names of the lexicons that come with newskit."""
    folder = resources.files("newskit") / "lexicons"
    return sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml"))


def read_lexicon(source: str | Path | pd.DataFrame | Mapping[str, Any]) -> Lexicon:
    """Read a lexicon: a shipped name, a file, a table, or a mapping of categories to entries.

    Parameters
    ----------
    source
        The name of a shipped lexicon, or a file in one of the formats of
        :mod:`newskit.dictionaries`, told by its ending; ``.toml`` is newskit's own. A DataFrame or
        CSV needs a column ``entry`` and may have ``category`` and ``weight``. A mapping is
        ``{"category": ["entry", "entr*"]}``.

    Raises
    ------
    ValueError
        With the file and, where the parser knows them, the line and column of what is wrong.

    Examples
    --------
    >>> read_lexicon({"martial": ["war", "battle*"]})
    <Lexicon lexicon: martial (2)>
    """
    if isinstance(source, Mapping):
        return lexicon_of("lexicon", source)
    if isinstance(source, pd.DataFrame):
        from newskit.dictionaries import from_table

        return from_table(source)
    path = Path(source)
    if isinstance(source, str) and not path.suffix and not path.is_file():
        return _read_shipped(source)
    if not path.is_file():
        raise ValueError(f"there is no lexicon file {str(path)!r}")
    if path.suffix.lower() == ".toml":
        return parse_toml(_decoded(path.read_bytes(), path.name), path.stem, path.name)
    from newskit.dictionaries import read_dictionary

    return read_dictionary(path)


def _decoded(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{where}, line {line}: TOML must be saved as UTF-8") from None


def _read_shipped(name: str) -> Lexicon:
    if name not in (names := shipped()):
        raise ValueError(
            f"unknown lexicon {name!r}; shipped are {', '.join(names)}; or give a file"
        )
    file = resources.files("newskit") / "lexicons" / f"{name}.toml"
    return parse_toml(file.read_text(encoding="utf-8"), name, file.name)


def parse_toml(text: str, name: str, where: str) -> Lexicon:
    """Return the lexicon written in *text*; *where* names the file in errors."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{where}: not valid TOML: {error}") from None
    except RecursionError:
        raise ValueError(f"{where}: nested too deeply") from None
    rules = data.pop("valence_rule", [])
    construct = data.pop("construct", {})
    changes = Changes(Change(**change) for change in data.pop("change", []))
    tables = data.pop("category", None)
    if not isinstance(tables, dict) or not tables:
        raise ValueError(f"{where}: no [category.NAME] table; a lexicon needs at least one")
    known = {*_CERTIFICATE, "negation", "negators"}
    if unknown := sorted(set(data) - known):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {sorted(known)}")
    if not isinstance(data.get("negation", 3), int):
        raise ValueError(f"{where}: negation must be a number of words, such as 3, or 0 for none")
    if "negators" in data:
        data["negators"] = _listed(data["negators"], f"{where}: negators")
    words = {key: str(data[key]) for key in _CERTIFICATE if key in data}
    categories = {key: _category(key, table, where) for key, table in tables.items()}
    return Lexicon(
        name,
        categories,
        **{**data, **words},
        construct=construct,
        rules=tuple(rules),
        changes=changes,
    )


def lexicon_of(name: str, tables: Mapping[str, Any], **certificate: Any) -> Lexicon:
    """Return a lexicon made of *tables*: for each category its entries, or a table as in TOML."""
    if not tables:
        raise ValueError("a lexicon needs at least one category")
    full = {
        key: table if isinstance(table, Mapping) and "entries" in table else {"entries": table}
        for key, table in tables.items()
    }
    categories = {key: _category(key, table, name) for key, table in full.items()}
    return Lexicon(name, categories, **certificate)


def _category(name: str, table: Any, file: str) -> Category:
    where = f"{file}: [category.{name}]"
    if not isinstance(table, Mapping):
        raise ValueError(f"{where} must be a table with entries")
    if unknown := sorted(set(table) - set(_CATEGORY)):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {list(_CATEGORY)}")
    if "entries" not in table:
        raise ValueError(f"{where} has no entries")
    lists = {
        key: _listed(table.get(key, ()), f"{where} {key}") for key in ("not_when", "match", "miss")
    }
    return Category(
        name,
        _weighted(table["entries"], f"{where} entries"),
        definition=str(table.get("definition", "")),
        exact_case=bool(table.get("exact_case", False)),
        **lists,
    )


def _listed(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ValueError(f"{where} must be a list of texts, not {value!r}")
    items = tuple(value)
    for item in items:
        if not isinstance(item, str) or not item.strip():
            raise ValueError(f"{where}: {item!r} is no word or phrase")
    return items


def _weighted(value: Any, where: str) -> dict[str, float]:
    """Return entry -> weight; a plain list weighs 1 each."""
    entries = _listed(value, where)
    weights = value if isinstance(value, Mapping) else dict.fromkeys(entries, 1.0)
    found: dict[str, float] = {}
    for entry in entries:
        weight = weights[entry]
        if not entry.replace("*", "").strip():
            raise ValueError(f"{where}: {entry!r} would match every word")
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise ValueError(f"{where}: the weight of {entry!r} is no number: {weight!r}")
        found[entry] = 1.0 if math.isnan(weight) else float(weight)
    return found


def certificate(lexicon: Lexicon) -> dict[str, str]:
    """Return the filled-in fields of the birth certificate, in their order."""
    fields = asdict(replace(lexicon, categories={}, construct={}, rules=()))
    return {key: fields[key] for key in _CERTIFICATE if fields[key]}
