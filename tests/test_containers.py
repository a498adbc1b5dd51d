"""Hostile, damaged and packed files stay data; other frames are taken as they are."""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import newskit as nk
from newskit.reading import containers
from tests import exports
from tests.test_reading import told

BOMB = '<!DOCTYPE x [<!ENTITY a "boom ">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
OUTER = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def save(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ---------------------------------------------------------------- plain documents


def test_plain_documents_are_one_article_each(tmp_path):
    lines = ["Talks go on in Velm", "", "The minister said so.", "Nobody objected."]
    text = "Talks go on in Velm\n\nThe minister said so.\n\nNobody objected."
    save(tmp_path / "a.docx", exports.docx(lines))
    save(tmp_path / "b.rtf", exports.rtf(lines))
    table = nk.read_articles(tmp_path)
    assert table["text"].tolist() == [text] * 2
    assert table["title"].tolist() == ["Talks go on in Velm"] * 2
    assert table["article_id"].tolist() == ["a", "b"]
    assert nk.read_article(tmp_path / "a.docx").text == text


def pdf(lines: list[str]) -> bytes:
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {shown} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F1 5 0 R>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%sendobj\n" % (n, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 7\n0000000000 65535 f \n" + table + end


def test_the_text_of_a_pdf_is_read_in_paragraphs(tmp_path):
    lines = ["The talks between the two sides of the harbour will go", "on.", "Nobody objected."]
    path = save(tmp_path / "a.pdf", pdf(lines))
    assert nk.read_articles(path)["text"].tolist() == [
        "The talks between the two sides of the harbour will go\non.\n\nNobody objected."
    ]
    with pytest.raises(ValueError, match=r"b\.pdf holds pictures of pages and no text"):
        nk.read_articles(save(tmp_path / "b.pdf", pdf([])))


def test_a_workbook_is_a_table(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([])
    sheet = book.create_sheet("export")
    for row in (["Text", "outlet", None], ["Talks go on.", "VC", 1], ["=1+1", "VC", 2]):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    table, _ = told(lambda: nk.read_articles(tmp_path / "x.xlsx"))
    assert table["outlet"].tolist()[0] == "VC"
    assert table["text"].tolist()[0] == "Talks go on."
    assert table["column 3"].tolist()[0] == 1


# ---------------------------------------------------------------- hostile files


@pytest.mark.parametrize("before", [f"{BOMB}]>", OUTER])
def test_entities_open_nothing(tmp_path, before):
    entity = "i" if "ENTITY i" in before else "a"
    text = f"<w:p><w:r><w:t>War &{entity}; ends here.</w:t></w:r></w:p>"
    path = save(tmp_path / "a.docx", exports.docx([], before, text))
    start = time.process_time()
    try:
        texts = nk.read_articles(path)["text"].tolist()
    except ValueError as error:
        texts = [str(error)]
    assert time.process_time() - start < 2
    assert "boom boom" not in texts[0]
    assert len(texts[0]) < 400
    host = Path("/etc/hostname")
    assert not host.exists() or host.read_text().strip() not in texts[0]


def test_bombs_are_refused_and_the_others_arrive(tmp_path):
    bomb = exports.packed({"x.txt": b"a" * 60_000_000})
    save(tmp_path / "a.zip", bomb)
    save(tmp_path / "b.txt.gz", gzip.compress(b"a" * 60_000_000))
    save(tmp_path / "c.docx", exports.packed({"word/document.xml": b" " * 60_000_000}))
    save(tmp_path / "d.xlsx", exports.packed({"xl/workbook.xml": b" " * 60_000_000}))
    save(tmp_path / "e.txt", "Talks go on.")
    table, warned = told(lambda: nk.read_articles(tmp_path))
    assert table["article_id"].tolist() == ["e"]
    assert "4 could not be read and passed over" in warned
    assert warned.count("bomb?") == 4


def test_a_size_that_lies_is_found_while_unpacking(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "_LARGE", 1000)
    path = save(tmp_path / "a.txt.gz", gzip.compress(b"Talks go on. " * 5000))
    with pytest.raises(ValueError, match="grows beyond"):
        nk.read_articles(path)


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/tmp/evil.txt", "..\\..\\evil.txt", "a/../evil.txt"]
)
def test_no_member_is_written_where_it_wants(tmp_path, name):
    home = tmp_path / "deep" / "er"
    table = nk.read_articles(save(home / "a.zip", exports.packed({name: "Talks go on."})))
    assert table["article_id"].tolist() == ["a/evil"]
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["a.zip"]
    assert not Path("/tmp/evil.txt").exists()


def test_links_in_a_zip_are_text(tmp_path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    assert nk.read_articles(tmp_path / "a.zip")["text"].tolist() == ["/etc/passwd"]


@pytest.mark.parametrize("kind", ["docx", "rtf", "pdf", "xlsx", "zip", "parquet", "txt.gz", "warc"])
@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 broken", b"%PDF-1.7 broken", b"\x1f\x8b broken"]
)
def test_a_damaged_file_is_named_and_the_others_arrive(tmp_path, kind, data):
    save(tmp_path / f"bad.{kind}", data)
    save(tmp_path / "good.txt", "Talks go on.")
    table, warned = told(lambda: nk.read_articles(tmp_path))
    assert table["article_id"].tolist() == ["good"]
    if kind != "warc" or data:
        assert "bad" in warned


def test_a_cut_document_is_named(tmp_path):
    whole = exports.docx(exports.uni_lines())
    for size in range(100, len(whole), 400):
        path = save(tmp_path / "cut.docx", whole[:size])
        with pytest.raises(ValueError, match=r"cut\.docx"):
            nk.read_articles(path)


def test_deep_and_broken_markup_of_an_export_ends_in_words(tmp_path):
    deep = "<div>" * 5000 + '<p class="articleParagraph">x</p>'
    path = save(tmp_path / "a.html", deep)
    said = "a.html"
    try:
        nk.read_articles(path)
    except ValueError as error:
        said = str(error)
    assert "a.html" in said


# ---------------------------------------------------------------- reproductions


def test_a_stray_quotation_mark_accounts_for_every_row(tmp_path):
    rows = [f"{n},Talks go on." for n in range(1, 1001)]
    rows[10] = '11,"Talks go on.'
    path = save(tmp_path / "x.csv", "\n".join(["n,text", *rows]))
    table, warned = told(lambda: nk.read_articles(path))
    assert len(table) == 999
    assert warned.startswith("1 could not be read and passed over: x.csv row 11 (line 12:")
    rows[3] = '4,"Talks\ngo on."'  # now nobody knows where a row begins
    save(path, "\n".join(["n,text", *rows]))
    table, warned = told(lambda: nk.read_articles(path))
    assert len(table) == 10
    assert "989 rows lost: rows from 12 on, x.csv lines 14 to 1002" in warned


def test_many_stray_marks_cost_linear_time(tmp_path):
    path = save(tmp_path / "x.csv", "n,text\n" + '1,"a\n2,b\n' * 20_000)
    start = time.process_time()
    table, _ = told(lambda: nk.read_articles(path))
    assert len(table) == 20_000
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "content",
    [
        "sep=,\ntext,outlet\nTalks go on.,VC\n",
        "sep=;\ntext;outlet\nTalks go on.;VC\n",
        "\n\ntext,outlet\nTalks go on.,VC\n",
        "Text,Outlet\nTalks go on.,VC\n",
        "text|outlet\nTalks go on.|VC\n",
    ],
)
def test_a_csv_as_people_have_it(tmp_path, content):
    table = nk.read_articles(save(tmp_path / "x.csv", content))
    assert table[["outlet", "text"]].to_numpy().tolist() == [["VC", "Talks go on."]]


