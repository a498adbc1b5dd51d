"""Frames: codebooks as data, and their cues counted.

A frame is coded by people who answer a codebook's yes/no items. A codebook's cues are a screening
aid: they find texts worth coding and say which words led there. They are not the coding.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.columns import cut
from newskit.text import straighten

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

    def table(self) -> pd.DataFrame:
        """Return the codebook for human coders: one row per item, with its frame and definition."""
        rows = [(f.name, f.label, f.definition, item) for f in self.frames for item in f.items]
        return pd.DataFrame(rows, columns=["frame", "label", "definition", "item"]).astype("str")


def _shipped() -> dict[str, Any]:
    folder = resources.files("newskit") / "codebooks"
    return {p.name.removesuffix(".toml"): p for p in folder.iterdir() if p.name.endswith(".toml")}


def read_codebook(name_or_path: str | Path) -> Codebook:
    """Return a shipped codebook by name, or one from a TOML file by path.

    Shipped are ``generic_frames`` (Semetko & Valkenburg 2000), ``policy_frames`` (Boydstun et al.
    2014) and ``war_peace`` (Galtung 1998; Lee & Maslog 2005).

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
    articles: pd.DataFrame, codebook: Codebook, *, spans: pd.DataFrame | None = None
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
    pieces = _pieces(articles, spans)
    by = [name for name in ("article_id", "voice", "speaker_name") if name in pieces]
    unit = pieces.groupby(by, sort=False, dropna=False).ngroup().to_numpy(dtype=np.int64)
    units = pieces.loc[~pd.Series(unit, index=pieces.index).duplicated(), by]
    texts = pieces["text"].tolist()
    hits = np.zeros((len(units), len(codebook.frames)), dtype=np.int64)
    np.add.at(hits, unit, _count(texts, codebook))
    words = np.zeros(len(units), dtype=np.int64)
    np.add.at(words, unit, _words(texts))
    return _table(units, codebook, hits, words)


def _pieces(articles: pd.DataFrame, spans: pd.DataFrame | None) -> pd.DataFrame:
    """Return the stretches to read, one a row: article_id, perhaps voice and speaker_name, text."""
    ids, texts = schema.texts(articles)
    if spans is None:
        return pd.DataFrame({"article_id": ids, "text": texts})
    schema.require(spans, ["article_id", "start", "end"], what="spans table")
    whole = dict(zip(ids, texts, strict=True))
    owners = spans["article_id"].astype("str").tolist()
    strange = [owner for owner in owners if owner not in whole]
    if strange:
        raise ValueError(f"there are spans of article {strange[0]!r}, but no text of it")
    places = zip(owners, spans["start"], spans["end"], strict=True)
    stretches = [whole[owner][start:end] for owner, start, end in places]
    keep = [name for name in ("voice", "speaker_name") if name in spans]
    return spans[keep].reset_index(drop=True).assign(article_id=owners, text=stretches)


def _words(texts: list[str]) -> npt.NDArray[np.int64]:
    """Return the number of words (not marks) of each text."""
    pieces = cut(texts)
    lexical = np.array([any(map(str.isalnum, word)) for word in pieces.vocabulary], dtype=bool)
    return np.bincount(pieces.words.text[lexical[pieces.words.id]], minlength=len(texts))


def _count(texts: list[str], codebook: Codebook) -> npt.NDArray[np.int64]:
    """Return the number of hits, texts by frames."""
    patterns = [_pattern(frame.cues, frame.not_when) for frame in codebook.frames]
    rows = [
        [sum(m.lastgroup == "cue" for m in p.finditer(straighten(text).lower())) for p in patterns]
        for text in texts
    ]
    return np.array(rows, dtype=np.int64).reshape(len(texts), len(patterns))


@lru_cache(maxsize=256)
def _pattern(cues: tuple[str, ...], not_when: tuple[str, ...]) -> re.Pattern[str]:
    def any_of(entries: tuple[str, ...]) -> str:
        longest = sorted(entries, key=len, reverse=True)
        return "|".join(
            re.escape(e.lower()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for e in longest
        )

    return re.compile(
        rf"\b(?:(?P<no>{any_of(not_when) or '(?!)'})|(?P<cue>{any_of(cues) or '(?!)'}))\b"
    )


def _table(
    units: pd.DataFrame,
    codebook: Codebook,
    hits: npt.NDArray[np.int64],
    words: npt.NDArray[np.int64],
) -> pd.DataFrame:
    frames = len(codebook.frames)
    table = units.loc[units.index.repeat(frames)].reset_index(drop=True)
    total, n, length = hits.sum(axis=1).repeat(frames), hits.ravel(), words.repeat(frames)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, n / total, np.nan)
        per_1000 = np.where(length > 0, 1000 * n / length, np.nan)
    table = table.assign(
        codebook=codebook.name,
        frame=np.tile([frame.name for frame in codebook.frames], len(units)),
        hits=n,
        words=length,
        share=share,
        per_1000=per_1000,
        present=n >= codebook.minimum,
    )
    return table.astype(schema.FRAMES | dict.fromkeys(units, "str"))
