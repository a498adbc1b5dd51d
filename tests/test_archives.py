"""Exports of archives are known by their marks, split, and freed of what is no text."""

from __future__ import annotations

import gzip
import warnings
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk
from newskit.reading.audit import receipt
from tests import exports
from tests.exports import BODY

TEXT = "\n\n".join(BODY)
DAY = pd.Timestamp(2024, 5, 27)


def read(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> pd.DataFrame:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return nk.read_articles(path)


def plain(lines: list[str]) -> str:
    return "\n".join(lines)


# file, content, articles, outlet, author, what else is known
LAYOUTS = {
    **{
        f"factiva {language}": (
            *("page.html", exports.factiva_html(language), 3, "The Vale Courier"),
            {"language": "en", "section": "World News", "page": "A1"},
        )
        for language in exports.FACTIVA
    },
    "factiva codes": (
        *("page.html", exports.factiva_codes(), 1, "Le Courrier du Val"),
        {"language": "fr", "section": "Monde", "page": "26", "author": "Mara Oln"},
    ),
    "factiva rtf": (
        *("f.rtf", exports.rtf(exports.factiva_lines()), 2, "The Vale Courier"),
        {"language": "en", "page": "A1", "author": "Mara Oln"},
    ),
    "factiva docx": ("f.docx", exports.docx(exports.factiva_lines()), 2, "The Vale Courier", {}),
    **{
        f"nexis html {language}": (
            *(
                "n.html",
                exports.nexis_html([1, 2, 3], 3, 3, language),
                3,
                "The Vale Courier -- Late",
            ),
            {"language": "en", "section": "FRONT PAGE", "page": "1", "author": "MARA OLN in Velm"},
        )
        for language in exports.NEXIS
    },
    "nexis txt": (
        *("n.txt", exports.nexis_txt(), 3, "The Vale Courier (Velm)"),
        {"language": "en", "section": "NEWS", "page": "3", "author": "Mara Oln"},
    ),
    "nexis txt, body label": (
        "n.txt",
        exports.nexis_txt(3, True),
        3,
        "The Vale Courier (Velm)",
        {},
    ),
    "uni docx": (
        *("u.docx", exports.docx(exports.uni_lines()), 3, "The Vale Courier."),
        {"language": "en", "section": "NEWS", "page": "3", "author": "Mara Oln"},
    ),
    "uni docx, cover": (
        "u.docx",
        exports.docx(exports.uni_lines(3, 3)),
        3,
        "The Vale Courier.",
        {},
    ),
    "uni rtf": ("u.rtf", exports.rtf(exports.uni_lines(3, 3)), 3, "The Vale Courier.", {}),
    **{
        f"proquest html {n}": (
            *("p.html", exports.proquest_html(n), n, "The Vale Courier"),
            {"author": "Oln, Mara", "section": "News; Desk", "page": "A.1", "archive_id": "1001"},
        )
        for n in (1, 2)
    },
    "europresse old": (
        *("e.html", exports.europresse_old(), 2, "Le Courrier du Val"),
        {"author": "Mara Oln", "section": "Politique", "page": "03"},
    ),
    "europresse new": (
        *("e.html", exports.europresse_new(), 3, "Le Courrier du Val (site web)"),
        {"author": "Mara Oln", "section": "Monde", "page": "12"},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_export_is_split_into_its_articles(tmp_path, layout):
    name, content, articles, outlet, known = LAYOUTS[layout]
    if name.endswith(".rtf"):
        pytest.importorskip("striprtf")
    table = read(tmp_path, name, content)
    assert table["article_id"].is_unique
    assert len(table) == articles
    assert table["outlet"].tolist() == [outlet] * articles
    assert table["published"].tolist() == [DAY] * articles
    assert table["text"].tolist() == [TEXT] * articles
    assert all("Velm" in title and title.startswith(("Talks", "Les")) for title in table["title"])
    assert {column: table[column].dropna().iloc[0] for column in known} == known


def test_what_stands_under_the_headline_is_no_headline(tmp_path):
    table = read(tmp_path, "n.html", exports.nexis_html([1], 1))
    assert table.loc[0, ["title", "subtitle"]].tolist() == ["Talks 1: Velm waits", "A second line"]


@pytest.mark.parametrize("interface", exports.PROQUEST)
def test_proquest_as_text_in_its_languages(tmp_path, interface):
    table = read(tmp_path, "p.txt", exports.proquest_txt(3, interface))
    told = "Location: a bend of the river, the mayor said.\n\nAnd that is all."
    assert table["text"].tolist() == [f"{TEXT}\n\n{told}"] * 3
    row = table.loc[0, ["title", "outlet", "author", "published", "language", "section", "page"]]
    assert row.tolist() == [
        *("Talks 1: Velm waits", "The Vale Courier", "Mara Oln", DAY, "en", "News", "A1")
    ]
    assert table["url"].tolist() == [f"https://search.example/docview/{n}" for n in (1, 2, 3)]


def test_a_reference_manager_s_file(tmp_path):
    table = read(tmp_path, "p.ris", exports.ris())
    assert table["title"].tolist() == ["Talks 1: Velm waits", "Talks 2: Velm waits"]
    row = table.loc[0, ["author", "outlet", "published", "text", "page"]].tolist()
    assert row == ["Oln, Mara; Holm, Ada", "The Vale Courier", DAY, "What the mayor said.", "A1"]


def test_integrum_in_its_own_encoding_with_days_before_months(tmp_path):
    table = read(tmp_path, "i.html", exports.integrum(), "cp1251")
    assert table["title"].tolist() == ["ПЕРЕГОВОРЫ В ВЕЛМЕ", "ГАВАНЬ ЗАКРЫТА"]
    assert table.loc[0, ["outlet", "author", "section"]].tolist() == [
        *("Вестник долины", "Ольн Мара", "МИР")
    ]
    assert table["published"].tolist() == [pd.Timestamp(2024, 6, 5)] * 2
    assert (
        table.loc[0, "text"]
        == "Переговоры в Велме продолжатся еще много дней.\n\nНикто не ждет конца."
    )


# ---------------------------------------------------------------- the receipt


def test_the_receipt_says_what_was_there_and_what_arrived(tmp_path):
    table = read(tmp_path, "page.html", exports.factiva_html("de"))
    (line,) = table.attrs["newskit"]["receipt"]
    assert line["archive"] == "Factiva"
    assert (line["declared"], line["read"], line["repeated"]) == (3, 3, 0)
    assert line["missing"] == "url 3, author 1"
    assert line["cut"] > 3 * 5
    assert line["encoding"] == "utf-8"
    assert list(receipt(table)) == list(nk.schema.RECEIPT)
    found = nk.audit(table)
    shown = found.loc[found["check"] == "receipt", "detail"].item()
    assert shown.startswith("Factiva: 3 of 3 declared; missing: url 3, author 1; ")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "n.html",
            exports.nexis_html([1, 2, 5], 6),
            "3 missing of the articles .* n.html has 3 of 6 .3 to 4, 6.",
        ),
        (
            "n.html",
            exports.nexis_html([2001, 2002], 2146, 4),
            "2 missing of the articles .* .2003 to 2004.",
        ),
        (
            "u.docx",
            exports.docx(exports.uni_lines(2, 3, 3)),
            "1 missing of the articles .* u.docx has 2 of 3 .3. Talks 3: Velm waits.",
        ),
    ],
)
def test_fewer_than_declared_is_told_by_name(tmp_path, name, content, told):
    with pytest.warns(nk.NewskitWarning, match=told):
        read(tmp_path, name, content)


