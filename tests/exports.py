# ruff: noqa: E501 (a line of a page is as long as the page has it)
"""Exports of archives made by hand: fictional outlets, people and places, real layouts."""

from __future__ import annotations

import zipfile
from html import escape
from io import BytesIO

BODY = [
    "Talks in Velm will go on for many days, the mayor said on Monday.",
    "Nobody expects an end. “We have time,” Ada Holm told the council.",
]
ACCESSION = "VALECO0020240527ek5r0000"

# interface -> language code, count of words, date, name of the language, word for "Document"
FACTIVA = {
    "en": ("en", "120 words", "27 May 2024", "English", "Document"),
    "de": ("en", "120 Wörter", "27. Mai 2024", "Englisch", "Dokument"),
    "fr": ("en", "120 mots", "27 mai 2024", "Anglais", "Document"),
    "es": ("en", "120 palabras", "27 mayo 2024", "Inglés", "Documento"),
    "zh": ("en", "1,120 字", "2024 年 5 月 27 日", "英语", "文件"),
    "ko": ("en", "120 단어", "2024년 5월 27일", "영어", "문서"),
    "ru": ("en", "120 слов", "27 май 2024", "Английский", "Документ"),
}


def factiva_html(interface: str = "en", articles: int = 3) -> str:
    code, count, date, language, document = FACTIVA[interface]
    made = []
    for n in range(articles):
        body = "".join(
            f'<p class="articleParagraph {code}articleParagraph">{line}</p>\n' for line in BODY
        )
        author = '<div class="author">By Mara Oln </div>' if n else ""
        clock = "<div>12:34</div>" if n == 1 else ""
        made.append(
            f'<div id="article-{ACCESSION}{n}" class="article"><div class="article {code}Article"><p>'
            f'</p><div>World News</div>\n<div id="hd"><span class="{code}Headline">Talks {n}: '
            f"<b>Velm</b> waits</span>\n</div>{author}<div>{count}</div><div>{date}</div>{clock}"
            f"<div>The Vale Courier</div><div>VALECO</div><div>1; National</div><div>A{n + 1}</div>"
            f"<div>{language}</div><div>(c) 2024 Vale Press Ltd </div>\n<p></p>\n{body}"
            f"<p>Vale Press Limited</p><p>{document} {ACCESSION}{n}</p></div></div><br><span></span>"
        )
    tail = "<table><tr><td>Summary of the search</td></tr><tr><td>Results found</td><td>2,654</td></tr>"
    return (
        "<html><head><title>Factiva</title><script>var x = 1;</script></head><body>"
        f'<div id="contentLeft">{"".join(made)}{tail}</table></div>'
        '<span class="copyright">&copy; 2024 Factiva, Inc. All rights reserved.</span></body></html>'
    )


def factiva_codes() -> str:
    def row(code: str, cell: str) -> str:
        return f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>'

    body = "".join(f'<p class="articleParagraph frarticleParagraph">{line}</p>' for line in BODY)
    cells = [
        ("SE", "Monde"),
        ("HD", "<b class='frHeadline'>Les pourparlers de Velm</b>"),
        ("BY", "Par Mara Oln"),
        ("PG", "26"),
        ("WC", "295 mots"),
        ("PD", "27 mai 2024"),
        ("ET", "15:32"),
        ("SN", "Le Courrier du Val"),
        ("SC", "VALFR"),
        ("LA", "Français"),
        ("CY", "(c) Val Presse."),
        ("LP", body),
        ("NS", "gvote : Elections"),
        ("PUB", "Val Presse"),
        ("AN", f"Document {ACCESSION}1"),
    ]
    rows = "".join(row(*cell) for cell in cells)
    return f'<html><body><div class="article frArticle"><table>{rows}</table></div></body></html>'


def factiva_lines(articles: int = 2) -> list[str]:
    lines: list[str] = []
    for n in range(articles):
        lines += [
            *(f"Talks {n}: Velm waits", "By Mara Oln", "120 words", "27 May 2024", "12:34"),
            *("The Vale Courier", "VALECO", "A1", "English", "(c) 2024 Vale Press Ltd", ""),
            *(*BODY, "", "Vale Press Limited", f"Document {ACCESSION}{n}", ""),
        ]
    return lines


