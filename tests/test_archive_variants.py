"""Variants of archives' exports that no real file at hand shows: other words, gaps, odd contents.

Each is made from a layout of ``exports.py`` by one change; what is declared and what arrives must
stay true, whatever words the interface prints.
"""

from __future__ import annotations

import re
import warnings

import pandas as pd
import pytest

import newskit as nk
from tests import exports
from tests.exports import ACCESSION, BODY

TEXT = "\n\n".join(BODY)
DAY = "2024-05-27"


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def swap(lines: list[str], *pairs: tuple[str, str]) -> list[str]:
    return swapped("\x1f".join(lines), *pairs).split("\x1f")


def drop(lines: list[str], *words: str) -> list[str]:
    return [line for line in lines if not any(word in line for word in words)]


def under(lines: list[str], line: str, *more: str) -> list[str]:
    """Return *lines* with *more* under each *line*."""
    return [new for old in lines for new in ([old, *more] if old == line else [old])]


def titles(*numbers: int) -> list[str]:
    return [f"Talks {n}: Velm waits" for n in numbers]


PAGE = exports.factiva_html(articles=2)
LINES, THREE = exports.factiva_lines(2), exports.factiva_lines(3)
WALL = (ACCESSION, "J000000020240527ek5r0000")
TOC = [f"{title}.......... 2" for title in titles(0, 1)]
SUMMARY = ["Search Summary", "Text", "velm", "Date", "All Dates", "Results Found", "2,654"]
DATE = "<div>27 May 2024</div>"
CZECH = (("120 words", "120 slov"), ("27 May 2024", "27. května 2024"))
CODES = {
    "SE": "World News",
    "HD": "Talks {}: Velm waits",
    "BY": "By Mara Oln",
    "WC": "120 words",
    "PD": "27 May 2024",
    "ET": "12:34",
    "SN": "The Vale Courier",
    "LA": "English",
    "CY": "(c) 2024 Vale Press",
    "LP": BODY[0],
    "TD": BODY[1],
    "NS": "gvote : Elections",
    "AN": f"Document {ACCESSION}{{}}",
}
NAMED = [{code: value.format(n) for code, value in CODES.items()} for n in (0, 1)]
CELLS = "".join(
    f"\\trowd\\cellx900 {{\\b {code}}}\\cell {value}\\cell\\row\n".replace("“", "\\u8220?").replace(
        "”", "\\u8221?"
    )
    for rows in NAMED
    for code, value in rows.items()
)
ALONE = "\f".join("".join(f"   {c}\n{v}\n" for c, v in rows.items()) for rows in NAMED)

UNI = exports.uni_lines(3, 3)
LINKED = re.sub(
    r"(?m)^(Talks (\d): Velm waits)\\par",
    r'{\\field{\\*\\fldinst{HYPERLINK "https://vale.example/?id=\2"}}{\\fldrslt{\\b \1}}}\\par',
    exports.rtf(UNI),
)
BARE = exports.uni_lines(3)

XENO = {"Body": "Xobo", "Graphic": "Xifi", "Classification": "Xala"}
WORDS = (
    *(("End of Document", "Xeno zozo"), ("Load-Date", "Xeno dada"), ("Section:", "Xese:")),
    *(("Length:", "Xele:"), ("Byline:", "Xeby:"), ("Language:", "Xela:")),
    ("Publication-", "Xepu-"),
)

TXT = exports.nexis_txt(3)
COUNTER = r"(\d) of (\d) DOCUMENTS"
LABELS = r"(?m)^(BYLINE|SECTION|LENGTH|LOAD-DATE|LANGUAGE|PUBLICATION-TYPE):.*\n\n?"
LONG = f"Talks 1: Velm waits {'and waits ' * 5}for someone"

PRO = exports.proquest_txt(3)
TOLD = f"{TEXT}\n\nLocation: a bend of the river, the mayor said.\n\nAnd that is all."
UNRULED = [line for line in PRO.split("\n") if line and "____" not in line]
PRO_LABELS = ("Full text:", "Publication title", "Publication date: May 27, 2024", "\n\nTitle:")
PRO_WORDS = {
    "it": (
        "Testo completo:",
        "Titolo della pubblicazione",
        "Data di pubblicazione: 27 maggio 2024",
    ),
    "pl": ("Pełny tekst:", "Tytuł publikacji", "Data publikacji: 27 maja 2024"),
    "ko": ("전문:", "출판물 제목", "출판 날짜: 2024년 5월 27일"),
    "ja": ("フルテキスト：", "出版物のタイトル", "出版日: 2024年5月27日"),
}
PRO_TITLES = {"it": "Titolo:", "pl": "Tytuł:", "ko": "제목:", "ja": "タイトル:"}
UNKNOWN = ("Xeno lolo:", "Xeno zuzu", "Xeno dada: 27 May 2024", "\n\nXeno:")

