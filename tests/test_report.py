"""The report: one page, nothing from outside, hostile text stays text, and a browser agrees."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex

import newskit as nk
from newskit.charts.colours import contrast
from newskit.markup import escape
from newskit.pages import page as page_of
from newskit.pages.report import Report
from newskit.reading.article import articles_table
from newskit.verbs import DECLARED

HOSTILE = """<script>document.title = "taken"</script> “</p><img src=x onerror=alert(1)>” said Lee.

<a href="javascript:alert(1)" onclick='alert(1)'>War & ecstasy</a> </table></section> &lt;b&gt;
“It is war,” Ann Lee said. The <svg/onload=alert(1)> attack was a disaster. ]]> --> {{7*7}}"""


def hostile(n: int) -> pd.DataFrame:
    rows = [
        nk.Article(
            article_id=f"<i>{i}</i>",
            title="<script>alert(1)</script>",
            outlet=f'"><b>{i % 2}',
            text=HOSTILE,
            url="javascript:alert(1)",
        )
        for i in range(n)
    ]
    return articles_table(rows)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    one = nk.load_corpus("wartime_ecstasy")
    with warnings.catch_warnings():
        # A few hostile lines are too little for some intervals; that is said, and not the point.
        warnings.simplefilter("ignore", nk.NewskitWarning)
        return {
            "article": nk.report(one).html,
            "corpus": nk.report(nk.load_corpus("one_event")).html,
            "hostile article": nk.report(hostile(1)).html,
            "hostile corpus": nk.report(hostile(6)).html,
        }


@pytest.fixture(scope="module")
def snippets() -> dict[str, str]:
    corpus = nk.load_corpus("one_event")
    papers = [f"Paper {i % 9}" for i in range(len(corpus))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nk.NewskitWarning)
        return {
            "article in snippets": nk.report(
                nk.load_corpus("wartime_ecstasy"), text="snippets"
            ).html,
            "nine outlets": nk.report(corpus.assign(outlet=papers), text="snippets").html,
        }


def links(text: str) -> dict[str, str]:
    """Return where the labels of the charts lead, by their words without shape and count."""
    found = re.findall(r'<a href="#(\w+)" aria-label="(?:\W )?([^"]*?)(?: \(\d+\))?"', text)
    return {label: place for place, label in found}


def behind(text: str, place: str) -> str:
    """Return what a reader finds at *place*, as far as the next place."""
    return re.split(r"<(?:h[23]|div)[^>]* id=", text.partition(f'id="{place}"')[2])[0]


def test_every_link_of_a_page_has_its_one_place(
    pages: dict[str, str], snippets: dict[str, str]
) -> None:
    for text in (pages | snippets).values():
        places = re.findall(r' id="([^"]*)"', text)
        assert len(places) == len(set(places))
        assert set(re.findall(r'href="#([^"]*)"', text)) <= set(places)
        assert not re.search(r"""href=["']?to:""", text)
        assert "_blank" not in text
        assert len(text.encode()) < 2e6


@pytest.mark.parametrize(
    ("name", "label", "shown"),
    [
        ("article", "Jens Stoltenberg", "will not become part of the"),
        ("article", "conflict", "Wartime Ecstasy"),
        ("article", "escalation", "degree of escalation"),
        ("article", "Kremlin", "wartime ecstasy"),
        ("article in snippets", "conflict", "Wartime Ecstasy"),
        ("corpus", "Rhea Tolland", "Rhea Tolland · tone"),
        ("corpus", "The Marn Gazette", "tone −"),
        ("corpus", "conflict", "<mark>two sides</mark>"),
        ("corpus", "norrasti", "<mark>Norrasti</mark>"),
        ("corpus", "Norrast Courier, own words", "<mark>"),
        ("nine outlets", "conflict", "<mark>two sides</mark>"),
        ("nine outlets", "Paper 8", "tone −"),
    ],
)
def test_the_row_of_a_chart_leads_to_a_sentence_that_shows_it(
    pages: dict[str, str], snippets: dict[str, str], name: str, label: str, shown: str
) -> None:
    text = (pages | snippets)[name]
    found = behind(text, links(text)[label])
    assert shown in re.sub(r"</?(?:span|sup)[^>]*>", "", found)