NEXIS = {
    "en": ("{} of {} DOCUMENTS", "May 27, 2024 Monday", "SECTION", "LENGTH", "LOAD-DATE", "words"),
    "de": ("{} von {} DOKUMENTEN", "27. Mai 2024", "RUBRIK", "LÄNGE", "UPDATE", "Wörter"),
    "fr": ("{} de {} DOCUMENTS", "27 mai 2024", "RUBRIQUE", "LONGUEUR", "DATE-CHARGEMENT", "mots"),
}


def nexis_html(numbers: list[int], of: int, told: int | None = None, interface: str = "en") -> str:
    counter, date, section, length, load, words = NEXIS[interface]

    def block(inside: str, css: str = "c4") -> str:
        return f'<BR><DIV CLASS="{css}">{inside}</DIV>\n'

    def label(name: str, value: str) -> str:
        inside = f'<SPAN CLASS="c7">{name}: </SPAN><SPAN CLASS="c2">{value}</SPAN>'
        return block(f'<P CLASS="c5">{inside}</P>')

    made = []
    for n in numbers:
        body = "".join(f'<P CLASS="c8"><SPAN CLASS="c2">{line}</SPAN></P>\n' for line in BODY)
        made.append(
            f'<A NAME="DOC_ID_1_{n}"></A><!-- Hide XML section from browser\n<DOC NUMBER={n}> -->'
            + block(f'<P CLASS="c1"><SPAN CLASS="c2">{counter.format(n, of)}</SPAN></P>')
            + block(
                '<BR><P CLASS="c1"><IMG SRC="x.gif"><BR><SPAN>The Vale Courier -- Late</SPAN></P>'
            )
            + block(f'<P CLASS="c1"><SPAN CLASS="c4">{date}</SPAN><BR>Correction Appended</P>')
            + block(
                f'<P CLASS="c5"><SPAN CLASS="c6">Talks {n}: Velm waits<BR>A second line</SPAN></P>'
            )
            + label("BYLINE", "By MARA OLN in Velm")
            + label(section, "FRONT PAGE; Pg. 1")
            + label(length, f"120 {words}")
            + block(body)
            + label(load, date)
            + label("LANGUAGE", "ENGLISH; ENGLISHS")
            + label("STRANGE-CODE", "xyz")
            + block("<P>Copyright 2024 Vale Press<BR>All Rights Reserved</P>", "c0")
        )
    meta = f'<META TOPIC="null" DOCUMENTS="{told}" UPDATED="Monday" />' if told else ""
    return f"<HTML><HEAD><TITLE>&nbsp;</TITLE>{meta}</HEAD><BODY>{''.join(made)}</BODY></HTML>"


def nexis_txt(articles: int = 3, body_label: bool = False) -> str:
    made = []
    for n in range(1, articles + 1):
        body = "\n\n".join(line.replace(" on ", "\non ", 1) for line in BODY)
        text = f"HEADLINE: Talks {n}: Velm waits\n\nBODY:\n{body}" if body_label else body
        title = "" if body_label else f"Talks {n}: Velm waits\n\n"
        rights = " " * 20 + "Copyright 2024 Vale Press\n" if body_label else ""
        made.append(
            f"\n{' ' * 30}{n} of {articles} DOCUMENTS\n\n\n\n{rights}{' ' * 34}The Vale Courier (Velm)"
            f"\n\n{' ' * 28}May 27, 2024 Monday\n{' ' * 28}Late Edition - Final\n\n{title}"
            f"BYLINE: Mara Oln\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: 120 words\n\n{text}\n\n"
            f"LOAD-DATE: May 28, 2024\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
            f"{' ' * 20}Copyright 2024 Vale Press\n{' ' * 20}All Rights Reserved\n"
        )
    head = f"\ufeff\nDownload Request: Selected Items: 1-{articles}\nTime Of Request: Friday\n\n"
    return head + "".join(made)


