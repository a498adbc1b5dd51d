"""The figure of a chart that was not given any axes: sharp in a notebook, and readable aloud."""

from __future__ import annotations

import io

from matplotlib.figure import Figure


class Chart(Figure):
    """A figure that a notebook shows at twice the pixels, with its values as alternative text."""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        out = io.BytesIO()
        self.savefig(out, format="png", dpi=2 * self.dpi)
        wide, high = (round(size * self.dpi) for size in self.get_size_inches())
        said = "\n".join(getattr(ax, "newskit_alt", "") for ax in self.axes) or repr(self)
        display(  # type: ignore[no-untyped-call]
            {"image/png": out.getvalue(), "text/plain": said},
            raw=True,
            metadata={"image/png": {"width": wide, "height": high}},
        )
