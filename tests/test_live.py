"""The marked article in a running JupyterLab: filter by keyboard, sort, copy; and left unrun."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib.colors import to_hex

import newskit as nk
from newskit.charts.colours import contrast
from newskit.pages import live
from tests.lab import Lab, lab_session

CELL = """\
import newskit as nk
articles = nk.load_corpus("wartime_ecstasy")
tone, hits = nk.score_tone(articles, spans="voices"), nk.match_lexicon(articles, "wartime_ecstasy")
nk.highlight(articles, [tone, hits, nk.find_charges(articles)])"""
SEEN = """() => [...document.querySelectorAll('.newskit-live > p [data-k]')].map(e => {
  const s = getComputedStyle(e);
  return [!!e.closest('.newskit-on'), s.backgroundColor, s.borderBottomColor, s.color]; })"""


def tables() -> list[Any]:
    articles = nk.load_corpus("wartime_ecstasy")
    return [
        nk.score_tone(articles, spans="voices"),
        nk.match_lexicon(articles, "wartime_ecstasy"),
        nk.find_charges(articles),
    ]


def test_the_code_of_every_button_makes_what_it_shows() -> None:
    articles = nk.load_corpus("wartime_ecstasy")
    marked = nk.highlight(articles, tables())
    assert len(marked.code) == 1 + len(marked.counts)
    for code, number in zip(marked.code[1:], marked.counts.values(), strict=True):
        *before, last = code.splitlines()
        names: dict[str, Any] = {"nk": nk, "articles": articles}
        exec("\n".join(before), names)
        assert len(eval(last, names)) == number


def test_of_many_articles_the_code_chooses_the_one() -> None:
    articles = nk.load_corpus("one_event")
    one = articles.iloc[[3]]
    voices = nk.split_voices(articles)
    marked = nk.highlight(one, voices)
    names: dict[str, Any] = {"nk": nk, "articles": articles}
    *before, last = marked.code[0].splitlines()
    exec("\n".join(before), names)
    assert set(eval(last, names)["article_id"]) == set(one["article_id"])


def test_without_a_kernel_there_is_the_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_widget_class", lambda: pytest.fail("no kernel, no widget"))
    shown = nk.highlight(nk.load_corpus("wartime_ecstasy"))._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert "<style" not in shown["text/html"]
    assert "<input" not in shown["text/html"]
    assert "text-decoration" not in shown["text/html"]


@pytest.fixture(scope="module")
def opened(playwright: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A notebook with one marked article, run in a JupyterLab of its own."""
    root = tmp_path_factory.mktemp("live")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, root / "live.ipynb")
    with lab_session(playwright, root) as lab:
        lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        panel = lab.open("live.ipynb")
        assert lab.run_all() == []
        panel.locator(".newskit-live").wait_for()
        yield lab, panel, root
        lab.shut()


@pytest.mark.lab
def test_a_voice_is_chosen_by_keyboard_and_all_else_fades(opened: tuple[Lab, Any, Path]) -> None:
    lab, panel, _ = opened
    page = lab.page
    panel.get_by_role("button", name="everything").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    chosen = panel.locator(".newskit-bar button[aria-pressed=true]")
    assert "Dmitry Peskov" in chosen.inner_text()
    seen = page.evaluate(SEEN)
    own = [each for each in seen if each[0]]
    faded = [each for each in seen if not each[0]]
    assert (len({each[3] for each in own}), len({each[3] for each in faded})) == (1, 1)
    assert own[0][3] != faded[0][3]
    assert {each[1] for each in faded} == {"rgba(0, 0, 0, 0)"}
    assert min(len(own), len(faded)) > 10
    spoken = nk.highlight(nk.load_corpus("wartime_ecstasy"), tables()).counts["Dmitry Peskov"]
    assert panel.locator("tbody tr:not([hidden])").count() == spoken
    panel.get_by_text(re.compile(f"{spoken} of [0-9]+ rows")).wait_for()
    page.keyboard.press("Escape")
    assert "everything" in chosen.inner_text()
    assert len({each[1] for each in page.evaluate(SEEN)}) > 4


@pytest.mark.lab
def test_rows_sort_by_tone_and_the_code_is_copied(opened: tuple[Lab, Any, Path]) -> None:
    lab, panel, _ = opened
    panel.get_by_role("button", name="sort by tone").click()
    tones = panel.locator("td [data-tone]").evaluate_all("all => all.map(e => e.dataset.tone)")
    numbers = [float(tone) for tone in tones if tone != "nan"]
    assert numbers == sorted(numbers)
    assert panel.locator("details").get_attribute("open") is not None
    panel.get_by_role("button", name="Jens Stoltenberg").click()
    panel.get_by_role("button", name="copy code").click()
    panel.get_by_text("copied").wait_for()
    code = lab.page.evaluate("() => navigator.clipboard.readText()")
    assert code.endswith(
        """table[table["speaker_name"] == 'Jens Stoltenberg'].sort_values("tone")"""
    )
    panel.get_by_role("button", name="everything").click()
    panel.get_by_role("button", name="sort by tone").click()
    assert lab.outside_requests() == []


GROUNDS = """() => [...document.querySelectorAll('.newskit-live p [data-k], .newskit-live button')]
  .map(e => { const grounds = []; for (let at = e; at; at = at.parentElement)
    grounds.push(getComputedStyle(at).backgroundColor);
  return [getComputedStyle(e).color, grounds]; })"""


def over(colours: list[str]) -> tuple[float, ...]:
    """Return what is seen of translucent *colours*, the first on top."""
    seen: tuple[float, ...] = (1.0, 1.0, 1.0)
    for colour in reversed(colours):
        *rgb, alpha = (*map(float, re.findall(r"[\d.]+", colour)), 1.0)[:4]
        seen = tuple(alpha * c / 255 + (1 - alpha) * b for c, b in zip(rgb, seen, strict=True))
    return seen


@pytest.mark.lab
@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_marks_and_buttons_can_be_read_in_either_theme(
    opened: tuple[Lab, Any, Path], theme: str
) -> None:
    page = opened[0].page
    change = "t => window.jupyterapp.commands.execute('apputils:change-theme', { theme: t })"
    page.evaluate(change, f"JupyterLab {theme}")
    page.wait_for_timeout(800)
    for colour, grounds in page.evaluate(GROUNDS):
        ground = over(grounds)
        assert contrast(to_hex(over([colour, *grounds])), to_hex(ground)) >= 4.5
        assert (sum(ground) < 1.5) == (theme == "Dark")


@pytest.mark.lab
def test_axe_finds_nothing_in_the_reader(opened: tuple[Lab, Any, Path]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened[0].page, context=".newskit-live").response["violations"]
    assert [f"{v['id']}: {n['html'][:90]}" for v in found for n in v["nodes"]] == []


@pytest.mark.lab
def test_what_is_saved_is_the_page_alone_and_opens_without_a_kernel(
    opened: tuple[Lab, Any, Path],
) -> None:
    lab, _, root = opened
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lab.page.wait_for_timeout(800)
    book = json.loads((root / "live.ipynb").read_text("utf-8"))
    ((output),) = book["cells"][0]["outputs"]
    assert set(output["data"]) == {"text/html", "text/plain"}
    panel = lab.open("live.ipynb")
    panel.locator(".jp-RenderedHTML details summary").wait_for()
    text = panel.locator(".jp-OutputArea-output").first.inner_text()
    assert "Dmitry Peskov" in text
    assert "rror displaying widget" not in text
