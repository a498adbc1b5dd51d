"""Small token tables that several tests share."""

from __future__ import annotations

import pandas as pd

from newskit import schema


def tokenized(texts: dict[str, str], **groups: dict[str, str]) -> pd.DataFrame:
    """Words parted by blanks, sentences by full stops."""
    rows = []
    for article, text in texts.items():
        sentence = start = 0
        for word in text.split(" "):
            rows.append((article, sentence, start, start + len(word), word))
            start += len(word) + 1
            sentence += word == "."
    table = pd.DataFrame(rows, columns=list(schema.TOKENS))
    return table.assign(**{name: table["article_id"].map(by) for name, by in groups.items()})


TOKENS = tokenized(
    {
        "a1": "the war is glorious . the glorious war goes on",
        "a2": "glorious is the war , said the minister",
        "b1": "the talks go on . the talks may end the war",
        "b2": "talks end",
    },
    outlet={"a1": "Courier", "a2": "Courier", "b1": "Herald", "b2": "Herald"},
)