def uni_lines(articles: int = 3, cover: int = 0, declared: int | None = None) -> list[str]:
    lines = [""]
    if cover:
        lines += ["User Name: A Reader", "Date and Time: Monday, 27. May 2024 09:31:00 CEST"]
        lines += [f"Documents ({declared or articles})"]
        for n in range(1, cover + 1):
            lines += [
                f"{n}. Talks {n}: Velm waits",
                "Client/Matter: -None-",
                "Search Terms: velm",
                "",
            ]
            lines += ["Content Type", "Narrowed by", "News", "Sources: The Vale Courier", ""]
    for n in range(1, articles + 1):
        lines += [
            "",
            f"Talks {n}: Velm waits",
            "The Vale Courier. ",
            "May 27, 2024 Monday 9:20 AM GMT",
        ]
        lines += ["", "\nCopyright 2024 Vale Press All Rights Reserved", "\n"]
        lines += ["Section:\u00a0NEWS; Pg. 3", "Length:\u00a0120 words", "Byline:\u00a0By Mara Oln"]
        lines += ["Highlight:\u00a0What the mayor said", "Body", "", "", *BODY]
        lines += [
            "\nhttps://vale.example/talks",
            "Graphic",
            "",
            "PHOTO: The harbour",
            "Classification",
        ]
        lines += ["", "Language:\u00a0ENGLISH", "\nPublication-Type:\u00a0Newspaper"]
        lines += ["\nLoad-Date:\u00a0May 28, 2024", "", "\nEnd of Document", ""]
    return lines


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(lines: list[str], before: str = "", text: str | None = None) -> bytes:
    def paragraph(line: str) -> str:
        pieces = "<w:br/>".join(f"<w:t>{escape(piece)}</w:t>" for piece in line.split("\n"))
        return f"<w:p><w:r>{pieces}</w:r></w:p>"

    body = text if text is not None else "".join(map(paragraph, lines))
    content = f'{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return packed({"word/document.xml": content, "[Content_Types].xml": "<Types/>"})