RIS = f"""TY  - NEWS
T1  - Talks 1: Velm waits
A1  - Oln, Mara
Y1  - 2024///
JA  - Vale C.
T2  - The Vale Courier
DA  - 2024 May 27
N2  - {BODY[0]}

{BODY[1]}
UR  - https://search.example/docview/1
ER  -

2.
TY  - NEWS
TI  - Talks 2: Velm waits
JF  - The Vale Courier
DA  - 2024/05/27/
AB  - {BODY[0]}
AB  - {BODY[1]}
ER  -
"""

# name -> file, content, then what arrives: titles, day, text; and how many are declared
VARIANTS = {
    "factiva, an unknown count and month": (
        *("f.html", swapped(PAGE, ("120 words", "120 xyz"), ("27 May 2024", "27 Xyzzy 2024"))),
        *(titles(0, 1), None, TEXT, 2),
    ),
    "factiva, czech": ("f.html", swapped(PAGE, *CZECH), titles(0, 1), DAY, TEXT, 2),
    "factiva, no date": ("f.html", swapped(PAGE, (DATE, "")), titles(0, 1), None, TEXT, 2),
    "factiva, no count": (
        *("f.html", swapped(PAGE, ("<div>120 words</div>", ""))),
        *(titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva, no number": (
        *("f.html", re.sub(r"<p>Document [^<]*</p>", "", PAGE), titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva, one letter in the number": (
        *("f.html", swapped(PAGE, WALL), titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva, an empty body": (
        "f.html",
        re.sub(r'<p class="articleParagraph[^>]*>[^<]*</p>\n', "", PAGE, count=2),
        *(titles(1), DAY, TEXT, 2),
    ),
    "factiva rtf, a list of contents": (
        *("f.rtf", exports.rtf([*TOC, "", *LINES]), titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva rtf, a list of contents right above": (
        *("f.rtf", exports.rtf([*TOC, *LINES]), titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva rtf, czech": (
        *("f.rtf", exports.rtf(swap(LINES, *CZECH, ("Document ", "Dokument ")))),
        *(titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva rtf, one without a number": (
        *("f.rtf", exports.rtf(drop(THREE, f"{ACCESSION}1")), titles(0, 1, 2), DAY, TEXT, 3),
    ),
    "factiva rtf, the last without a number": (
        *("f.rtf", exports.rtf(drop(THREE, f"{ACCESSION}2")), titles(0, 1, 2), DAY, TEXT, 3),
    ),
    "factiva rtf, no date": (
        *("f.rtf", exports.rtf(drop(LINES, "27 May 2024")), titles(0, 1), None, TEXT, 2),
    ),
    "factiva rtf, a headline of two lines": (
        *("f.rtf", exports.rtf(under(LINES, titles(0)[0], "and waits"))),
        *([f"{titles(0)[0]} and waits", *titles(1)], DAY, TEXT, 2),
    ),
    "factiva rtf, a summary of the search": (
        *("f.rtf", exports.rtf([*LINES, *SUMMARY]), titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva rtf, codes in cells": (
        *("f.rtf", f"{{\\rtf1\\ansi\n{CELLS}}}", titles(0, 1), DAY, TEXT, 2),
    ),
    "factiva txt, codes alone": ("f.txt", ALONE, titles(0, 1), DAY, TEXT, 2),
    "uni rtf, headlines that are links": ("u.rtf", LINKED, titles(1, 2, 3), DAY, TEXT, 3),
    "uni rtf, labels in plain type": (
        *("u.rtf", exports.rtf(swap(UNI, ("\u00a0", " "))), titles(1, 2, 3), DAY, TEXT, 3),
    ),
    "uni rtf, a blank line between all": (
        "u.rtf",
        exports.rtf([new for line in BARE for new in (line, "")]),
        *(titles(1, 2, 3), DAY, TEXT, 3),
    ),
    "uni docx, an unknown language": (
        "u.docx",
        exports.docx(
            [{"Body": "Xobo"}.get(x, x) for x in swap(BARE, ("End of Document", "Xeno zozo"))]
        ),
        *(titles(1, 2, 3), DAY, TEXT, 3),
    ),
    "uni docx, all words unknown": (
        "u.docx",
        exports.docx([XENO.get(x, x) for x in swap(drop(BARE, "https"), *WORDS)]),
        *(titles(1, 2, 3), DAY, f"{TEXT}\n\nXifi", 3),
    ),
    "uni docx, one article and an unknown end": (
        "u.docx",
        exports.docx(swap(exports.uni_lines(1), ("End of Document", "Xeno zozo"))),
        *(titles(1), DAY, TEXT, 1),
    ),
    "uni docx, a month only": (
        *("u.docx", exports.docx(swap(UNI, ("May 27, 2024 Monday 9:20 AM GMT", "May 2024")))),
        *(titles(1, 2, 3), None, TEXT, 3),
    ),
    "uni docx, a week": (
        *("u.docx", exports.docx(swap(UNI, ("Monday 9:20 AM GMT", "- June 2, 2024")))),
        *(titles(1, 2, 3), DAY, TEXT, 3),
    ),
    "uni docx, a letter": (
        *("u.docx", exports.docx(swap(UNI, ("Talks 1:", "LETTERS:")))),
        *(["LETTERS: Velm waits", *titles(2, 3)], DAY, TEXT, 3),
    ),
    "uni docx, an empty body": (*("u.docx", exports.docx(drop(UNI, *BODY)), [], DAY, TEXT, 3),),
    "uni docx, the archive's own error": (
        "u.docx",
        exports.docx(
            swap(
                drop(UNI, BODY[1]),
                (
                    BODY[0],
                    "We are sorry but there is an error in this document and it is not shown.",
                ),
            )
        ),
        *([], DAY, TEXT, 3),
    ),
    "uni docx, words of the archive in the text": (
        *("u.docx", exports.docx(under(UNI, BODY[0], "Document", "Documents (5)", "Notes on it"))),
        *(titles(1, 2, 3), DAY),
        *("\n\n".join([BODY[0], "Document", "Documents (5)", "Notes on it", BODY[1]]), 3),
    ),
    "uni docx, no heading and a date in the text": (
        "u.docx",
        exports.docx([x for x in under(BARE, BODY[0], "May 30, 2024") if x != "Body"]),
        *(titles(1, 2, 3), DAY, "\n\n".join([BODY[0], "May 30, 2024", BODY[1]]), 3),
    ),
    "uni docx, a thousand": (
        *("u.docx", exports.docx(swap(UNI, ("Documents (3)", "Documents (1,003)")))),
        *(titles(1, 2, 3), DAY, TEXT, 1003),
    ),
    **{
        f"nexis txt, {shown}": (
            *("n.txt", re.sub(COUNTER, shown, TXT), titles(1, 2, 3), DAY, TEXT, 3),
        )
        for shown in (r"\1 z \2 DOKUMENTÓW", r"Belge \1 ve \2", r"\1 av \2 DOKUMENT")
    },
    "nexis txt, one blank line below the counter": (
        *("n.txt", re.sub(r"DOCUMENTS\n+", "DOCUMENTS\n\n", TXT), titles(1, 2, 3), DAY, TEXT, 3),
    ),
    "nexis txt, no blank line below the counter": (
        *("n.txt", re.sub(r"DOCUMENTS\n+", "DOCUMENTS\n", TXT), titles(1, 2, 3), DAY, TEXT, 3),
    ),
    "nexis txt, two downloads in one file": (
        *("n.txt", TXT + exports.nexis_txt(2), titles(1, 2, 3, 1, 2), DAY, TEXT, 5),
    ),
    "nexis txt, no date": (
        *("n.txt", re.sub(r" +May 27, 2024 Monday\n.*\n\n", "", TXT), titles(1, 2, 3), None),
        *(TEXT, 3),
    ),
    "nexis txt, a correction below an edition": (
        "n.txt",
        swapped(
            re.sub(r"Monday\n +Late", "Monday\n\nLate", TXT), ("Talks 1: Velm", "CORRECTION: Velm")
        ),
        *(["CORRECTION: Velm waits", *titles(2, 3)], DAY, TEXT, 3),
    ),
    "nexis txt, no labels": ("n.txt", re.sub(LABELS, "", TXT), titles(1, 2, 3), DAY, TEXT, 3),
    "nexis txt, no headline": (
        *("n.txt", swapped(TXT, ("Talks 1: Velm waits\n\n", "")), [None, *titles(2, 3)], DAY),
        *(TEXT, 3),
    ),
    "nexis txt, a headline that runs on": (
        *("n.txt", swapped(TXT, ("Talks 1: Velm waits", f"{LONG}\nword or two"))),
        *([f"{LONG} word or two", *titles(2, 3)], DAY, TEXT, 3),
    ),
    "nexis txt, a counter in the text": (
        *("n.txt", TXT.replace("\n\nNobody", "\n\n2 of 5 documents\n\nNobody")),
        *(titles(1, 2, 3), DAY, "\n\n".join([BODY[0], "2 of 5 documents", BODY[1]]), 3),
    ),
    **{
        f"proquest txt, {language}": (
            "p.txt",
            swapped(
                PRO,
                *zip(PRO_LABELS, (*words, f"\n\n{PRO_TITLES[language]}"), strict=True),
            ),
            *(titles(1, 2, 3), DAY, TOLD, 3),
        )
        for language, words in PRO_WORDS.items()
    },
    "proquest txt, an unknown language": (
        *("p.txt", swapped(PRO, *zip(PRO_LABELS, UNKNOWN, strict=True)), titles(1, 2, 3), DAY),
        *(None, 3),
    ),
    "proquest docx": ("p.docx", exports.docx(UNRULED), titles(1, 2, 3), DAY, TOLD, 3),
    "proquest txt, no text": (
        "p.txt",
        re.sub(r"(?s)Full text: .*?\n\nCAPTION.*?\n\nSubject", "Subject", PRO, count=1),
        *(titles(2, 3), DAY, TOLD, 3),
    ),
    "ris": ("p.ris", RIS, titles(1, 2), DAY, TEXT, 2),
    "ris, called txt": ("p.txt", RIS, titles(1, 2), DAY, TEXT, 2),
    "ris, cut short": ("p.ris", RIS.rpartition("ER  -")[0], titles(1), DAY, TEXT, 2),
    "ris, no abstract": ("p.ris", re.sub(r"AB  - .*\n", "", RIS), titles(1), DAY, TEXT, 2),
    "europresse, an address in the text": (
        "e.html",
        swapped(
            exports.europresse_new(), (f"<p>{BODY[1]}", f"<p>https://a.example</p><p>{BODY[1]}")
        ),
        *(titles(1, 2, 3), DAY, "\n\n".join([BODY[0], "https://a.example", BODY[1]]), 3),
    ),
    "europresse, a photographer's right in the text": (
        "e.html",
        swapped(exports.europresse_old(), (BODY[1], f"© Val Photo<p></p>{BODY[1]}")),
        *(titles(1, 2), DAY, "\n\n".join([BODY[0], "© Val Photo", BODY[1]]), 2),
    ),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_declared_and_what_arrives_stay_true(tmp_path, variant):
    name, content, wanted, day, text, declared = VARIANTS[variant]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = nk.read_articles(path)
    assert table["title"].astype(object).where(table["title"].notna(), None).tolist() == wanted
    days = table["published"].dt.strftime("%Y-%m-%d")
    assert [None if pd.isna(d) else d for d in days] == [day] * len(wanted)
    if text is not None:
        assert table["text"].tolist() == [text] * len(wanted)
        assert table["outlet"].str.startswith(("The Vale Courier", "Le Courrier")).all()
    (line,) = table.attrs["newskit"]["receipt"]
    assert (line["declared"], line["read"]) == (declared, len(wanted))
    # Fewer articles than declared are never silent.
    assert bool(len(wanted) < declared) <= bool(caught)


def test_files_of_one_name_in_two_folders_have_a_line_each(tmp_path):
    for n, folder in enumerate("ab", start=1):
        (tmp_path / folder).mkdir()
        page = exports.factiva_html(articles=n)
        (tmp_path / folder / "page.html").write_text(page, encoding="utf-8")
    lines = nk.read_articles(tmp_path).attrs["newskit"]["receipt"]
    assert [(x["file"], x["declared"], x["read"]) for x in lines] == [
        ("a/page.html", 1, 1),
        ("b/page.html", 2, 2),
    ]


def test_a_date_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "f.html"
    path.write_text(swapped(PAGE, ("27 May 2024", "27 Xyzzy 2024")), encoding="utf-8")
    with pytest.warns(nk.NewskitWarning, match="2 left without a date .*'27 Xyzzy 2024'"):
        assert pd.isna(nk.read_articles(path)["published"]).all()