def test_a_numbering_need_not_begin_at_one(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = read(tmp_path, "n.html", exports.nexis_html([501, 502], 2146, 2))
    assert len(table) == 2


def test_an_article_read_twice_is_noticed_and_kept(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.html").write_text(exports.factiva_html(articles=2), encoding="utf-8")
    table = nk.read_articles(tmp_path)
    assert len(table) == 4
    assert receipt(table)["repeated"].tolist() == [0, 2]


def test_a_page_with_several_articles_is_never_one_article(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(exports.factiva_html(), encoding="utf-8")
    with pytest.raises(ValueError, match=r"is not a single article: it holds 3 \(Factiva\)"):
        nk.read_article(path)
    path.write_text(exports.factiva_html(articles=1), encoding="utf-8")
    assert nk.read_article(path).outlet == "The Vale Courier"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Talks go on.</p><p>The document was signed, the ministry said on Monday.</p>",
        "<p>ProQuest is a company.</p><p>Subject: talks. It sells documents to those who ask.</p>",
    ],
)
def test_a_page_that_only_speaks_of_documents_is_a_page(tmp_path, page):
    body = f"<html><body><article><h1>Talks in Velm</h1>{page * 3}</article></body></html>"
    table = read(tmp_path, "a.html", body)
    assert table["article_id"].tolist() == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "Talks go on\n\nThe document was signed.\n\nEnd of story.",
        "Talks go on\n\nPage 1 of 3\n\nThe document was signed.",
        "Talks go on\n\nPage 1 of 2\n\nThe document was signed.\n\nPage 2 of 2\n\nNobody objected.",
        "Full text: the minister’s document.\n\nSubject: talks.",
        f"Talks go on\n\nDocument {exports.ACCESSION}1",
        "____________________\n\nThe form is a document.",
    ],
)
def test_a_text_that_only_looks_a_little_like_an_export_is_a_text(tmp_path, text):
    assert read(tmp_path, "a.txt", text)["text"].tolist() == [text]


def test_an_unlabelled_first_paragraph_that_is_a_byline_goes_to_the_author(tmp_path):
    lines = ["By Mara Oln in Velm" if line == BODY[0] else line for line in exports.uni_lines(1)]
    lines = [line for line in lines if not line.startswith("Byline")]
    table = read(tmp_path, "u.docx", exports.docx(lines))
    assert table.loc[0, ["author", "text"]].tolist() == ["Mara Oln in Velm", BODY[1]]