@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
@pytest.mark.parametrize(
    "content",
    [
        json.dumps([{"text": "One."}, {"text": "Two."}]),
        json.dumps([{"text": "One."}, {"text": "Two."}], indent=2),
        json.dumps({"stories": [{"text": "One."}, {"text": "Two."}], "page": 1}, indent=2),
        '{"text": "One."}\n{"text": "Two."}\n',
        '{"id": 1}\n' * 150 + '{"text": "One."}\n{"text": "Two."}\n',
    ],
)
def test_json_in_every_shape(tmp_path, name, content):
    table, _ = told(lambda: nk.read_articles(save(tmp_path / name, content)))
    assert table["text"].tolist() == ["One.", "Two."]


def test_one_object_over_several_lines(tmp_path):
    path = save(tmp_path / "x.jsonl", json.dumps({"text": "One.", "outlet": "VC"}, indent=2))
    assert nk.read_articles(path)["outlet"].tolist() == ["VC"]


def test_milliseconds_of_pandas_are_dates(tmp_path):
    frame = pd.DataFrame({"text": ["x"], "published": [pd.Timestamp(2024, 5, 27)]})
    path = tmp_path / "x.jsonl"
    path.write_text('{"text":"x","published":1716768000000}\n')
    assert nk.read_articles(path)["published"].tolist() == frame["published"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "Text: talks end in Ostrania.\n\nThe minister said so.",
        "Author: Ada Holm\nUpdate: three dead\n\nThe minister said so.",
    ],
)
def test_prose_that_begins_like_front_matter_is_prose(tmp_path, text):
    assert nk.read_article(save(tmp_path / "a.txt", text)).text == text


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_read(tmp_path, encoding):
    mark = {"utf-32": "", "utf-32-le": "\ufeff", "utf-32-be": "\ufeff"}[encoding]
    path = save(tmp_path / "a.txt", (mark + "“Talks” go on.").encode(encoding))
    assert nk.read_article(path).text == "“Talks” go on."


