"""Write the gallery, every chart from the example in its docstring: ``python docs/gallery.py``."""

from __future__ import annotations

import doctest
import inspect
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt

import newskit as nk

HERE = Path(__file__).parent
PICTURES = HERE / "pictures" / "gallery"
HEAD = """# Gallery

Every chart, made from the example in its docstring. Each takes a table and `ax=`, returns an
ordinary Axes, carries what is drawn on `ax.newskit_table` and says it in words on `ax.newskit_alt`.
In a dark JupyterLab, see [below](#on-a-dark-ground).
"""


DARK = """## On a dark ground

A chart is a sheet of paper. It is white in a dark JupyterLab too, so that a notebook shows the same
to whoever opens it, in either theme and in print; on a ground that lets the page through, the ink
would vanish as soon as a reader has the other theme. For a dark sheet, choose a dark style before
drawing: ink, lines and the colours of the voices follow it, and every word stays readable.

```python
import matplotlib.pyplot as plt
plt.style.use("dark_background")  # plt.style.use("default") goes back
```

![The voices of the sample article in bright colours on black](pictures/gallery/dark.png)

The page of `report()` needs none of this: it follows the light or dark setting of whoever reads it.
"""


def charts() -> list[str]:
    """Return the names of all charts, in alphabetical order."""
    return [name for name in nk.__all__ if name.startswith("plot_")]


def example(chart: str) -> tuple[str, Any]:
    """Return the code of the example of *chart*, and the Axes that it makes."""
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(getattr(nk, chart)) or "")
    code, names = "", dict[str, Any]()
    for each in examples:
        exec(compile(each.source, chart, "single"), names)
        code += each.source
        if "ax" in names:
            return code, names["ax"]
    raise ValueError(f"the docstring of {chart} has no example that makes an ax")


def entry(chart: str) -> str:
    """Draw *chart*, and return its part of the gallery."""
    code, ax = example(chart)
    ax.figure.savefig(PICTURES / f"{chart}.png", dpi=75, metadata={"Software": None})
    first = (inspect.getdoc(getattr(nk, chart)) or "").partition("\n")[0]
    alt = ax.newskit_alt.replace("[", "(").replace("]", ")")[:300]
    return (
        f"## {chart}\n\n{first}\n\n```python\n{code}```\n\n![{alt}](pictures/gallery/{chart}.png)\n"
    )


def main() -> None:
    """Draw all charts and write the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = "\n".join([HEAD, *map(entry, charts()), DARK])
    with plt.style.context("dark_background"):
        _, ax = example("plot_voices")
        ax.figure.savefig(PICTURES / "dark.png", dpi=75, metadata={"Software": None})
    (HERE / "gallery.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