def test_a_row_without_any_hit_leads_nowhere(pages: dict[str, str]) -> None:
    assert "human interest" not in links(pages["article"])


def test_letters_keep_their_size_and_lines_their_places() -> None:
    svg = page_of._svg(nk.plot_explanation(nk.explain_tone("A terrible war.")), ())
    assert set(re.findall(r"<path[^>]* transform=\"scale\(([\d.]+)\)\"", svg)) == {"0.015625"}
    assert "scale(0.085 -0.085)" in svg
    assert re.search(r'd="M[\d.]+ [\d.]+\n?L[\d.]+ [\d.]+', svg)


def test_the_report_has_what_it_promises(pages: dict[str, str]) -> None:
    said = pages["article"]
    for heading in ("The article", "Who speaks, and in what tone", "Quotations", "Provenance"):
        assert f">{heading}</h2>" in said
    assert "Jens Stoltenberg" in said
    assert f"newskit {nk.__version__}" in said
    for heading in ("Outlet against outlet", "Over time", "The words behind it"):
        assert f">{heading}</h2>" in pages["corpus"]


@pytest.mark.parametrize("name", ["article", "corpus", "hostile article", "hostile corpus"])
def test_nothing_in_a_report_loads_or_runs(pages: dict[str, str], name: str) -> None:
    tags = re.findall(r"<[a-zA-Z][^>]*>", pages[name])
    assert not [tag for tag in tags if re.search(r"\son\w+=|javascript:|https?://", tag)]
    assert "<script" not in pages[name]
    assert not [tag for tag in tags if tag.startswith("<img") and 'src="data:' not in tag]


def test_nothing_to_report_is_said_in_words() -> None:
    with pytest.raises(ValueError, match="no article has any text"):
        nk.report(pd.DataFrame({"article_id": ["a"], "text": [None]}))


@pytest.mark.parametrize("name", ["article", "corpus"])
def test_the_finding_comes_first_with_intervals(pages: dict[str, str], name: str) -> None:
    text = pages[name]
    first = text.index('<div class="found">')
    assert first < text.index("<nav")
    found = text[first : text.index("</div>", first)]
    assert found.count("<p>") == 3
    assert len(re.findall(r"\[−?[\d.]+, −?[\d.]+\]", found)) >= 3
    assert "no interval" not in found


def test_outlets_whose_intervals_overlap_are_not_ranked_without_saying_so() -> None:
    calm = ["It was a good and happy day.", "A good plan for all.", "They were glad."]
    harsh = ["It was a vicious, cruel murder.", "A brutal war.", "The attack killed them."]
    for sides, apart in (((calm, calm), False), ((calm, harsh), True)):
        pairs = zip("XY", sides, strict=True)
        rows = [(f"{o}{i}", o, text[i % 3]) for o, text in pairs for i in range(9)]
        table = pd.DataFrame(rows, columns=["article_id", "outlet", "text"])
        table["text"] += " “It is a good plan,” Ada Holm said."
        found = nk.report(table).found[1]
        assert "harshest" in found
        assert ("cannot be told apart" not in found) == apart


@pytest.mark.parametrize(
    "text", ["Ships came and went.", "12 34. 56.", "“We rest,” Ada Holm said."]
)
@pytest.mark.parametrize("outlets", ["X", "XY", "XXYY"])
def test_articles_without_any_tone_are_reported_on(text: str, outlets: str) -> None:
    rows = [(f"{o}{i}", o, text, "2024-05-01") for i, o in enumerate(outlets)]
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "text", "published"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nk.NewskitWarning)
        page = nk.report(table)
    assert len(page.found) == 3
    assert ("There is no chart: the comparison has no rows" in page.html) == ("Y" in outlets)


