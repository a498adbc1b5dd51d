"""Coding in the notebook: one text at a time, by mouse or keyboard, every click saved at once."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.validation.sheets import read_codes
from newskit.writing import neutral

FILE = ["item", "coder", "code", "coded_at"]


def coding_widget(
    sample: pd.DataFrame,
    path: str | Path,
    *,
    choices: Sequence[str],
    coder: str,
    question: str = "",
) -> Any:
    """Show the texts of *sample* one by one and save a code for each.

    Parameters
    ----------
    sample
        ``item`` and ``text``, as :func:`sample_for_coding` gives them. Nothing else is shown.
    path
        The coder's file (``.csv``): each click replaces it whole, so it is never half written. If
        it is there already, coding goes on where it stopped, also after a restart of the kernel.
    choices
        The codes. The keys 1 to 9 choose them; the arrow keys go back and on.
    coder
        Who codes: one file for each.
    question
        What the coder is asked, shown above the text.

    Returns
    -------
    Widget
        To be shown by the cell. A choice is ticked only once it is on disk. Without widgets
        :func:`write_coding_sheet` does the same on paper; both come back through
        :func:`read_codes`.
    """
    schema.require(sample, ["item", "text"], what="sample")
    if not 1 < len(set(choices)) == len(choices) < 10:
        raise ValueError(f"choices must be two to nine different codes, not {list(choices)!r}")
    path = Path(path)
    if path.suffix != ".csv":
        raise ValueError(f"codes are saved in a .csv file, not {path.name!r}")
    saved = _resume(path, coder, set(choices))
    items = [
        [str(item), str(text)] for item, text in zip(sample["item"], sample["text"], strict=True)
    ]
    return _widget_class()(
        items=items, choices=list(choices), question=question, codes=saved, coder=coder, path=path
    )


def _resume(path: Path, coder: str, choices: set[str]) -> dict[str, str]:
    """Return what *coder* has coded so far; refuse another coder's file, or other choices."""
    if not path.exists():
        return {}
    codes = read_codes(path)
    others, unknown = set(codes["coder"]) - {coder.strip()}, set(codes["code"]) - choices
    if others:
        raise ValueError(
            f"{path.name} holds the codes of {min(others)!r}; give {coder!r} a new file"
        )
    if unknown:
        raise ValueError(f"{path.name} holds the code {min(unknown)!r}, which is not a choice here")
    return dict(zip(codes["item"], codes["code"], strict=True))


def save_codes(path: Path, coder: str, codes: dict[str, str]) -> None:
    """Replace the file at *path* by *codes* in one step: old or new, never half of either."""
    beside = path.with_name(f".{path.name}.part")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with open(beside, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FILE)
        for item, code in codes.items():
            writer.writerow([neutral(cell) for cell in (item, coder, code, now)])
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


@cache
def _widget_class() -> type:
    if find_spec("anywidget") is None:
        raise ImportError(
            "coding_widget needs anywidget: pip install 'newskit[lab]', or use write_coding_sheet"
        )
    import anywidget
    import traitlets

    class CodingWidget(anywidget.AnyWidget):
        _esm = _ESM
        _css = _CSS
        items: Any = traitlets.List().tag(sync=True)
        choices: Any = traitlets.List().tag(sync=True)
        question = traitlets.Unicode().tag(sync=True)
        codes: Any = traitlets.Dict().tag(sync=True)
        saves = traitlets.Int().tag(sync=True)
        problem = traitlets.Unicode().tag(sync=True)

        def __init__(self, *, coder: str, path: Path, **state: Any) -> None:
            super().__init__(**state)
            self._coder, self._path = coder, path
            self.on_msg(lambda _, message, __: self.code(message["item"], message["code"]))

        def code(self, item: str, code: str) -> None:
            """Save *code* for *item*, then let the page know."""
            known = {name for name, _ in self.items}
            if item not in known or code not in self.choices:
                return
            codes = {**self.codes, item: code}
            try:
                save_codes(self._path, self._coder, codes)
            except OSError as error:
                self.problem = f"not saved: {error}"
                return
            with self.hold_sync():
                self.codes, self.problem, self.saves = codes, "", self.saves + 1

    return CodingWidget


