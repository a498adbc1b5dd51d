"""Frames learned from codes: predictions, explanations that add up, honest reports, safe files."""

import io
import json
import pickle
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("sklearn", reason="FrameModel needs the extra `learn`")

from newskit.learning import _BLOCKS, FrameModel, _documents, _report
from newskit.lexicon.record import read_lexicon

RNG = np.random.default_rng(sum(map(ord, "frames")))
WORDS = {
    "war": ["army", "missile", "front", "shelling", "troops", "siege"],
    "money": ["tax", "budget", "export", "wages", "tariff", "debt"],
    "faith": ["bishop", "prayer", "sin", "temple", "mercy", "sermon"],
}
PLACES = ["Lesk", "Torvia", "Velmora", "the coast", "the north", "the capital"]


def sentence(*frames):
    words = [w for f in frames for w in RNG.choice(WORDS[f], 2, replace=False)]
    filler = RNG.choice([f"item{i}" for i in range(400)], 4, replace=False)
    mixed = [*words, *filler, RNG.choice(PLACES)]
    return " ".join(RNG.permutation(mixed))


SINGLE = [(sentence(f), f) for f in WORDS for _ in range(30)]
SEVERAL = [
    (sentence(*fs), set(fs))
    for fs in [("war",), ("money",), ("war", "money"), ("faith",), ()]
    for _ in range(24)
]


@pytest.fixture(scope="module")
def model():
    return FrameModel(cues=["generic_frames"]).fit(*zip(*SINGLE, strict=True))


@pytest.fixture(scope="module")
def several():
    return FrameModel(cues=()).fit(*zip(*SEVERAL, strict=True))


def test_prediction_is_a_frame_and_a_probability_per_frame(model):
    texts = ["The troops and the siege", "A tax on wages"]
    assert model.predict(texts).tolist() == ["war", "money"]
    table = model.table(texts)
    assert (
        model.predict_proba(texts).tolist() == table[["faith", "money", "war"]].to_numpy().tolist()
    )
    assert list(table.columns) == ["frame", "faith", "money", "war"]
    assert table["frame"].tolist() == ["war", "money"]
    assert table[["faith", "money", "war"]].sum(axis=1).tolist() == pytest.approx([1, 1])


def test_the_index_of_a_column_is_kept(model):
    column = pd.Series(["The siege"], index=["article 7"])
    assert model.table(column).index.tolist() == ["article 7"]


def test_several_labels_are_decided_one_by_one(several):
    texts = [sentence("war", "money"), sentence("faith"), "item1 item2"]
    assert several.predict(texts).tolist() == [("money", "war"), ("faith",), ()]
    table = several.table(texts)
    assert table["frame"].tolist() == ["money; war", "faith", ""]
    assert table.iloc[0][["money", "war"]].min() > 0.5


def test_a_frame_is_told_from_a_half_on(several):
    """One word of a frame among words of no frame leaves it in doubt."""
    texts = [f"{word} {'item1 ' * n}" for own in WORDS.values() for word in own for n in (1, 4)]
    table = several.table(texts)
    every = table[["faith", "money", "war"]].to_numpy()
    assert ((every > 0.5) & (every < 0.7)).any()
    assert ((every > 0.3) & (every < 0.5)).any()
    for name, *probabilities in table.itertuples(index=False):
        likely = [f for f, p in zip(several.classes_, probabilities, strict=True) if p > 0.5]
        assert name == "; ".join(likely)


def test_no_texts_give_no_rows(model):
    assert model.predict([]).tolist() == []
    table = model.table([])
    assert list(table.columns) == ["frame", "faith", "money", "war"]
    assert table.empty


