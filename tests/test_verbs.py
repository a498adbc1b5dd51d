"""What every verb over articles does alike: ids, passed-over articles, columns that travel."""

import warnings

import numpy as np
import pandas as pd
import pytest

import newskit as nk
from newskit import schema, verbs
from newskit.text import columns

TABLE = {"article_id": "str", "size": "int64"}
GERMAN = (
    "Die Fähre war pünktlich, und das ist nicht von Dauer. Der Minister wird mit dem Rat reden."
)


@verbs.verb(TABLE, says="Sizes were measured ({unit}).", cites=["Holm (2020), Sizes"])
def size(articles, *, spans=None, keep=()):
    ids, texts = schema.texts(articles)
    if any("poison" in text for text in texts):
        raise IndexError("a place past the end")
    rows = [(i, len(text)) for i, text in zip(ids, texts, strict=True)]
    return schema.stamp(schema.table(rows, TABLE), "size", unit="characters")


def articles(*texts, **more):
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": texts, **more})


def test_a_declaration_is_kept_for_the_methods_paragraph():
    found = verbs.DECLARED["size"]
    assert (found.table, found.cites) == (TABLE, ("Holm (2020), Sizes",))


def test_the_verb_keeps_its_name_and_stamp():
    assert size.__name__ == "size"
    note = size(articles("One.")).attrs["newskit"]
    assert (note["verb"], note["unit"]) == ("size", "characters")
    assert "passed_over" not in note


def test_one_article_never_costs_another():
    some = articles(*["A sound one."] * 20, "poison", *["Another."] * 20)
    with pytest.warns(nk.NewskitWarning, match=r"^1 of 41 .*'a20' \(IndexError: a place past the"):
        table = size(some)
    assert len(table) == 40
    assert table.attrs["newskit"]["passed_over"] == {"a20": "IndexError: a place past the end"}


def test_rows_in_are_rows_out_and_rows_named():
    some = articles("poison", None, GERMAN, "A sound one.", "more poison", b"bytes")
    with pytest.warns(nk.NewskitWarning, match="^5 of 6") as told:
        table = size(some)
    assert len(told) == 1
    assert {*table["article_id"], *table.attrs["newskit"]["passed_over"]} == set(some["article_id"])


@pytest.mark.parametrize(("text", "advised"), [(GERMAN, True), ("poison", False)])
def test_what_to_do_about_a_language_is_said_where_it_is_the_reason(text, advised):
    with pytest.warns(nk.NewskitWarning) as told:
        size(articles(text, "A sound one."))
    assert ("newskit measures English" in str(told[0].message)) is advised


def test_a_fault_of_every_article_is_raised():
    with pytest.raises(IndexError, match="past the end"):
        size(articles("poison", "poison again"))


def test_a_fault_of_an_argument_is_raised_and_costs_no_article():
    @verbs.verb(TABLE, says="")
    def picky(articles, *, model="a", keep=()):
        raise ValueError(f"unknown model {model!r}")

    with pytest.raises(ValueError, match="unknown model 'b'"):
        picky(articles("One.", "Two."), model="b")


def test_a_warning_that_is_asked_to_be_an_error_is_one():
    @verbs.verb(TABLE, says="")
    def warned(articles, *, keep=()):
        if len(articles):
            warnings.warn("old", DeprecationWarning, stacklevel=1)
        return schema.empty(TABLE)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DeprecationWarning, match="old"):
            warned(articles("One.", "Two."))


def test_a_verb_is_given_articles():
    with pytest.raises(TypeError, match="size takes a table of articles first"):
        size(spans=None)
    assert size(articles=articles("One."))["size"].tolist() == [4]


class FrameOfOthers:
    __module__ = "polars.dataframe"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("One.", "not str; files and other"),
        (pd.Series(["One."]), "not pandas.Series"),
        (FrameOfOthers(), r"not polars\.FrameOfOthers; .* read by read_articles"),
    ],
)
def test_what_is_no_table_of_pandas_is_named(given, message):
    with pytest.raises(TypeError, match=f"must be a pandas DataFrame, {message}"):
        size(given)


@pytest.mark.parametrize("missing", ["article_id", "text"])
def test_the_way_out_is_said_where_a_table_is_not_read_yet(missing):
    with pytest.raises(ValueError, match=f"no column '{missing}'.*; read_articles makes such"):
        size(articles("One.").drop(columns=missing))


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (["x", "y", "x"], r"'x' on rows 0, 2; ids must be unique"),
        ([1, "1", 2], r"'1' on rows 0, 1"),
        (["x", None, "y"], r"1 of 3 articles have no article_id \(the first in row 1\)"),
        ([1.0, np.nan, np.nan], r"2 of 3 articles have no article_id"),
    ],
)
@pytest.mark.parametrize("verb", [size, nk.split_sentences, nk.tokenize])
def test_missing_and_repeated_ids_are_refused_by_name(ids, message, verb):
    table = pd.DataFrame({"article_id": pd.Series(ids, dtype=object), "text": "One."})
    with pytest.raises(ValueError, match=message):
        verb(table)