def packed(members: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def rtf(lines: list[str]) -> str:
    def sign(one: str) -> str:
        if one in "\\{}":
            return f"\\{one}"
        if one == "\u00a0":
            return "\\~"
        return one if one.isascii() else f"\\u{ord(one)}?"

    text = "\\par\n".join("".join(map(sign, line.replace("\n", ""))) for line in lines)
    return "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\n" + text + "}"


PROQUEST = {
    "en": (
        "Full text",
        "Publication title",
        "Publication date",
        "May 27, 2024",
        "Title",
        "Subject",
    ),
    "de": (
        "Volltext",
        "Titel der Publikation",
        "Publikationsdatum",
        "27. Mai 2024",
        "Titel",
        "Thema",
    ),
    "fr": (
        *("Texte intégral", "Titre de la publication", "Date de publication", "27 mai 2024"),
        *("Titre", "Sujet"),
    ),
}


def proquest_txt(articles: int = 3, interface: str = "en") -> str:
    full, outlet, date, day, title, subject = PROQUEST[interface]
    made = []
    for n in range(1, articles + 1):
        body = "\n".join(
            [*BODY, "Location: a bend of the river, the mayor said.", "And that is all."]
        )
        made.append(
            f"Talks {n}: Velm waits\n\nPublication info: The Vale Courier ; Velm [Velm]27 May 2024: A{n}."
            f"\n\nhttps://search.example/docview/{n}\n\nAbstract: None available.\n\n"
            f"{full}: {body}\n\nCAPTION: The harbour\nCREDIT: Mara Oln\n\n{subject}: Talks; Harbours\n\n"
            f"{title}: Talks {n}: Velm waits\n\n{outlet}: The Vale Courier; Velm\n\nFirst page: A{n}\n\n"
            f"{date}: {day}\n\nSection: News\n\nLanguage of publication: English\n\n"
            f"ProQuest document ID: 26373919{n}\n\nCopyright: Copyright Vale Press 2024\n\n"
            "Last updated: 2024-06-01\n\nDatabase: Vale Newsstream\n\n"
        )
    rule = "_" * 60
    return f"{rule}\n\n" + f"{rule}\n\n".join(made) + rule + "\n"


def proquest_html(articles: int = 2) -> str:
    made = []
    for n in range(1, articles + 1):
        label = "<p><strong>{}: </strong>{}</p>\n".format
        body = "".join(f"<p>{line}</p>" for line in [*BODY, "--", "mara.oln@vale.example"])
        made.append(
            f'<div><a name="DocID_VALE_{n}"></a><p></p><p style="font-weight:bold">Talks {n}: Velm '
            "waits</p>"
            + label("Author", "Oln, Mara")
            + label("Abstract", "")
            + f'<p>What the mayor said.</p><p><strong>Full text: </strong><text wordcount="20">{body}'
            + "</text></p>"
            + label("Subject", "Talks")
            + label("Company / organization", "Name: Vale")
            + label("Publication title", "The Vale Courier; Velm")
            + label("Pages", f"A.{n}")
            + label("Publication date", "May 27, 2024")
            + label("Section", "News; Desk")
            + label("Language of publication", "English")
            + label("ProQuest document ID", f"100{n}")
            + label("Document URL", f'<a href="x">https://search.example/docview/{n}</a>')
            + label("Copyright", "(Copyright (c) 2024 Vale Press)")
            + label("Database", "Vale")
            + "</div>"
        )
    return f"<html><body>{''.join(made)}</body></html>"


def ris() -> str:
    return "".join(
        f"TY  - NEWS\nTI  - Talks {n}: Velm waits\nAU  - Oln, Mara\nAU  - Holm, Ada\n"
        f"JF  - The Vale Courier\nDA  - 2024/05/27/\nSP  - A{n}\nLA  - English\n"
        f"UR  - https://search.example/docview/{n}\nAB  - What the mayor said.\nER  - \n\n"
        for n in (1, 2)
    )


def europresse_old() -> str:
    made = [
        '<table><tr><td><table><tr><td id="celPublication"><img src="x.gif"></td></tr></table>'
        f'<span class="DocPublicationName">Le Courrier du Val, no. 596{n}</span><br>'
        '<span class="DocHeader">Politique, </span><span class="DocHeader">lundi </span>'
        '<span class="DocHeader">27 mai 2024</span><span class="DocHeader">, p. 03</span><br><br>'
        f'A kicker<br><span class="TitreArticleVisu">Talks {n}: <span>Velm</span> waits</span><br><br>'
        f"Mara Oln<br><p></p>{BODY[0]}<p></p>{BODY[1]}<p></p><b><i>© 2024 Val Presse. Tous droits "
        "réservés.</i></b><p></p>Numéro de document : news·20240527·PO·1<br><table><tr><td>Ce certificat "
        "est émis à University</td></tr></table></td></tr></table>"
        for n in (1, 2)
    ]
    return f"<html><body>{'<p><br>'.join(made)}</body></html>"


def europresse_new() -> str:
    made = [
        '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le '
        'Courrier du Val (site web)</span></div><span class="DocHeader">Monde, lundi 27 mai 2024 1234 '
        f'mots, p. 12</span><div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">Talks '
        f'{n}: Velm waits</p></div><div class="sm-margin-bottomNews">Mara Oln</div></header><section><div '
        f'class="docOcurrContainer"><p>{BODY[0]}</p><p>{BODY[1]}</p></div></section><footer><div '
        f'class="publiC-lblNodoc">news·20240527·CV·{n}</div></footer></article>'
        for n in (1, 2, 3)
    ]
    return f"<html><body>{''.join(made)}</body></html>"


def integrum() -> str:
    titles = ["ПЕРЕГОВОРЫ В ВЕЛМЕ", "ГАВАНЬ ЗАКРЫТА"]
    listed = "".join(f'{n}. <a href="#{n}">{t}</a><br>' for n, t in enumerate(titles, 1))
    made = [
        f'<div><a name="{n}"></a><table><tr><td>^ИС:\n   Вестник долины \n<br>^РБ:\n  МИР\n<br>^НР:\n 6\n'
        f"<br>^ДТ:\n   05.06.2024\n<br>^АВ:\n   Ольн Мара\n<br>^ЗГ:\n   {title}\n<br></td></tr></table>"
        f"<h3>{title}\n</h3><pre>\n     Переговоры в Велме <b>продолжатся</b>\nеще много дней.\n"
        "     Никто не ждет\nконца.</pre></div>"
        for n, title in enumerate(titles, 1)
    ]
    head = '<head><META content="text/html; charset=windows-1251"><title>Report</title></head>'
    return f"<html>{head}<body><h3>Report</h3>{listed}{''.join(made)}</body></html>"
