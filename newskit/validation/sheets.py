"""Coding by hand: a blind sample, a sheet that any coder can open, and the codes that come back."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from newskit import schema
from newskit.statistics.resample import Seed
from newskit.writing import LIVE, harmless, printable

SHEET = ["item", "text", "code", "note"]
_CELL_LIMIT = 32_767  # characters: what a spreadsheet keeps of one cell
_QUOTED = re.compile(f"^'(?={LIVE})")


def sample_for_coding(
    articles: pd.DataFrame,
    n: int,
    *,
    by: str | Sequence[str] | None = None,
    rng: Seed = 0,
) -> pd.DataFrame:
    """Draw *n* texts at random for human coding, evenly over the groups *by*, in random order.

    Parameters
    ----------
    articles
        ARTICLES, or any table with ``article_id`` and ``text`` (sentences, say).
    n
        How many texts; all, if there are fewer. Groups too small for their part are taken whole,
        and the others make up for them.
    by
        The columns whose values share *n* evenly. Even parts let each group be judged by itself.
    rng
        Seed or generator: the same seed draws the same sample.

    Returns
    -------
    Table
        ``item`` (a running number that tells a coder nothing), then the columns of *articles*, then
        ``weight``: how many texts of its group each drawn one stands for.
    """
    schema.texts(articles)
    known = articles[articles["text"].map(lambda t: isinstance(t, str) and bool(t.strip()))]
    if n < 1:
        raise ValueError(f"a sample needs at least one text, not {n}")
    generator, names = np.random.default_rng(rng), [by] if isinstance(by, str) else list(by or [])
    schema.require(known, names, what="articles table")
    groups = [rows for _, rows in known.groupby(names, dropna=False)] if names else [known]
    parts = _parts([len(rows) for rows in groups], min(n, len(known)))
    drawn = [
        rows.iloc[generator.permutation(len(rows))[:m]].assign(weight=len(rows) / max(m, 1))
        for rows, m in zip(groups, parts, strict=True)
    ]
    sample = pd.concat(drawn).iloc[generator.permutation(sum(parts))].reset_index(drop=True)
    width = len(str(len(sample)))
    sample.insert(0, "item", [str(i).zfill(width) for i in range(1, len(sample) + 1)])
    return schema.stamp(sample.astype({"item": "str"}), "sample_for_coding", n=len(sample), by=by)


def _parts(sizes: list[int], n: int) -> list[int]:
    """Share *n* evenly over groups of *sizes*, smallest first, so that what they lack goes on."""
    parts, left = [0] * len(sizes), n
    order = sorted(range(len(sizes)), key=lambda g: sizes[g])
    for done, g in enumerate(order):
        parts[g] = min(sizes[g], left // (len(sizes) - done))
        left -= parts[g]
    return parts


def write_coding_sheet(sample: pd.DataFrame, path: str | Path) -> Path:
    """Write *sample* as a sheet for one coder: item, text, an empty code, an empty note.

    Nothing else is written: a coder who sees the outlet or the score is not blind. The ending of
    *path* decides: ``.csv`` (UTF-8 that Excel opens rightly) or ``.xlsx``. Cells that a
    spreadsheet would take for a formula get an apostrophe in front.
    """
    schema.require(sample, ["item", "text"], what="sample")
    path = Path(path)
    sheet = sample[["item", "text"]].assign(code="", note="")[SHEET].astype("str")
    long = sheet.loc[sheet["text"].str.len() > _CELL_LIMIT, "item"]
    if len(long):
        warnings.warn(
            f"{len(long)} texts have over {_CELL_LIMIT:,} characters, too many for a cell: "
            f"item {', '.join(long[:5])}; code them in coding_widget",
            schema.NewskitWarning,
            stacklevel=2,
        )
    safe = harmless(sheet)
    if path.suffix == ".csv":
        safe.to_csv(path, index=False, encoding="utf-8-sig")
    elif path.suffix == ".xlsx":
        _write_xlsx(safe, path)
    else:
        raise ValueError(f"a coding sheet is a .csv or .xlsx file, not {path.name!r}")
    return path


def _write_xlsx(sheet: pd.DataFrame, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment

    book = Workbook()
    page = book.active
    for row in [SHEET, *sheet.to_numpy().tolist()]:
        page.append([str(printable(cell))[:_CELL_LIMIT] for cell in row])
    for cells in page.iter_rows():
        for cell in cells:
            cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["B"].width = 100
    page.freeze_panes = "A2"
    book.save(path)


def read_codes(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Read filled-in sheets and the files of :func:`coding_widget`: a row per item and coder.

    The coder is the sheet's column ``coder``, or else the file's name without its ending. Items
    without a code are left out. Codes are text, as written; :func:`agreement` makes numbers of
    them where its level needs numbers.
    """
    files = [paths] if isinstance(paths, (str, Path)) else list(paths)
    tables = [_read_sheet(Path(path)) for path in files]
    if not tables:
        raise ValueError("no coding sheet was named")
    codes = pd.concat(tables, ignore_index=True)
    return codes[codes["code"] != ""].reset_index(drop=True).astype("str")


def _read_sheet(path: Path) -> pd.DataFrame:
    if path.suffix == ".xlsx":
        sheet = pd.read_excel(path, dtype="str", keep_default_na=False)
    else:
        sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    schema.require(sheet, ["item", "code"], what=f"coding sheet {path.name}")
    coder = sheet.get("coder", path.stem)
    found = pd.DataFrame({"item": sheet["item"], "coder": coder, "code": sheet["code"]}).astype(
        "str"
    )
    for column in found:
        found[column] = found[column].str.strip().str.replace(_QUOTED, "", regex=True)
    return found