def test_two_columns_of_one_name_are_refused():
    table = articles("One.")
    table.insert(0, "text", "Two.", allow_duplicates=True)
    with pytest.raises(ValueError, match="more than one column 'text'"):
        size(table)


@pytest.mark.parametrize("dtype", ["int64", "float64", "category", "Int32"])
def test_ids_come_back_as_they_were(dtype):
    table = articles("One. Two.", "Three.").assign(article_id=pd.Series([7, 9], dtype=dtype))
    found = nk.split_sentences(table)
    assert found["article_id"].dtype == table["article_id"].dtype
    assert found.merge(table, on="article_id")["article_id"].tolist() == [7, 7, 9]


def test_ids_of_no_article_keep_their_dtype_too():
    table = articles("One.").assign(article_id=7).iloc[:0]
    assert nk.split_sentences(table)["article_id"].dtype == "int64"


def test_outlet_and_date_travel_and_keep_carries_more():
    some = articles("One. Two.", "Three.", outlet=["X", "Y"], published=pd.Timestamp("2024-01-02"))
    found = nk.split_sentences(some.assign(desk=["news", "sport"]), keep="desk")
    assert list(found)[-3:] == ["outlet", "published", "desk"]
    assert found["desk"].tolist() == ["news", "news", "sport"]
    assert found["outlet"].tolist() == ["X", "X", "Y"]
    with pytest.raises(ValueError, match=r"no column 'dexk'; it has [^;]*$"):
        nk.split_sentences(some, keep=["dexk"])


@pytest.mark.parametrize("keep", ["start", ["desk", "sentence"]])
def test_a_column_that_the_result_has_is_not_carried_in_silence(keep):
    some = articles("One. Two.", desk="news", start=7, sentence=8)
    with pytest.raises(ValueError, match=r"has a column 's[a-z]+' of its own; rename yours"):
        nk.split_sentences(some, keep=keep)
    assert [*nk.split_sentences(some, keep=["desk", "desk", "article_id"])][-2:] == ["end", "desk"]


def test_a_row_index_of_any_kind_is_no_matter():
    some = articles("One.", "Two.", "Three.").set_axis([5, 5, 5])
    assert size(some)["size"].tolist() == [4, 4, 6]


def test_lone_surrogates_arrive_as_text_of_the_same_length():
    broken = articles("war").assign(text=pd.Series(["war \ud800 war"], dtype=object))
    assert nk.tokenize(broken)["start"].tolist() == [0, 6]
    assert nk.concordance(broken, "war")["right"].tolist() == [" \ufffd war", ""]


@pytest.mark.parametrize("given", [None, 3, "text", ["text"]])
def test_what_is_no_table_is_said_in_words(given):
    with pytest.raises(TypeError, match="must be a pandas DataFrame"):
        size(given)


def test_a_verb_inside_a_verb_is_checked_once(monkeypatch):
    times = []
    monkeypatch.setattr(schema, "sound", lambda a, real=schema.sound: times.append(1) or real(a))

    @verbs.verb(TABLE, says="")
    def outer(articles, *, keep=()):
        return size(articles)

    outer(articles("One.", "Two."))
    assert len(times) == 1  # at the door of `outer`


def test_a_column_is_cut_once(monkeypatch):
    cuts = []
    monkeypatch.setattr(
        columns, "_cut", lambda t, real=columns._cut: cuts.append(len(t)) or real(t)
    )
    some = articles("One. Two.", "Three.")
    with columns.shared(some["text"].tolist()):
        nk.tokenize(some)
        nk.split_sentences(some)
        nk.concordance(some, "two")
    assert cuts == [2, 1]  # the column, and the pattern
    nk.tokenize(some)
    assert cuts == [2, 1, 2]


def test_nothing_is_kept_when_the_context_is_left():
    with columns.shared(["One."]):
        columns.cut(["One."])
    assert columns._shared.get() is None


def test_what_a_verb_says_of_itself_is_a_sentence():
    own = {name: found.says for name, found in verbs.DECLARED.items() if found.says}
    assert {
        n for n, says in own.items() if not says.endswith(".") or not says[0].isupper()
    } == set()