@settings(max_examples=20, deadline=None)
@given(words=st.lists(st.sampled_from(["troops", "tax", "sin", "don’t", "war-time", "—", "Ünø"])))
def test_contributions_add_up_to_the_decision(model, words):
    text = " ".join(words)
    for frame, decision in zip(model.classes_, model.decision_function([text])[0], strict=True):
        table = model.explain(text, frame=frame)
        assert table["contribution"].sum() == pytest.approx(decision, abs=1e-9)
        placed = table.dropna(subset=["start"])
        assert [text[a:b] for a, b in zip(placed["start"], placed["end"], strict=True)] == list(
            placed["word"]
        )


def test_the_words_of_a_frame_carry_it(model):
    table = model.explain("item3 troops in Lesk", frame="war").dropna()
    assert table.loc[table["contribution"].idxmax(), "word"] == "troops"
    assert set(model.explain("item3 troops")["frame"]) == {"war"}


def test_features_know_where_they_stand():
    text, lexicons = "The war-time war, a tax", [read_lexicon("generic_frames")]
    (document,) = _documents([text], lexicons=lexicons)
    found = {
        name: [(feature, [text[a:b] for a, b in spans]) for feature, spans in places(document)]
        for name, places in _BLOCKS.items()
    }
    assert found["words"][:3] == [("the", ["The"]), ("war", ["war"]), ("time", ["time"])]
    assert ("war time", ["war", "time"]) in found["words"]
    assert found["parts"][:3] == [("<th", ["The"]), ("the", ["The"]), ("he>", ["The"])]
    assert found["cues"][-1] == ("generic_frames: economic_consequences", ["tax"])


def test_parts_know_the_edges_of_a_word():
    (document,) = _documents(["war"], lexicons=[])
    parts = [name for name, _ in _BLOCKS["parts"](document)]
    assert parts == ["<wa", "war", "ar>", "<war", "war>", "<war>"]


def test_a_cue_speaks_for_words_that_were_never_seen():
    cues = {"war": ["army", "navy", "siege"], "money": ["tax", "wages", "debt"]}
    texts = ["army x", "navy y", "tax x", "wages y"] * 3
    codes = ["war", "war", "money", "money"] * 3
    model = FrameModel(cues=[cues]).fit(texts, codes)
    assert model.predict(["siege z", "debt z"]).tolist() == ["war", "money"]
    table = model.explain("siege z", frame="war").dropna()
    assert table.loc[table["word"] == "siege", "contribution"].iloc[0] > 0.1


def test_a_rare_frame_is_predicted():
    common = [f"tax item{i} item{i + 1}" for i in range(60)]
    rare = [f"army tax item{i} item{i + 1}" for i in range(5)]
    model = FrameModel(cues=()).fit(common + rare, ["money"] * 60 + ["war"] * 5)
    decisions = model.decision_function(["army tax item3"])[0]
    assert decisions.argmax() == 1
    # Its few texts weigh as much as the many: the errors of both add up to nothing.
    told = model.decision_function(common + rare)[:, 1]
    assert told[:60].mean() == pytest.approx(-told[60:].mean(), abs=1e-3)


def test_cross_validation_reports_each_frame_with_n_and_interval(model):
    report = model.cross_validate(*zip(*SINGLE, strict=True)).set_index("frame")
    assert report.loc[["war", "money", "faith"], "n"].tolist() == [30, 30, 30]
    assert report.loc["accuracy", "f1"] > 0.8
    assert ((report["low"] <= report["f1"]) & (report["f1"] <= report["high"])).all()


def test_cross_validation_does_not_reward_copies():
    noise = [" ".join(RNG.choice([f"w{i}" for i in range(300)], 8)) for _ in range(40)]
    codes = RNG.permutation(["a", "b"] * 20).tolist()
    texts, doubled = [t for t in noise for _ in range(3)], [c for c in codes for _ in range(3)]
    model = FrameModel(cues=())
    accuracy = model.cross_validate(texts, doubled).set_index("frame").loc["accuracy", "f1"]
    apart = range(len(texts))
    leaked = model.cross_validate(texts, doubled, groups=apart).set_index("frame")
    assert accuracy < 0.75 < leaked.loc["accuracy", "f1"]


