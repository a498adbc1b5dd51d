"""The report: one page, nothing from outside, hostile text stays text, and a browser agrees."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import newskit as nk

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
        )
        for i in range(n)
    ]
    return nk.articles_table(rows)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    one = nk.load_corpus("wartime_ecstasy")
    with warnings.catch_warnings():
        # A few hostile lines are too little for some intervals; that is said, and not the point.
        warnings.simplefilter("ignore", nk.NewskitWarning)
        return {
            "article": nk.report(one),
            "corpus": nk.report(nk.load_corpus("one_event")),
            "hostile article": nk.report(hostile(1)),
            "hostile corpus": nk.report(hostile(6)),
        }


def test_the_report_has_what_it_promises(pages: dict[str, str]) -> None:
    said = pages["article"]
    for heading in ("The article", "Who speaks", "In what tone", "Provenance"):
        assert f">{heading}</h2>" in said
    assert "Jens Stoltenberg" in said
    assert "moved VADER" in said
    assert f"newskit {nk.__version__}" in said
    for heading in ("By outlet", "Over time", "The evidence"):
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