def test_an_article_without_a_date_keeps_headline_and_outlet(tmp_path):
    lines = [line for line in exports.uni_lines(2) if not line.startswith("May 27")]
    table = read(tmp_path, "u.docx", exports.docx(lines))
    assert table["title"].tolist() == ["Talks 1: Velm waits", "Talks 2: Velm waits"]
    assert table["outlet"].tolist() == ["The Vale Courier."] * 2
    assert table["published"].isna().all()


# ---------------------------------------------------------------- tables of other tools


@pytest.mark.parametrize(
    ("columns", "tool", "known"),
    [
        (
            {
                "publish_date": "2024-05-27",
                "media_name": "Vale Courier",
                "title": "Talks go on",
                "url": "u",
            },
            "Media Cloud",
            {
                "outlet": "Vale Courier",
                "published": DAY,
                "text": "Talks go on",
                "title": "Talks go on",
            },
        ),
        (
            {"seendate": "20240527T101500Z", "domain": "vale.example", "title": "Talks go on"},
            "GDELT (article list)",
            {"outlet": "vale.example", "published": pd.Timestamp(2024, 5, 27, 10, 15)},
        ),
        (
            {
                "plain_text": "Talks go on.",
                "publishing_date": "2024-05-27",
                "publisher": "VC",
                "lang": "en",
            },
            "Fundus",
            {"outlet": "VC", "published": DAY, "text": "Talks go on.", "language": "en"},
        ),
        ({"maintext": "Talks go on.", "source_domain": "vale.example"}, "news-please", {}),
    ],
)
def test_tables_of_other_tools_need_no_mapping(columns, tool, known):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = nk.read_articles(pd.DataFrame([columns]))
    assert {name: table[name].item() for name in known} == known
    assert table.attrs["newskit"]["receipt"][0]["archive"] == tool


def test_titles_as_texts_are_told():
    frame = pd.DataFrame({"seendate": ["20240527"], "domain": ["v"], "title": ["Talks go on"]})
    with pytest.warns(nk.NewskitWarning, match="1 given their title as text"):
        nk.read_articles(frame)


# ---------------------------------------------------------------- packed and mixed


def test_zip_and_gz_of_exports_give_the_same_articles(tmp_path):
    page = exports.factiva_html()
    inside = {
        "deep/page.html": page,
        "u.docx": exports.docx(exports.uni_lines()),
        "notes.xyz": "no",
    }
    with pytest.warns(nk.NewskitWarning, match="1 passed over as files of another kind"):
        table = read(tmp_path, "all.zip", exports.packed(inside))
    assert len(table) == 6
    assert table["article_id"].tolist()[0] == "all/page-1"
    one = read(tmp_path, "page.html.gz", gzip.compress(page.encode()))
    assert one["article_id"].tolist() == ["page-1", "page-2", "page-3"]


def test_lists_and_patterns(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.html").write_text(exports.factiva_html(articles=1), encoding="utf-8")
    (tmp_path / "c.txt").write_text("Talks go on.", encoding="utf-8")
    assert len(nk.read_articles(str(tmp_path / "*.html"))) == 2
    assert len(nk.read_articles([tmp_path / "a.html", str(tmp_path / "c.txt")])) == 2
    with pytest.raises(FileNotFoundError, match="no file matches"):
        nk.read_articles(str(tmp_path / "*.pdf"))
    with pytest.raises(FileNotFoundError, match="there is no file or folder"):
        nk.read_articles([tmp_path / "z.html"])


def test_a_whole_download_can_be_measured(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(exports.factiva_html(), encoding="utf-8")
    rows = nk.split_sentences(nk.read_articles(path))
    assert rows["outlet"].eq("The Vale Courier").all()
    assert rows["published"].eq(datetime(2024, 5, 27)).all()


def test_an_interview_is_text_to_its_end(tmp_path):
    page = exports.nexis_html([1], 1, 1)
    question = (
        '<P CLASS="c8"><SPAN CLASS="c7">COURIER: </SPAN><SPAN>How long will it last?</SPAN></P>'
    )
    place = "COURIER:\u00a0How long will it last?"
    body = page.replace(
        f'<P CLASS="c8"><SPAN CLASS="c2">{BODY[1]}', question * 2 + '<P CLASS="c8">VELM: '
    )
    text = read(tmp_path, "n.html", body).loc[0, "text"].split("\n\n")
    assert text == [BODY[0], *[place.replace("\u00a0", " ")] * 2, "VELM:"]


def test_a_headline_may_look_like_a_label(tmp_path):
    page = exports.nexis_html([1], 1, 1).replace("Talks 1: Velm", "CORRECTION: Velm")
    table = read(tmp_path, "n.html", page)
    assert table.loc[0, ["title", "text"]].tolist() == ["CORRECTION: Velm waits", TEXT]
    text = exports.nexis_txt(1).replace("Talks 1: Velm waits", "UPDATE: Velm waits")
    table = read(tmp_path, "n.txt", text)
    assert table.loc[0, ["title", "text"]].tolist() == ["UPDATE: Velm waits", TEXT]