def test_the_report_agrees_with_scikit_learn():
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    gold, chosen = RNG.integers(0, 3, 60), RNG.integers(0, 3, 60)
    table = _report(
        list("abc"), np.eye(3, dtype=bool)[gold], np.eye(3, dtype=bool)[chosen], np.arange(60)
    )
    oracle = precision_recall_fscore_support(gold, chosen)
    for name, values in zip(["precision", "recall", "f1"], oracle, strict=False):
        assert table[name].tolist()[:3] == pytest.approx(list(values))
    assert table["f1"].iloc[4] == pytest.approx(accuracy_score(gold, chosen))


def test_it_is_an_estimator_of_scikit_learn():
    from sklearn.base import clone, is_classifier
    from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold, cross_val_score

    texts, codes = zip(*SINGLE, strict=True)
    model = FrameModel(cues=["war_peace"], strength=0.5)
    assert is_classifier(model)
    again = clone(model)
    assert again is not model
    assert again.get_params() == {"cues": ["war_peace"], "strength": 0.5}
    scores = cross_val_score(
        model,
        texts,
        codes,
        groups=range(len(texts)),
        cv=StratifiedGroupKFold(3),
        scoring="f1_macro",
    )
    assert scores.mean() > 0.8
    assert cross_val_score(model, texts, codes, cv=3).mean() > 0.8
    search = GridSearchCV(FrameModel(cues=()), {"strength": [0.1, 1.0]}, cv=3).fit(texts, codes)
    assert search.best_params_["strength"] in (0.1, 1.0)
    with pytest.raises(ValueError, match="no parameter 'colour'"):
        model.set_params(colour=1)


def test_the_temperature_is_that_of_scikit_learn(model):
    texts = [t for t, _ in SINGLE[::7]]
    odds = model.decision_function(texts) * model._calibration[0, 0]
    raised = np.exp(odds)
    expected = raised / raised.sum(axis=1, keepdims=True)
    assert model.predict_proba(texts) == pytest.approx(expected)
    assert model._calibration[0, 0] > 1


def test_two_frames_have_opposite_decisions():
    two = FrameModel(cues=()).fit(*zip(*(SINGLE[:30] + SINGLE[-30:]), strict=True))
    decisions = two.decision_function(["The troops", "A sermon on sin", "nothing"])
    assert decisions[:, 0] == pytest.approx(-decisions[:, 1])
    assert two.predict(["the troops", "a sermon on sin"]).tolist() == ["war", "faith"]


@pytest.mark.parametrize("codes", [["a", "b"], [["a"], ["b"]], [["a", "b"], []]])
def test_two_texts_are_enough_to_learn_something(codes):
    model = FrameModel(cues=()).fit(["war came", "tax rose"], codes)
    assert len(model.table(["war"])) == 1
    assert np.isfinite(model.predict_proba(["war"])).all()


def test_probabilities_of_noise_are_modest():
    texts = [" ".join(RNG.choice([f"w{i}" for i in range(300)], 8)) for _ in range(80)]
    model = FrameModel(cues=()).fit(texts, RNG.permutation(["a", "b"] * 40).tolist())
    assert model.table([f"w{i} w{i + 1}" for i in range(99)])["a"].between(0.2, 0.8).all()


def test_few_texts_make_no_certainty(model):
    few = FrameModel(cues=()).fit(*zip(*(SINGLE[:12] + SINGLE[-12:]), strict=True))
    assert few.table(["tax tax"]).iloc[0, 1:].between(0.001, 0.999).all()


