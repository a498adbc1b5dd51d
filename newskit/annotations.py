"""Spans to annotation tools and back: Label Studio, brat, and the W3C's web annotations."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

from newskit import schema
from newskit.reading.article import printed
from newskit.writing import appearing_whole

# What a span is called, if the user does not say: the first of these columns.
_LABELS = ("category", "charge", "kind", "voice", "label", "target", "code")
_AROUND = 30
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write_spans(
    table: pd.DataFrame,
    articles: pd.DataFrame,
    path: str | Path,
    *,
    form: str | None = None,
    label: str | None = None,
) -> int:
    """Write spans for an annotation tool; return how many.

    Parameters
    ----------
    table
        Any table with ``article_id``, ``start``, ``end``: quotations, hits, charges, tone.
    articles
        The articles it was made of.
    path
        The file to write; for brat a folder, which gets a ``.txt`` and an ``.ann`` per article.
    form
        ``"label-studio"`` (a JSON list of tasks with predictions), ``"brat"`` (standoff), or
        ``"w3c"`` (web annotations, JSON-LD). By default the file extension decides: ``.json``,
        none, ``.jsonld``.
    label
        The column that names a span; by default the first there is of category, charge, kind,
        voice, label, target, code.

    Notes
    -----
    brat and the W3C count characters (code points), as newskit does; Label Studio counts UTF-16
    units, as JavaScript does, and gets its offsets so.

    Raises
    ------
    ValueError
        If the form is unknown, or a row belongs to no article with a text.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["Talks go on."]})
    >>> spans = pd.DataFrame({"article_id": ["a"], "start": [0], "end": [5], "label": ["topic"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     n = write_spans(spans, articles, f"{folder}/brat")
    ...     (n, read_spans(f"{folder}/brat").to_numpy().tolist())
    (1, [['a', 0, 5, 'topic', nan]])
    """
    path = Path(path)
    kinds = {"": "brat", ".json": "label-studio", ".jsonld": "w3c"}
    form = form or kinds.get(path.suffix.lower(), path.suffix)
    if form not in _WRITERS:
        raise ValueError(f"unknown form {form!r}; choose one of {', '.join(_WRITERS)}")
    name = label or next((column for column in _LABELS if column in table), None)
    if name:
        schema.require(table, [name], what="table of spans")
    shown = printed(table, articles)
    labels = ["span" if pd.isna(v) or v == "" else str(v) for v in shown[name]] if name else "span"
    rows = shown.assign(own=shown["article_id"].map(str), label=labels)
    rows = rows[["own", "start", "end", "label", "text"]].astype({"start": int, "end": int})
    spans = {own: list(part.itertuples(index=False)) for own, part in rows.groupby("own")}
    texts = dict(zip(*schema.texts(articles), strict=True))
    if form == "brat":
        for own, text in texts.items():
            lines = [_standoff(n, one) for n, one in enumerate(spans.get(own, []), start=1)]
            _save(path / f"{quote(own, safe=' ')}.txt", text)
            _save(path / f"{quote(own, safe=' ')}.ann", "".join(lines))
    else:
        made = [one for own in texts for one in _WRITERS[form](own, texts[own], spans.get(own, []))]
        _save(path, json.dumps(made, ensure_ascii=False, indent=1))
    return len(shown)


def _save(path: Path, content: str) -> None:
    with appearing_whole(path) as draft:
        draft.write_text(content, encoding="utf-8", newline="")


def _standoff(number: int, span: Any) -> str:
    # A span over several lines is written as its pieces, or brat refuses the file.
    pieces = [(m.start(), m.end()) for m in re.finditer(r"[^\r\n]+", span.text)]
    where = ";".join(f"{span.start + a} {span.start + b}" for a, b in pieces)
    words = " ".join(span.text[a:b] for a, b in pieces)
    label = re.sub(r"[^\w-]+", "_", span.label)
    return f"T{number}\t{label} {where}\t{words}\n"


def _units(text: str) -> list[int]:
    """Return how many UTF-16 units stand before each character: one beyond 0xFFFF takes two."""
    return list(accumulate((1 + (ord(sign) > 0xFFFF) for sign in text), initial=0))


def _task(own: str, text: str, spans: list[Any]) -> list[dict[str, Any]]:
    """Return an article as a task of Label Studio, its spans as predictions."""
    units, result = _units(text), []
    for span in spans:
        value = {"start": units[span.start], "end": units[span.end], "text": span.text}
        about = {"from_name": "label", "to_name": "text", "type": "labels"}
        result.append({**about, "value": {**value, "labels": [span.label]}})
    predictions = [{"model_version": "newskit", "result": result}]
    return [{"data": {"text": text, "article_id": own}, "predictions": predictions}]


def _annotations(own: str, text: str, spans: list[Any]) -> list[dict[str, Any]]:
    """Return the spans of an article as web annotations."""
    return [_annotation(f"urn:newskit:{quote(own, safe='')}", text, one) for one in spans]


def _annotation(source: str, text: str, span: Any) -> dict[str, Any]:
    start, end = span.start, span.end
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    words = {"type": "TextQuoteSelector", "exact": span.text, "prefix": before, "suffix": after}
    place = {"type": "TextPositionSelector", "start": start, "end": end}
    body = {"type": "TextualBody", "purpose": "tagging", "value": span.label}
    target = {"source": source, "selector": [place, words]}
    kind = {"@context": _CONTEXT, "type": "Annotation", "motivation": "tagging"}
    return {**kind, "body": body, "target": target}


_WRITERS: dict[str, Any] = {"label-studio": _task, "brat": _standoff, "w3c": _annotations}


def read_spans(path: str | Path) -> pd.DataFrame:
    """Read spans that people marked in Label Studio, brat or as web annotations.

    Returns the columns ``article_id``, ``start``, ``end`` (in characters, as in every table),
    ``code`` and ``coder`` (Label Studio's number of the annotator, else missing).
    """
    path = Path(path)
    if path.is_dir():
        rows = [row for file in sorted(path.glob("*.ann")) for row in _from_brat(file)]
    else:
        found = json.loads(path.read_text(encoding="utf-8"))
        rows = [row for one in found for row in (_from_w3c if "target" in one else _from_task)(one)]
    return schema.table(rows, schema.CODED_SPANS)


_Row = tuple[str, int, int, str, str | None]


def _from_brat(file: Path) -> Iterator[_Row]:
    marked = r"(?m)^T\d+\t(\S+) (\d+)[\d ;]*? (\d+)\t"
    for code, start, end in re.findall(marked, file.read_text(encoding="utf-8")):
        yield unquote(file.stem), int(start), int(end), code, None


def _from_w3c(one: dict[str, Any]) -> Iterator[_Row]:
    place = next(s for s in one["target"]["selector"] if s["type"] == "TextPositionSelector")
    own = unquote(one["target"]["source"].removeprefix("urn:newskit:"))
    yield own, place["start"], place["end"], one["body"]["value"], None


def _from_task(task: dict[str, Any]) -> Iterator[_Row]:
    own, units = str(task["data"]["article_id"]), _units(task["data"]["text"])
    for marked in [*task.get("annotations", []), *task.get("predictions", [])]:
        coder = marked.get("completed_by")
        for value in (one["value"] for one in marked["result"]):
            start, end = (bisect_left(units, value[name]) for name in ("start", "end"))
            for label in value.get("labels", []):
                yield own, start, end, label, coder and str(coder)
