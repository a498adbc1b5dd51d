"""Frames: codebooks as data, and their cues counted.

A frame is coded by people who answer a codebook's yes/no items. A codebook's cues are a screening
aid: they find texts worth coding and say which words led there. They are not the coding.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from newskit import schema
from newskit.lexicon.matching import bounds, find_hits
from newskit.lexicon.patterns import is_word
from newskit.lexicon.record import Lexicon, lexicon_of
from newskit.lexicon.stream import stream
from newskit.text.columns import Integers, cut

_BIRTH = ("title", "description", "source", "licence", "coders", "date", "minimum")
_LISTS = ("items", "cues", "not_when", "match", "miss")


@dataclass(frozen=True)
class Frame:
    """One frame of a codebook.

    ``items`` are the yes/no questions for a human coder. ``cues`` are words, wildcards
    (``escalat*``) and phrases that hint at the frame, ``not_when`` the phrases in which they do
    not. ``match`` and ``miss`` are sentences that must and must not hold a cue, run as tests.
    """

    name: str
    label: str
    definition: str
    items: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """A set of frames with its birth certificate. A text may hold none, one or many of them.

    ``minimum`` is the number of hits from which a frame is called present.
    """

    name: str
    title: str
    description: str
    source: str
    licence: str
    coders: str
    date: str
    minimum: int
    frames: tuple[Frame, ...]

    def __repr__(self) -> str:
        return f"Codebook({self.name!r}: {', '.join(f.name for f in self.frames)})"

    @cached_property
    def lexicon(self) -> Lexicon:
        """The cues as a lexicon with a category for each frame, to match, list and read them."""
        tables = {
            f.name: {
                "definition": f.definition,
                "entries": f.cues,
                "not_when": f.not_when,
                "match": f.match,
                "miss": f.miss,
            }
            for f in self.frames
        }
        names = ("title", "description", "source", "licence", "coders", "date")
        return lexicon_of(self.name, tables, **{name: getattr(self, name) for name in names})

    def table(self) -> pd.DataFrame:
        """Return the codebook for human coders: one row per item, with its frame and definition."""
        rows = [(f.name, f.label, f.definition, item) for f in self.frames for item in f.items]
        return pd.DataFrame(rows, columns=["frame", "label", "definition", "item"]).astype("str")


def shipped_codebooks() -> list[str]:
    """Return the names of the codebooks that come with newskit."""
    return sorted(_shipped())


def _shipped() -> dict[str, Any]:
    folder = resources.files("newskit") / "codebooks"
    return {p.name.removesuffix(".toml"): p for p in folder.iterdir() if p.name.endswith(".toml")}


def read_codebook(name_or_path: str | Path) -> Codebook:
    """Return a shipped codebook by name, or one from a TOML file by path.

    Shipped are ``generic_frames`` (Semetko & Valkenburg 2000), ``policy_frames`` (Boydstun et al.
    2014), ``war_peace`` (Galtung 1998; Lee & Maslog 2005) and, as an example for one issue,
    ``gun_policy`` (Liu et al. 2019).

    Raises
    ------
    ValueError
        If there is no such codebook, if the file is not TOML, or if a field is missing or of the
        wrong kind. The message names file, frame and field.

    >>> [frame.label for frame in read_codebook("generic_frames").frames][:2]
    ['Attribution of responsibility', 'Conflict']
    """
    shipped = _shipped()
    where = str(name_or_path)
    source = shipped.get(where) or Path(name_or_path)
    if not source.is_file():
        raise ValueError(
            f"unknown codebook {where!r}; choose one of {sorted(shipped)} "
            "or give the path of a .toml file"
        )
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"codebook {where}: not a readable TOML file: {error}") from error
    return _codebook(source.name.removesuffix(".toml"), data)


def _codebook(name: str, data: dict[str, Any]) -> Codebook:
    missing = [field for field in _BIRTH if field not in data]
    if missing:
        raise ValueError(f"codebook {name!r} does not state its {', '.join(missing)}")
    unknown = sorted(set(data) - {*_BIRTH, "frame"})
    if unknown:
        raise ValueError(f"codebook {name!r}: unknown field {', '.join(map(repr, unknown))}")
    minimum, frames = data["minimum"], data.get("frame")
    if type(minimum) is not int or minimum < 1:
        raise ValueError(
            f"codebook {name!r}: minimum must be a whole number from 1, not {minimum!r}"
        )
    if not isinstance(frames, dict) or not frames:
        raise ValueError(f"codebook {name!r} has no frames; write each as a table [frame.NAME]")
    birth = {field: str(data[field]).strip() for field in _BIRTH if field != "minimum"}
    return Codebook(
        name=name,
        minimum=minimum,
        frames=tuple(_frame(name, key, value) for key, value in frames.items()),
        **birth,
    )


def _frame(codebook: str, name: str, data: Any) -> Frame:
    at = f"codebook {codebook!r}, frame {name!r}"
    if not isinstance(data, dict):
        raise ValueError(f"{at}: must be a table [frame.{name}], not {data!r}")
    unknown = sorted(set(data) - {"label", "definition", *_LISTS})
    if unknown:
        raise ValueError(f"{at}: unknown field {', '.join(map(repr, unknown))}")
    for field in ("label", "definition"):
        if not isinstance(data.get(field), str):
            raise ValueError(f"{at}: {field} must be a text, not {data.get(field)!r}")
    for field in _LISTS:
        value = data.get(field, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise ValueError(f"{at}: {field} must be a list of texts, not {value!r}")
    lists = {field: tuple(data.get(field, [])) for field in _LISTS}
    return Frame(name=name, label=data["label"], definition=data["definition"], **lists)


def score_frames(
    articles: pd.DataFrame, codebook: str | Path | Codebook, *, spans: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count the cues of each frame of *codebook* in each article: a screening, not a coding.

    One row per article and frame, also without a hit. With *spans* (any table with ``article_id``,
    ``start`` and ``end``) only these stretches are read, and if it has ``voice`` and
    ``speaker_name`` there is one row per article, voice, speaker and frame.

    Returns
    -------
    FRAMES table
        ``hits``, cues found (0 or more); ``words``, words read; ``share``, hits of the frame / hits
        of all frames of the codebook (0 to 1; NaN without any hit); ``per_1000``, 1000 * hits /
        words (0 or more; NaN without words); ``present``, hits >= ``codebook.minimum``.

    Notes
    -----
    Multi-label: the shares say which vocabulary prevails, ``present`` may hold for several frames.
    Long texts reach the minimum sooner: compare ``per_1000`` across lengths. A frame told without
    its usual words is missed, and a cue in a text framed otherwise counts. Negated cues count: who
    denies a conflict speaks of it. Validate on texts coded by hand before drawing conclusions.

    References
    ----------
    The codebook's ``source``.
    """
    book = codebook if isinstance(codebook, Codebook) else read_codebook(codebook)
    ids, texts = schema.texts(articles)
    units, unit = _units(ids, spans)
    words = stream(cut(texts), None if spans is None else bounds(spans, ids))
    owner = unit[words.text if spans is None else words.span]
    spoken = np.array([is_word(word) for word in words.vocabulary], dtype=bool)[words.id]
    found, uses, _ = find_hits(words, [book.lexicon], texts)
    frames = len(book.frames)
    cell = owner[found.position] * frames + uses.category[found.use]
    hits = np.bincount(cell, minlength=len(units) * frames).reshape(-1, frames)
    table = _table(units, book, hits, np.bincount(owner[spoken], minlength=len(units)))
    return schema.stamp(table, "score_frames", codebook=book.name, digest=book.lexicon.digest)


