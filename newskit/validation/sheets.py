"""Coding by hand: a blind sample, a sheet that any coder can open, and the codes that come back."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import chain
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.statistics.resample import Seed
from newskit.text import spans as placing
from newskit.validation.codes import ITEM, fingerprint
from newskit.writing import CELL_LIMIT, appearing_whole, harmless, original, printable

SHEET = ["item", "text", "code", "note", "text_hash", "version"]
FILE = ["item", "coder", "code", "coded_at", "text_hash", "version"]  # what coding_widget writes


@verbs.statistic(
    schema.SAMPLE, says="A random sample of {n} texts, even over {by}, was drawn for blind coding."
)
def sample_for_coding(
    articles: pd.DataFrame,
    n: int,
    *,
    by: str | Iterable[str] | None = None,
    spans: str | pd.DataFrame | None = None,
    rng: Seed = 0,
) -> pd.DataFrame:
    """Draw *n* texts at random for human coding, evenly over the groups *by*, in random order.

    Parameters
    ----------
    articles
        ARTICLES, or any table with ``article_id`` and ``text``.
    n
        How many texts; all, if there are fewer. Groups too small for their part are taken whole,
        and the others make up for them.
    by
        The columns whose values share *n* evenly. Even parts let each group be judged by itself;
        for the whole, the codes then need their ``weight``.
    spans
        What to draw instead of whole articles: "sentences", "voices", or a table of spans.
    rng
        Seed or generator: the same seed draws the same sample.

    Returns
    -------
    SAMPLE
        ``item`` (a running number, which tells a coder nothing, and the first digits of the text's
        hash, so that a code never lands on another text), then the columns of the table that was
        drawn from, then ``weight``: how many texts of its group each drawn one stands for, the
        inverse of its chance to be drawn.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["Thin ice.", "It held."]})
    >>> sample_for_coding(articles, 1)[["item", "weight"]].values.tolist()
    [['1-17b75072ce', 2.0]]
    """
    if not isinstance(n, Integral) or n < 1:
        raise ValueError(f"a sample needs at least one text, not {n!r}: a whole number")
    schema.require(articles, ["article_id", "text"], what="articles table")
    table = articles if spans is None else _cut(articles, spans)
    known = table[table["text"].map(lambda t: isinstance(t, str) and bool(t.strip())).astype(bool)]
    if len(known) < len(table):
        without = len(table) - len(known)
        schema.warn(f"{without} of {len(table)} articles have no text and cannot be drawn")
    generator, names = np.random.default_rng(rng), schema.listed(by)
    schema.require(known, [], groups=names, what="articles table")
    groups = [g for _, g in known.groupby(names, dropna=False)] if names and len(known) else [known]
    parts = _parts([len(rows) for rows in groups], min(n, len(known)))
    drawn = [
        rows.iloc[generator.permutation(len(rows))[:m]].assign(weight=len(rows) / max(m, 1))
        for rows, m in zip(groups, parts, strict=True)
    ]
    sample = pd.concat(drawn).iloc[generator.permutation(sum(parts))].reset_index(drop=True)
    uneven = len(set(sample["weight"])) > 1
    width, mark = len(str(len(sample))), "s" if uneven else ""
    items = [
        f"{mark}{i:0{width}}-{fingerprint(text)}" for i, text in enumerate(sample["text"], start=1)
    ]
    sample = sample.drop(columns="item", errors="ignore")
    sample.insert(0, "item", schema.strings(items))
    return schema.stamp(sample, "sample_for_coding", n=len(sample), by=by, uneven=uneven)


def _cut(articles: pd.DataFrame, spans: str | pd.DataFrame) -> pd.DataFrame:
    """Return the spans of *articles* with their words, and the columns of their articles."""
    placed = placing.place(spans, articles)
    texts = articles[articles["text"].map(lambda t: isinstance(t, str)).astype(bool)]
    rows = texts.iloc[placed.text].reset_index(drop=True)
    cut = placed.table.reset_index(drop=True)
    ends = zip(rows["text"], cut["start"], cut["end"], strict=True)
    rows = rows.assign(text=[text[start:end] for text, start, end in ends])
    return rows.assign(**{str(name): cut[name] for name in cut if name not in rows})


def _parts(sizes: list[int], n: int) -> list[int]:
    """Share *n* evenly over groups of *sizes*, smallest first, so that what they lack goes on."""
    parts, left = [0] * len(sizes), n
    order = sorted(range(len(sizes)), key=lambda g: sizes[g])
    for done, g in enumerate(order):
        parts[g] = min(sizes[g], left // (len(sizes) - done))
        left -= parts[g]
    return parts


def write_codes(sample: pd.DataFrame, path: str | Path) -> Path:
    """Write *sample* as a sheet for one coder: item, text, an empty code, an empty note.

    A coder who sees the outlet or the score is not blind: beside these columns stand only the
    text's hash and newskit's version. The file extension decides: ``.csv`` (UTF-8 that Excel opens
    rightly) or ``.xlsx``. Cells that a spreadsheet would take for a formula get an apostrophe in
    front. A file that holds codes or notes already is not written over.
    """
    from newskit import __version__

    schema.require(sample, ["item", "text"], what="sample")
    path = Path(path)
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise ValueError(f"a coding sheet is a .csv or .xlsx file, not {path.name!r}")
    _refuse_coded(path)
    hashes = [fingerprint(str(text)) for text in sample["text"]]
    blank = {"code": "", "note": "", "text_hash": hashes, "version": __version__}
    sheet = sample.assign(**blank)[SHEET].map(str)
    long = sheet.loc[sheet["text"].str.len() > CELL_LIMIT, "item"]
    if len(long):
        schema.warn(
            f"{len(long)} texts have over {CELL_LIMIT:,} characters, too many for a cell: "
            f"item {', '.join(long[:5])}; code them in coding_widget"
        )
    safe = harmless(sheet)
    with appearing_whole(path) as draft:
        if path.suffix.lower() == ".csv":
            safe.to_csv(draft, index=False, encoding="utf-8-sig", errors="replace")
        else:
            _write_xlsx(safe, draft)
    return path


def _refuse_coded(path: Path) -> None:
    """Refuse to write over a file with a coder's work in it, or one that is no coding sheet."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        sheet = _table(path)
    except Exception as error:
        raise ValueError(f"{path.name} is there already, and no coding sheet: {error}") from None
    written = sum(int((sheet[c].str.strip() != "").sum()) for c in ("code", "note") if c in sheet)
    if written:
        raise ValueError(
            f"{path.name} holds {written} codes and notes already; give the new sheet another name"
        )