def test_trust_is_the_least_of_what_was_measured_on_news(pages: dict[str, str]) -> None:
    text = pages["article"]
    trust = text[text.index('id="trust"') : text.index("<details", text.index('id="trust"'))]
    figures = nk.validity()
    charges = figures[
        figures["card"].str.startswith("Charges") & (figures["metric"] == "precision")
    ]
    on_news = charges[charges["data"].str.contains("news")]["value"].min()
    assert f"Charges: precision {on_news:.2f}" in trust
    coverage = figures[figures["card"] == "Comparison of groups"]["value"].min()
    assert f"Comparison of groups: coverage of 95 % {coverage:.2f}" in trust
    assert "; </li>" not in trust
    assert trust.count("<li>") == 6


@pytest.mark.parametrize("name", ["article", "corpus"])
def test_provenance_names_every_step_and_headers_are_words(
    pages: dict[str, str], name: str
) -> None:
    text = pages[name]
    steps = text[text.index('id="provenance"') :]
    for verb in ("find_quotes", "split_voices", "match_lexicon", "score_frames", "find_charges"):
        assert escape(DECLARED[verb].says.partition("{")[0]) in steps
    assert "compared by" in steps
    assert len(text.encode()) < 2e6
    assert not re.findall(r"<th[^>]*>[^<]*_[^<]*</th>", text)


def test_snippets_leave_out_what_is_not_a_match_or_a_quotation() -> None:
    articles = nk.load_corpus("wartime_ecstasy")
    whole, cut = (nk.report(articles, text=kind).html for kind in ("whole", "snippets"))
    sentence = "advocating the removal of restrictions"
    assert sentence in whole
    assert cut.count('class="row') < whole.count('class="row')
    with pytest.raises(ValueError, match="'whole' or 'snippets'"):
        nk.report(articles, text="half")


def test_a_report_shows_and_saves_itself(tmp_path: Path) -> None:
    page = nk.report(nk.load_corpus("wartime_ecstasy"))
    assert page.save(tmp_path / "report.html").read_text("utf-8") == page.html
    shown = page._repr_html_()
    assert "sandbox srcdoc=" in shown
    assert escape(page.found[0]) in shown[: shown.index("<iframe")]
    assert ".save('report.html')" in repr(page)


@pytest.mark.parametrize(
    "columns",
    [
        {"article_id": [1, 2]},
        {"article_id": [1.0, 2.0]},
        {"published": [dt.date(2031, 1, 5)] * 2},
        {"published": ["2031-01-05", None]},
        {"published": pd.Timestamp("2031-01-05", tz="CET")},
        {"outlet": [["A", "B"], ["A"]]},
        {"outlet": None},
    ],
    ids=lambda c: next(iter(c)),
)
def test_tables_of_any_shape_are_reported_on(columns: dict[str, Any]) -> None:
    body = "War fever in Ostrania. Bad news came late. “We go at once,” said Ada Holm."
    table = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["X", "Y"], "text": [body] * 2})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nk.NewskitWarning)
        assert "Ada Holm" in nk.report(table.assign(**columns)).html


@pytest.mark.lab
def test_the_legend_filters_by_keyboard_without_a_script(
    pages: dict[str, str], page: Any, tmp_path: Path
) -> None:
    file = tmp_path / "article.html"
    file.write_text(pages["article"], encoding="utf-8")
    page.goto(file.as_uri())
    page.focus("#f0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.querySelector('#f2').checked")
    opacity = page.eval_on_selector_all(
        ".row", "rows => rows.map(r => [r.classList.contains('k2'), getComputedStyle(r).opacity])"
    )
    assert {seen for own, seen in opacity if own} == {"1"}
    assert {seen for own, seen in opacity if not own} == {"0.25"}
    page.evaluate("window.scrollTo(0, 1200)")
    assert page.evaluate("document.querySelector('.key').getBoundingClientRect().top") == 0
    link = page.eval_on_selector("figure .wide a", "a => a.getAttribute('href')")
    assert page.evaluate(f"!!document.querySelector('{link}')")