def _units(ids: list[str], spans: pd.DataFrame | None) -> tuple[pd.DataFrame, Integers]:
    """Return the units to report, one a row, and for each text (or span) the number of its unit."""
    if spans is None:
        of = pd.DataFrame({"article_id": pd.Series(ids, dtype="str")})
    else:
        schema.require(spans, ["article_id", "start", "end"], what="spans table")
        keep = [name for name in ("article_id", "voice", "speaker_name") if name in spans]
        of = spans[keep].astype("str").reset_index(drop=True)
        strange = sorted(set(of["article_id"]) - set(ids))
        if strange:
            raise ValueError(f"there are spans of article {strange[0]!r}, but no text of it")
    number = np.asarray(of.groupby(list(of), sort=False, dropna=False).ngroup(), dtype=np.int64)
    return of.drop_duplicates(ignore_index=True), number


def _table(units: pd.DataFrame, book: Codebook, hits: Integers, words: Integers) -> pd.DataFrame:
    number, total, length = hits.ravel(), hits.sum(axis=1), words.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (hits / total[:, None]).ravel()
        per_1000 = (1000 * hits / length[:, None]).ravel()
    rows = np.repeat(np.arange(len(units)), len(book.frames))
    table = units.iloc[rows].reset_index(drop=True)
    columns = {
        "codebook": book.name,
        "frame": [frame.name for frame in book.frames] * len(units),
        "hits": number,
        "words": words[rows],
        "share": share,
        "per_1000": per_1000,
        "present": number >= book.minimum,
    }
    return table.assign(**columns).astype({name: schema.FRAMES[name] for name in columns})