@pytest.mark.parametrize(
    ("texts", "codes", "groups", "says"),
    [
        (["a b", "c d"], ["x"], None, "2 texts but 1 codes"),
        (["a b", "c d"], ["x", "x"], None, "at least two frames"),
        (["a b", None], ["x", "y"], None, "text 1 is None"),
        (["a b", "c d"], ["x", None], None, "text 1 has no code"),
        (["a b", "c d"], ["x", float("nan")], None, "text 1 has no code"),
        (["a b", "c d"], ["x", "frame"], None, "cannot be called 'frame'"),
        (["a b", "c d"], ["x", "y"], [1], "2 texts but 1 groups"),
        (["a b", "c d"], ["x", "y"], [1, None], "text 1 has no group"),
    ],
)
def test_bad_input_is_refused_in_words(texts, codes, groups, says):
    with pytest.raises(ValueError, match=says):
        FrameModel(cues=()).fit(texts, codes, groups)


def test_one_text_is_no_list_of_texts(model):
    with pytest.raises(TypeError, match="not one text"):
        model.predict("The army")


def test_a_table_is_no_list_of_texts_and_strength_is_above_zero():
    with pytest.raises(TypeError, match="no table"):
        FrameModel(cues=()).fit(pd.DataFrame({"text": ["a", "b"]}), ["x", "y"])
    with pytest.raises(ValueError, match="strength must be above 0, not 0"):
        FrameModel(cues=(), strength=0).fit(["war", "tax"], ["x", "y"])


def test_one_codebook_may_be_named_alone():
    model = FrameModel(cues="war_peace").fit(["war came", "tax rose"], ["a", "b"])
    assert [x.name for x in model._lexicons] == ["war_peace"]


def test_an_unfitted_model_and_an_unknown_frame_say_so(model):
    with pytest.raises(ValueError, match="call fit"):
        FrameModel(cues=()).predict(["x"])
    with pytest.raises(ValueError, match="unknown frame 'peace'"):
        model.explain("x", frame="peace")


@pytest.mark.parametrize("kind", ["model", "several"])
def test_a_saved_model_predicts_and_explains_the_same(kind, request, tmp_path):
    fitted, path = request.getfixturevalue(kind), tmp_path / "model.npz"
    fitted.save(path)
    loaded, texts = FrameModel.load(path), [t for t, _ in SINGLE[::9]]
    pd.testing.assert_frame_equal(loaded.table(texts), fitted.table(texts))
    pd.testing.assert_frame_equal(loaded.explain(texts[0]), fitted.explain(texts[0]))


def rewritten(path, **changes):
    """Write the archive at *path* again with some arrays changed (None: left out)."""
    with np.load(path) as stored:
        arrays = {key: stored[key] for key in stored.files} | changes
    np.savez(path, **{key: value for key, value in arrays.items() if value is not None})


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("code in a model file was run",))


HOSTILE = {
    "pickled": {"coef": np.array([Bomb()], dtype=object)},
    "no meta": {"meta": None},
    "other meta": {"meta": np.frombuffer(b'{"newskit": "Cake"}', np.uint8)},
    "no JSON": {"meta": np.frombuffer(b"{", np.uint8)},
    "wrong shape": {"coef": np.zeros((2, 2))},
    "not numbers": {"words": np.array(["x"])},
    "not finite": {"intercept": np.array([np.nan, 0, 0])},
    "no intercept": {"intercept": None},
}


@pytest.mark.parametrize("changes", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_an_error_and_never_run(model, tmp_path, changes):
    path = tmp_path / "model.npz"
    model.save(path)
    rewritten(path, **changes)
    with pytest.raises(ValueError, match="not a frame model, or is damaged"):
        FrameModel.load(path)


def _zip(name, content):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(name, content)
    return memory.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a model",
        pickle.dumps([1]),
        json.dumps({"frames": []}).encode(),
        _zip("a", "b"),
        _zip("coef.npy", b"\x93NUMPY"),
    ],
)
def test_a_file_of_another_kind_is_an_error(tmp_path, raw):
    path = tmp_path / "model.npz"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match="not a frame model, or is damaged"):
        FrameModel.load(path)


def test_a_truncated_file_is_an_error(model, tmp_path):
    path = tmp_path / "model.npz"
    model.save(path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ValueError, match="not a frame model, or is damaged"):
        FrameModel.load(path)