@pytest.mark.lab
def test_links_lead_to_their_places_also_inside_a_notebook(
    pages: dict[str, str], page: Any, tmp_path: Path
) -> None:
    file = tmp_path / "notebook.html"
    file.write_text(Report("A report", (), pages["article"])._repr_html_(), encoding="utf-8")
    page.goto(file.as_uri())
    for link in ("nav a >> nth=4", ".wide a >> nth=2"):
        place = page.frames[1].locator(link).get_attribute("href")
        page.frames[1].locator(link).click()
        page.frames[1].wait_for_function("to => location.hash === to", arg=place)
    assert page.frames[1].url.startswith("about:srcdoc#s")
    assert len(page.frames) == 2


@pytest.mark.lab
def test_a_finger_filters_and_opens_the_reasons(
    pages: dict[str, str], page: Any, tmp_path: Path
) -> None:
    file = tmp_path / "article.html"
    file.write_text(pages["article"], encoding="utf-8")
    page.set_viewport_size({"width": 380, "height": 800})
    page.goto(file.as_uri())
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for there, done in (
        ("label:has(#f2)", "() => document.querySelector('#f2').checked"),
        (".row summary", "() => document.querySelector('.row details').open"),
    ):
        page.locator(there).first.scroll_into_view_if_needed()
        box = page.locator(there).first.bounding_box()
        finger = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_function(done)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


@pytest.mark.lab
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_both_grounds_and_on_a_phone(
    pages: dict[str, str], page: Any, tmp_path: Path, scheme: str
) -> None:
    seen = []
    for name in ("corpus", "article"):
        file = tmp_path / f"{name}.html"
        file.write_text(pages[name], encoding="utf-8")
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": 380, "height": 800})
        page.goto(file.as_uri())
        seen += page.eval_on_selector_all(
            ".words, .key span, .about, p, summary, mark",
            "all => all.map(e => [getComputedStyle(e).color, getComputedStyle("
            "e.matches('mark') ? e : document.body).backgroundColor])",
        )
    for colour, ground in seen:
        ratio = contrast(*(to_hex([int(x) / 255 for x in re.findall(r"\d+", c)[:3]])
                           for c in (colour, ground)))  # fmt: skip
        assert ratio >= 4.5, (colour, ground)
    assert page.evaluate("getComputedStyle(document.querySelector('.wide')).display") == "none"


@pytest.mark.lab
def test_a_browser_finds_the_pages_whole_at_every_width(
    pages: dict[str, str], page: Any, tmp_path: Path
) -> None:
    for name, text in pages.items():
        file = tmp_path / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        assert _faults(page, file) == [], name


def _faults(page: Any, file: Path) -> list[str]:
    """Return what a browser finds wrong with *file* on a desk, on a phone and in print."""
    from axe_playwright_python.sync_playwright import Axe

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append("a script ran"))
    faults: list[str] = []
    for width, media in ((1200, "screen"), (360, "screen"), (794, "print")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media=media)
        page.goto(file.as_uri())
        found = Axe().run(page).response["violations"]
        faults += [f"{v['id']}: {n['html'][:90]}" for v in found for n in v["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            faults.append(f"wider than {width} pixels in {media}")
    if page.title() == "taken":
        faults.append("a script ran")
    return faults + [url for url in asked if not url.startswith(("data:", "file:"))]


def test_no_figure_is_left_open():
    from matplotlib import pyplot as plt

    before = plt.get_fignums()
    nk.report(nk.load_corpus("one_event").head(6))
    assert plt.get_fignums() == before
