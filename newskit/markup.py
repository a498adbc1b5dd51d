"""Text into HTML that stays text: the one way from printed words to a notebook's page."""

from __future__ import annotations

import html
import re

# Control characters, and the marks that turn the direction of all that follows: a text may hold
# them, a page must not obey them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


def escape(words: object) -> str:
    """Return *words* as text for HTML, inside elements and inside quoted attributes.

    >>> escape('<script>"')
    '&lt;script&gt;&quot;'
    """
    return html.escape(_UNSEEN.sub("\ufffd", str(words)), quote=True)


def element(name: str, content: str, **attributes: str) -> str:
    """Return *content*, which is HTML already, in an element with *attributes* escaped.

    >>> element("u", "war", title='"martial"')
    '<u title="&quot;martial&quot;">war</u>'
    """
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{content}</{name}>"
