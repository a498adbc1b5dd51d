"""Questions and answers: paragraphs that begin with the name of who speaks ("HOLM: We rest.")."""

from __future__ import annotations

import re
from collections import Counter

_LABEL = re.compile(
    r"[\"“”'`]{0,2}\s*((?:[A-Z][\w.'’-]*)(?: (?:[A-Z][\w.'’-]*|of|the|de|van)){0,4}):(?=\s+\S)"
)
_ENOUGH = 3

Block = tuple[int, int]


def labels(text: str, blocks: list[Block]) -> dict[Block, re.Match[str]]:
    """Return the labelled paragraphs of a transcript; none if the text is not one.

    A transcript has at least three labelled paragraphs, and a label that comes back.
    """
    found = {block: m for block in blocks if (m := _LABEL.match(text, *block))}
    counts = Counter(m[1] for m in found.values())
    if len(found) < _ENOUGH or max(counts.values()) == 1:
        return {}
    return {block: m for block, m in found.items() if counts[m[1]] > 1 or m[1].isupper()}