# Texts reach the page as textContent alone, so markup in them stays text. The attribute keeps
# JupyterLab from taking the digits for its own shortcuts (1 would make the cell a heading).
_ESM = """
function render({ model, el }) {
  const items = model.get("items"), choices = model.get("choices");
  const make = (tag, name) => { const e = document.createElement(tag);
    e.className = "newskit-" + name; el.append(e); return e; };
  el.classList.add("newskit-coding");
  el.tabIndex = 0;
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const progress = make("div", "progress"), question = make("div", "question");
  const text = make("div", "text"), row = make("div", "choices"), problem = make("div", "problem");
  question.textContent = model.get("question");
  const button = (label, act) => { const b = document.createElement("button");
    b.textContent = label; b.onclick = () => { act(); el.focus(); }; row.append(b); return b; };
  const next = from => { const codes = model.get("codes");
    for (let i = 0; i < items.length; i++) {
      const at = (from + i) % items.length;
      if (!(items[at][0] in codes)) return at; }
    return from % Math.max(items.length, 1); };
  let at = next(0), waiting = null;
  const go = to => { at = Math.min(Math.max(to, 0), items.length - 1); draw(); };
  // The next key is for the next text, which shows only once this code is on disk.
  const code = choice => { if (!items.length || waiting !== null) return;
    waiting = at; draw(); model.send({ item: items[at][0], code: choice }); };
  button("←", () => go(at - 1)).title = "back";
  const buttons = choices.map((c, i) => button((i + 1) + " · " + c, () => code(c)));
  button("→", () => go(at + 1)).title = "on";
  const draw = () => {
    const codes = model.get("codes"), done = items.filter(i => i[0] in codes).length;
    const all = done === items.length ? ": all done, thank you" : "";
    progress.textContent = items.length ?
      `item ${items[at][0]} · ${done} of ${items.length} saved${all}` : "nothing to code";
    text.textContent = items.length ? items[at][1] : "";
    buttons.forEach((b, i) => b.setAttribute("aria-pressed",
      String(items.length > 0 && codes[items[at][0]] === choices[i])));
    problem.textContent = waiting === null ? model.get("problem") : "saving …"; };
  const saved = () => { if (waiting !== null) at = next(waiting + 1); waiting = null; draw(); };
  const failed = () => { if (model.get("problem")) waiting = null; draw(); };
  model.on("change:saves", saved);
  model.on("change:problem", failed);
  el.addEventListener("keydown", event => {
    const digit = Number(event.key);
    if (digit >= 1 && digit <= choices.length) code(choices[digit - 1]);
    else if (event.key === "ArrowLeft") go(at - 1);
    else if (event.key === "ArrowRight") go(at + 1);
    else return;
    event.preventDefault(); event.stopPropagation(); });
  draw();
  return () => { model.off("change:saves", saved); model.off("change:problem", failed); };
}
export default { render };
"""
_CSS = """
.newskit-coding { border: 1px solid #bbb; padding: 0.8em 1em; max-width: 46em; outline-offset: 2px;
} .newskit-coding:focus { outline: 2px solid #0072b2; }
.newskit-progress { color: #666; font-size: 0.85em; }
.newskit-question { font-weight: 600; margin: 0.4em 0; }
.newskit-text { white-space: pre-wrap; line-height: 1.5; max-height: 24em; overflow: auto; }
.newskit-choices { display: flex; gap: 0.4em; flex-wrap: wrap; margin-top: 0.8em; }
.newskit-choices button { padding: 0.4em 0.9em; cursor: pointer; }
.newskit-choices button[aria-pressed="true"] { background: #0072b2; color: white; }
.newskit-problem { color: #a00; }
"""
