"""docs/measures.md is what the cards and the benchmarks' results give, no more and no less."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

import newskit as nk
from benchmarks import cards
from newskit.validation.cards import measure_cards

CARDS = tomllib.loads(cards.CARDS.read_text(encoding="utf-8"))["card"]
CARD = {
    "title": "Warmth",
    "call": "warmth(x)",
    "what": "a",
    "formula": "b",
    "range": "c",
    "undefined": "d",
    "failures": ["e"],
    "sources": ["f"],
    "figures": ["warm*:*"],
}
FIGURE = {"measure": "warmth", "metric": "r", "data": "10 days", "value": 0.61234, "n": 4002}


def write(folder, name, **figure):
    result = {"command": f"python benchmarks/{name}.py", "date": "2031-04-08", "figures": [figure]}
    (folder / f"{name}.json").write_text(json.dumps(result))


@pytest.mark.parametrize("path", cards.PAGES, ids=lambda path: path.name)
def test_a_page_is_what_the_results_give(path):
    made = cards.PAGES[path]()
    assert path.read_text(encoding="utf-8") == made, "run python benchmarks/cards.py"


def test_a_changed_figure_changes_the_page(tmp_path):
    write(tmp_path, "warm", **FIGURE, low=0.58, high=0.64, comparison="VADER 0.5")
    page = cards.render([CARD], cards.read_results(tmp_path))
    assert "| warmth r | 10 days | 0.612 [0.580, 0.640] | 4,002 | VADER 0.5 |" in page
    assert "`python benchmarks/warm.py`, 2031-04-08" in page
    write(tmp_path, "warm", **{**FIGURE, "value": 0.5})
    assert cards.render([CARD], cards.read_results(tmp_path)) != page


def test_a_figure_without_an_interval_shows_none(tmp_path):
    write(tmp_path, "warm", **FIGURE, low=0.61234, high=0.61234)
    assert "| 0.612 | 4,002 |" in cards.render([CARD], cards.read_results(tmp_path))


def test_no_figure_is_lost(tmp_path):
    write(tmp_path, "cold", **FIGURE)
    page = cards.render([CARD], cards.read_results(tmp_path))
    assert "No benchmark figures yet." in page
    assert page.index("## Other figures") < page.index("| warmth r | 10 days | 0.612 | 4,002 |")


def test_every_card_is_whole_and_calls_something_public():
    for card in CARDS:
        assert set(card) == set(CARD), card["title"]
        assert all(card.values()), card["title"]
        names = [call.split("(")[0] for call in card["call"].split("), ")]
        assert all(name in nk.__all__ for name in names), card["title"]


def test_the_validity_table_is_about_validity():
    """Speed, and checks that two programs give the same, stand elsewhere."""
    metrics = nk.validity()["metric"]
    assert len(metrics) > 50
    assert not metrics.str.contains("times |seconds|differ|peak |a second").any()


def test_a_notebook_shows_cards_and_figures_whole() -> None:
    figures, told = nk.validity(), measure_cards()
    html = figures._repr_html_()
    assert html.count("<details") == figures["card"].nunique()
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", figures.head(1)._repr_html_())
    assert heads == ["data", "metric", "value [95 % interval]", "n", "beside it"]
    assert html.count("<tr>") == len(figures) + figures["card"].nunique()
    shown = told.iloc[:2]._repr_html_()
    assert "<code>score_tone(articles)</code>" in shown
    assert told["failures"].iloc[1][-1] in shown
    fields = ["what", "formula", "range", "undefined", "failures", "sources"]
    assert re.findall(r"<td[^>]*>(\w+)</td>", told.head(1)._repr_html_())[:6] == fields
    assert not re.search(r">(nan|None)<", html)
    assert ">None<" not in figures.head(1).assign(comparison=None)._repr_html_()
    assert "[0." in shown
    assert "<details" not in figures[["card", "value"]]._repr_html_()
    assert "..." not in figures.head(1)._repr_html_()