def _write_xlsx(sheet: pd.DataFrame, path: Path) -> None:
    from openpyxl.styles import Alignment

    with pd.ExcelWriter(path, engine="openpyxl") as book:
        sheet.map(printable).to_excel(book, index=False, freeze_panes=(1, 0))
        (page,) = book.sheets.values()
        page.column_dimensions["B"].width = 100
        for cell in chain.from_iterable(page.iter_rows()):
            cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")


def read_codes(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Read filled-in sheets and the files of :func:`coding_widget`: a row per item and coder.

    The coder is the sheet's column ``coder``, or else the file's name without its extension. Items
    without a code are left out. Codes are text, as written; :func:`agreement` makes numbers of
    them where its level needs numbers. ``text_hash`` tells which text was coded (empty in files
    that do not say): :func:`validate` and the corrections refuse a code of another text.
    """
    files = [paths] if isinstance(paths, (str, Path)) else list(paths)
    tables = [_read_sheet(Path(path)) for path in files]
    if not tables:
        raise ValueError("no coding sheet was named")
    codes = pd.concat(tables)
    return schema.cast(codes[codes["code"] != ""].reset_index(drop=True), schema.CODES)


def _read_sheet(path: Path) -> pd.DataFrame:
    sheet = _table(path)
    schema.require(sheet, ["item", "code"], what=f"coding sheet {path.name}")
    names = {"coder": sheet.get("coder", path.stem), "text_hash": sheet.get("text_hash", "")}
    found = sheet[["item", "code"]].assign(**names)[list(schema.CODES)]
    for column in found:
        found[column] = found[column].map(lambda cell: original(str(cell).strip()))
    hashes = found["item"].map(lambda item: m[2] if (m := ITEM.fullmatch(item)) else "")
    return found.assign(text_hash=found["text_hash"].where(found["text_hash"] != "", hashes))


def _table(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".xlsx":
        return pd.read_excel(path, dtype="str", keep_default_na=False)
    with open(path, encoding="utf-8-sig", newline="") as file:
        recorded = next(csv.reader(file), None) == FILE
    if recorded:
        return last_words(path)
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def last_words(path: Path) -> pd.DataFrame:
    """Return the records of a widget's file, the last word of each coder on each item.

    A record that a crash or a full disk cut short is no record: each line is read by itself, so
    that it spoils no other.
    """
    lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")[1:-1]
    rows = [row for line in lines for row in csv.reader([line.rstrip("\r")])]
    table = pd.DataFrame([row for row in rows if len(row) == len(FILE)], columns=FILE, dtype=object)
    return table.drop_duplicates(["item", "coder"], keep="last").reset_index(drop=True)