def test_signs_that_no_print_holds_arrive_as_text(tmp_path):
    frame = pd.DataFrame({"text": ["war \ud800 ends", "nul \x00 here"]}, dtype=object)
    articles, _ = told(lambda: nk.read_articles(frame))
    assert articles["text"].tolist() == ["war \ufffd ends", "nul \x00 here"]
    table = nk.read_articles(save(tmp_path / "x.csv", "text,n\nnul \x00 here,1\n" + "x,1\n" * 99))
    assert table.loc[0, "text"] == "nul \x00 here"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ValueError, match="neither a file nor a folder"):
        nk.read_article(tmp_path / "pipe.txt")


def test_an_empty_folder_and_one_without_articles_are_errors(tmp_path):
    with pytest.raises(ValueError, match="the folder is empty"):
        nk.read_articles(tmp_path)
    save(tmp_path / "a.xyz", "no")
    with pytest.raises(ValueError, match="no article in the 1 files given"):
        nk.read_articles(tmp_path)


def test_columns_cost_linear_time(tmp_path):
    def seconds(columns: int) -> float:
        header = ",".join(["text", *(f"c{i}" for i in range(columns))])
        path = save(tmp_path / "x.csv", f"{header}\n{'x,' * columns}x\n")
        start = time.process_time()
        assert nk.read_articles(path).shape[1] == columns + 8
        return time.process_time() - start

    seconds(10)
    assert seconds(8000) < 12 * seconds(1000) + 1


