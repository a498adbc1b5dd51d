"""Exports of news archives, as lines of text or as web pages: known by their marks, and split.

A layout of lines is a few rules in a module of its own; the words that it prints, in each language,
stand in ``archives.toml``. Where an interface's words are unknown, the shape of a line must do.
Where no export could be had (Factiva and Nexis Uni in RTF, RIS of ProQuest) the rules follow the
documented layout.
"""

from __future__ import annotations

import re
from typing import Any

from newskit.reading import factiva, marks, nexis, proquest
from newskit.reading.dates import printed_date
from newskit.reading.fields import Export, Fields, Lines, finished
from newskit.writing import needed

_FACTIVA = "//div[re:test(@class, '(^|\\s)article\\s+[a-z]{2}Article')]"
_RE = {"re": "http://exslt.org/regular-expressions"}
_LINES = frozenset(
    "address article blockquote body center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main ol p pre section table td text th title tr ul".split()
)
_EUROPRESSE = {
    "headline": ("titreArticleVisu", "TitreArticleVisu"),
    "title": ("titreArticle", "articletitle"),
    "outlet": ("DocPublicationName",),
    "author": ("docAuthors", "sm-margin-bottomNews"),
    "archive_id": ("lblNodoc",),
}
_INTEGRUM = re.compile(r"\^([А-Я]{2}):\s*([^\^]*)")
_ISSUE = re.compile(r",? (?:no|nº|n°|nr|#)\.? ?[\d-]+$", re.IGNORECASE)


# A page of an archive holds one of these; others are spared the search.
_PAGE = re.compile(
    r"(?i)articleParagraph|\barticle [a-z]{2}Article|DocPublicationName|\^ИС:|proquest"
    r"|\bdo[ck]ument\w{0,3}\s*<|end of document"
)


def split_lines(lines: Lines, *, wrapped: bool = False, told: int | None = None) -> Export | None:
    """Return the articles of an export given as lines, or None if it is none.

    *wrapped*: the lines are those of a printed page, and a blank line ends a paragraph. *told*:
    how many articles another part of the file says there are.
    """
    plain = [line.replace("\f", "").strip() for line in lines]
    if counters := nexis.counters(plain):
        return proquest.split(plain) or nexis.split_counted(plain, counters, wrapped, told)
    return nexis.split_uni(plain) or factiva.split(plain) or proquest.split(plain)


def split_page(page: str) -> Export | None:
    """Return the articles of a page that an archive saved, or None if it is another page."""
    if not _PAGE.search(page):
        return None
    told = re.search(r"<meta[^>]*\bdocuments=\"(\d+)\"", page, re.IGNORECASE)
    html = needed("lxml.html", "files", "reading HTML")
    # What a page says of its encoding is past: it has been read.
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page) or "<p></p>")
    for node in root.xpath("//script|//style|//noscript|//comment()"):
        node.drop_tree()
    return (
        _factiva(root)
        or _europresse(root)
        or _integrum(root)
        or split_lines(lines_of(root), told=int(told[1]) if told else None)
    )


def lines_of(root: Any) -> list[str]:
    """Return the lines that a page shows; a label in bold is followed by a no-break space."""
    parts = [""]

    def write(text: str | None, keep: bool) -> None:
        parts[-1] += (text or "") if keep else re.sub(r"[\s\xa0]+", " ", text or "")

    def walk(node: Any, keep: bool) -> None:
        own = node.tag in _LINES
        if own and parts[-1].strip():
            parts.append("")
        if node.tag == "a" and str(node.get("name", "")).lower().startswith("docid"):
            parts.extend(["_" * 20, ""])
        write("\n" if node.tag == "br" else node.text, keep or node.tag in ("pre", "br"))
        for child in node:
            walk(child, keep or node.tag == "pre")
            write(child.tail, keep or node.tag == "pre")
        if node.tag in ("span", "strong", "b") and re.fullmatch(r"\s*[^\W\d_][^:]*:\s*", parts[-1]):
            parts[-1] = f"{parts[-1].strip()}\xa0"
        if own:
            parts.append("")

    walk(root, False)
    return [line.strip(" \n") for line in parts if line.strip()]


def _text(nodes: Any) -> str:
    return " ".join(nodes[0].text_content().split()) if len(nodes) else ""


def _of(node: Any, *names: str) -> Any:
    """Return the elements below *node* whose class contains one of *names*."""
    return node.xpath(" | ".join(f".//*[contains(@class, '{name}')]" for name in names))


def _factiva(root: Any) -> Export | None:
    known = root.xpath("//div[starts-with(@id, 'article-')]")
    articles = []
    for node in root.xpath(_FACTIVA, namespaces=_RE) or known:
        lines = [" ".join(line.split()) for line in lines_of(node)]
        body = [p.text_content() for p in _of(node, "articleParagraph")]
        articles.append(factiva.article_of(lines, _text(_of(node, "Headline")), body))
    return Export("Factiva", articles, max(len(known), len(articles))) if articles else None


def _europresse(root: Any) -> Export | None:
    names = _of(root, "DocPublicationName")
    inner = [span for span in names if not len(_of(span, "DocPublicationName"))]
    homes = [next(span.iterancestors("article", "td", "body"), span) for span in inner]
    articles = [_europresse_article(home) for home in {id(home): home for home in homes}.values()]
    return Export("Europresse", articles, len(articles)) if articles else None


def _europresse_article(home: Any) -> Fields:
    said = {name: _text(_of(home, *classes)) for name, classes in _EUROPRESSE.items()}
    head = " ".join("".join(part.text_content() for part in _of(home, "DocHeader")).split())
    start, end = (printed_date(head) or (None, 0, 0))[1:]
    page = marks.pattern("page").search(head, end)
    said |= {
        "title": said.pop("headline") or said["title"],
        "outlet": _ISSUE.sub("", said["outlet"]),
        "published": head[start:end],
        "section": head[:start],
        "page": page[1] if page else "",
    }
    sections = home.xpath(".//section") or _of(home, "docOcurrContainer", "DocText")
    lines = lines_of(sections[0]) if len(sections) else _below(lines_of(home), said["title"])
    # The last of the lines that name the rights: a photographer's stands within the text.
    rights = [i for i, line in enumerate(lines) if marks.fits("rights", line)]
    body = lines[: rights[-1]] if rights and rights[-1] else lines
    if not said["author"] and len(body) > 1 and _is_name(body[0]):
        said["author"], body = body[0], body[1:]
    return finished(said, body, len(lines) - len(body))


def _below(lines: list[str], title: str) -> list[str]:
    """Return the lines below the headline; a line break is a line here."""
    flat = [line for block in lines for x in block.split("\n") if (line := " ".join(x.split()))]
    return flat[flat.index(title) + 1 :] if title in flat else flat


def _is_name(line: str) -> bool:
    return len(line.split()) <= 6 and line[-1] not in '.!?:;»”"' and line[:1].isupper()


def _integrum(root: Any) -> Export | None:
    articles = []
    for cell in root.xpath("//td[contains(., '^ИС:')]"):
        said = {
            marks.label(code) or "other": " ".join(value.split())
            for code, value in _INTEGRUM.findall(cell.text_content())
        }
        body = cell.xpath("string(following::pre[1])")
        # Lines are broken as on a typewriter; a paragraph is set in, or follows an empty line.
        articles.append(finished(said, re.split(r"\n(?=[ \t]{2,}|[ \t]*\n)", body)))
    listed = root.xpath("//a[starts-with(@href, '#')]")
    return Export("Integrum", articles, len(listed) or None) if articles else None
