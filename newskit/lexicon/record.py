"""Lexicons: word lists as data, with a birth certificate and their own examples.

A lexicon is a TOML file: ``title, description, source, licence, coders, date, scale, negation``,
then for each ``[category.NAME]`` a definition, the entries, the phrases in which they do not count
(``not_when``), sentences that must ``match`` and near misses that must not (``miss``). The examples
are run as tests by :func:`newskit.check_lexicon`.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from newskit.lexicon.entries import (
    Change,
    Changes,
    added,
    change_of,
    listed,
    masked,
    reweighted,
    weighted,
)

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


@dataclass(frozen=True, repr=False)
class Lexicon:
    """A word list of one or more categories, with all that one must know to judge it.

    ``negation`` is the number of words before a hit in which one of ``negators`` makes it a negated
    hit (0: none is looked for). ``construct`` holds the file's ``[construct]`` table,
    as read.
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
    changes: Changes = field(default_factory=Changes)

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides the hits: entries, weights, exclusions, negation, formula.

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
            *added(entries, add or {}),
            *masked(entries, mask or {}),
            *reweighted(entries, reweight or {}),
        ]
        signed = (Change(*change, reason, author) for change in changes)
        old = {name: self.categories.get(name, Category(name, {})) for name in entries}
        categories = {name: replace(c, entries=entries[name]) for name, c in old.items()}
        return replace(self, categories=categories, changes=Changes((*self.changes, *signed)))


def shipped() -> list[str]:
    """Return the names of the lexicons that come with newskit."""
    folder = resources.files("newskit") / "lexicons"
    files = [f for f in folder.iterdir() if f.name.endswith(".toml")]
    # Beside the lexicons lie the rules of the news model, which have no categories.
    return sorted(f.name[:-5] for f in files if "[category." in f.read_text(encoding="utf-8"))


def read_lexicon(source: str | Path | pd.DataFrame | Mapping[str, Any]) -> Lexicon:
    """Read a lexicon: a shipped name, a file, a table, or a mapping of categories to entries.

    Parameters
    ----------
    source
        The name of a shipped lexicon, or a file in one of the formats of
        :mod:`newskit.lexicon.dictionaries`, told by its ending; ``.toml`` is newskit's own. A
        DataFrame or CSV needs a column ``entry`` and may have ``category`` and ``weight``. A
        mapping is
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
        from newskit.lexicon.dictionaries import from_table

        return from_table(source)
    path = Path(source)
    if isinstance(source, str) and not path.suffix and not path.is_file():
        return _read_shipped(source)
    if not path.is_file():
        raise ValueError(f"there is no lexicon file {str(path)!r}")
    if path.suffix.lower() == ".toml":
        return parse_toml(_decoded(path.read_bytes(), path.name), path.stem, path.name)
    from newskit.lexicon.dictionaries import read_dictionary

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
    data = _toml(text, where)
    tables = _typed(data, "category", dict, where)
    if not tables:
        raise ValueError(f"{where}: no [category.NAME] table; a lexicon needs at least one")
    construct = _typed(data, "construct", dict, where)
    changes = Changes(change_of(row, where) for row in _typed(data, "change", list, where))
    known = [*_CERTIFICATE, "negation", "negators"]
    if unknown := sorted(set(data) - set(known)):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(known)}")
    fields: dict[str, Any] = {key: str(data[key]) for key in _CERTIFICATE if key in data}
    if type(window := data.get("negation", 3)) is not int or window < 0:
        raise ValueError(f"{where}: negation must be a number of words, such as 3, or 0 for none")
    negators = listed(data.get("negators", NEGATORS), f"{where}: negators")
    fields |= {"negation": window, "negators": negators, "construct": construct}
    categories = {key: _category(key, table, where) for key, table in tables.items()}
    return Lexicon(name, categories, **fields, changes=changes)


def _toml(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{where}: not valid TOML: {error}") from None
    except RecursionError:
        raise ValueError(f"{where}: nested too deeply") from None


def _typed(data: dict[str, Any], key: str, kind: type, where: str) -> Any:
    """Take *key* out of *data*: a table, or a list of tables, or empty if it is not there."""
    value = data.pop(key, kind())
    form = f"[{key}] table" if kind is dict else f"list of [[{key}]] tables"
    rows = value.values() if isinstance(value, dict) and key == "category" else value
    if not isinstance(value, kind) or (
        key != "construct" and not all(isinstance(row, dict) for row in rows)
    ):
        raise ValueError(f"{where}: {key} must be a {form}")
    return value


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
        key: listed(table.get(key, ()), f"{where} {key}") for key in ("not_when", "match", "miss")
    }
    return Category(
        name,
        weighted(table["entries"], f"{where} entries"),
        definition=str(table.get("definition", "")),
        exact_case=bool(table.get("exact_case", False)),
        **lists,
    )


def certificate(lexicon: Lexicon) -> dict[str, str]:
    """Return the filled-in fields of the birth certificate, in their order."""
    fields = asdict(replace(lexicon, categories={}, construct={}))
    return {key: fields[key] for key in _CERTIFICATE if fields[key]}