def test_a_date_out_of_range_costs_the_date(tmp_path):
    days = pa.array([19_870, 4_000_000_000 // 1000], pa.int32()).cast(pa.date32())
    far = pa.array([0, 300_000_000_000_000_000], pa.int64()).cast(pa.timestamp("us"))
    table = pa.table({"text": ["One.", "Two."], "published": far, "day": days})
    parquet.write_table(table, tmp_path / "x.parquet")
    articles, warned = told(lambda: nk.read_articles(tmp_path / "x.parquet"))
    assert articles["text"].tolist() == ["One.", "Two."]
    assert articles["published"].isna().tolist() == [False, True]
    assert "left without a date" in warned
    assert "x.parquet" in warned


def test_a_damaged_row_group_costs_itself(tmp_path):
    path = tmp_path / "x.parquet"
    frame = pd.DataFrame({"text": [f"Text {i} " + "word " * 40 for i in range(3000)]})
    frame.to_parquet(path, row_group_size=1000)
    column = parquet.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    data[start + 5 : start + 400] = b"\xff" * 395
    path.write_bytes(data)
    articles, warned = told(lambda: nk.read_articles(path))
    assert len(articles) == 2000
    assert warned.startswith("1,000 rows lost: rows 1001 to 2000, x.parquet row group 1 (")


def test_two_columns_of_one_name_are_refused_by_name(tmp_path):
    table = pa.table([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    parquet.write_table(table, tmp_path / "x.parquet")
    with pytest.raises(ValueError, match=r"x\.parquet has more than one column 'text'"):
        nk.read_articles(tmp_path / "x.parquet")


# ---------------------------------------------------------------- other frames at the door

COLUMNS = {"article_id": [7, 8], "text": ["Talks go on.", "Talks end."], "outlet": ["VC", "HP"]}


def frames() -> dict[str, object]:
    made: dict[str, object] = {
        "pandas": pd.DataFrame(COLUMNS),
        "arrow": pa.table(COLUMNS),
        "dict": COLUMNS,
        "list of dicts": pd.DataFrame(COLUMNS).to_dict("records"),
    }
    return made


@pytest.mark.parametrize("kind", ["pandas", "arrow", "dict", "list of dicts"])
def test_tables_of_other_libraries_are_taken(kind):
    articles = nk.read_articles(frames()[kind])
    assert articles[["outlet", "text"]].to_numpy().tolist() == [
        ["VC", "Talks go on."],
        ["HP", "Talks end."],
    ]
    assert articles["article_id"].tolist() == [7, 8]
    assert articles["article_id"].dtype == "int64"


@pytest.mark.parametrize("library", ["polars", "duckdb"])
def test_tables_of_libraries_that_need_not_be_there(library):
    module = pytest.importorskip(library)
    if library == "polars":
        made = [module.DataFrame(COLUMNS), module.DataFrame(COLUMNS).lazy()]
    else:
        made = [module.sql("select 7 as article_id, 'Talks go on.' as text, 'VC' as outlet")]
    for one in made:
        articles = nk.read_articles(one)
        assert articles.loc[0, ["article_id", "text", "outlet"]].tolist() == [
            7,
            "Talks go on.",
            "VC",
        ]


def test_documents_of_a_parser_and_articles_are_taken():
    doc = SimpleNamespace(text="Talks go on.", ents=())
    assert nk.read_articles(doc)["text"].tolist() == ["Talks go on."]
    assert nk.read_articles([doc, doc])["article_id"].tolist() == ["row-1", "row-2"]
    article = nk.Article("a", "Talks go on.", outlet="VC", extra={"desk": "world"})
    table = nk.read_articles([article])
    assert table.loc[0, ["article_id", "outlet", "desk"]].tolist() == ["a", "VC", "world"]


def test_another_package_can_bring_a_reader(tmp_path, monkeypatch):
    def read(path: Path) -> list[dict[str, str]]:
        return [{"text": path.read_text()}]

    point = SimpleNamespace(load=lambda: read)
    monkeypatch.setattr(
        "newskit.reading.sources.entry_points",
        lambda group, name: [point] if (group, name) == ("newskit.readers", "vale") else [],
    )
    table = nk.read_articles(save(tmp_path / "a.vale", "Talks go on."))
    assert table[["article_id", "text"]].to_numpy().tolist() == [["a-1", "Talks go on."]]


@pytest.mark.parametrize(
    ("name", "module", "content"),
    [
        ("x.rtf", "striprtf.striprtf", "{\\rtf1 x}"),
        ("x.pdf", "pypdf", "x"),
        ("x.xlsx", "openpyxl", "x"),
        ("x.docx", "lxml.etree", "x"),
        ("x.html", "lxml.html", "<p class='articleParagraph'>x</p>"),
        ("x.warc", "warcio.archiveiterator", "x"),
    ],
)
def test_what_is_not_installed_is_named(tmp_path, monkeypatch, name, module, content):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=r'pip install "newskit\[files\]"'):
        nk.read_articles(save(tmp_path / name, content))
