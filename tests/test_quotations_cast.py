"""One name for each speaker of a corpus. All people and papers are invented."""

import pandas as pd
import pytest

import newskit as nk
from newskit import schema
from newskit.quotations import cast


def corpus(*texts):
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": texts})


def who(*texts, **options):
    """Return the identities of a corpus as {name: aliases}."""
    table = nk.speakers(nk.find_quotes(corpus(*texts)), **options)
    aliases = table["aliases"].fillna("").str.split("; ")
    return {n: set(a) - {""} for n, a in zip(table["speaker_name"], aliases, strict=True)}


def said(*names):
    return [f"“We rest at noon,” {name} said." for name in names]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # The only bearer of a last name.
        (said("Ada Holm", "Holm"), {"Ada Holm": {"Holm"}}),
        (said("Ada Holm", "Mrs. Holm"), {"Ada Holm": {"Holm", "Mrs. Holm"}}),
        (
            said("Jon Falk", "Jon E. Falk", "Mr. Falk"),
            {"Jon E. Falk": {"Jon Falk", "Falk", "Mr. Falk"}},
        ),
        # The full name is the one printed, however often the last name stands alone.
        (said("Ada Holm", "Holm", "Holm", "Holm"), {"Ada Holm": {"Holm"}}),
        # Where two Holms stood in an article her title came with her name.
        (
            [
                *said("President Ada Holm"),
                "President Holm met First lady Eva Holm. “We rest,” President Holm said.",
            ],
            {"Ada Holm": {"President Ada Holm", "President Holm"}},
        ),
        # Two of one last name: the title chooses, or nobody.
        (
            said("Ada Holm", "Jon Holm", "Mrs. Holm"),
            {"Ada Holm": {"Holm", "Mrs. Holm"}, "Jon Holm": set()},
        ),
        (
            said("Minister Ada Holm", "Mayor Eva Holm", "Mayor Holm"),
            {
                "Ada Holm": {"Minister Ada Holm"},
                "Eva Holm": {"Mayor Eva Holm", "Holm", "Mayor Holm"},
            },
        ),
        (
            said("Ada Holm", "Jon Holm", "Holm"),
            {"Ada Holm": set(), "Jon Holm": set(), "Holm": set()},
        ),
        # Never against the first name, the initial, the sex or "Jr.".
        (said("Ada Holm", "Mr. Holm"), {"Ada Holm": set(), "Holm": {"Mr. Holm"}}),
        (said("Jon A. Falk", "Jon B. Falk"), {"Jon A. Falk": set(), "Jon B. Falk": set()}),
        (said("Jon Falk", "Jon Falk Jr."), {"Jon Falk": set(), "Jon Falk Jr.": set()}),
        # Institutions by their initials.
        (
            said("The Vale Health Organisation", "The VHO"),
            {"Vale Health Organisation": {"VHO"}},
        ),
        (said("Officials", "he"), {}),
    ],
)
def test_who_is_one_and_who_is_two(texts, expected):
    assert who(*texts) == expected


def test_the_users_aliases_win():
    found = who(
        *said("Ada Holm", "Eva Holm", "Holm", "The Kremlin"),
        aliases={"holm": "Eva Holm", "kremlin": "Russia"},
    )
    assert set(found) == {"Ada Holm", "Eva Holm", "Russia"}


def test_counts_are_of_the_corpus():
    articles = corpus(*said("Ada Holm", "Holm", "Ada Holm")).assign(
        published=pd.to_datetime(["2031-05-02", "2031-05-01", "2031-05-03"])
    )
    row = nk.speakers(nk.find_quotes(articles)).iloc[0]
    assert (row["articles"], row["quotes"], row["words"]) == (3, 3, 12)
    assert row["first_seen"] == pd.Timestamp("2031-05-01")
    assert 0.85 <= row["confidence"] <= 0.97
    zoned = articles.assign(published=articles["published"].dt.tz_localize("Etc/GMT-3"))
    first = nk.speakers(nk.find_quotes(zoned)).iloc[0]["first_seen"]
    assert first == pd.Timestamp("2031-04-30 21:00")


def test_part_by_part_and_then_once_is_the_same():
    quotes = nk.find_quotes(nk.load_corpus("voices"))
    halves = [quotes[quotes["article_id"] < "n"], quotes[quotes["article_id"] >= "n"]]
    together = nk.speakers(pd.concat([nk.speakers(half) for half in halves]))
    whole = nk.speakers(quotes)
    columns = ["speaker_name", "quotes", "words", "articles"]
    pd.testing.assert_frame_equal(together[columns], whole[columns])


def test_quotes_are_found_under_the_names_of_the_cast():
    articles = corpus(*said("Ada Holm", "Holm"))
    table = nk.speakers(nk.find_quotes(articles))
    renamed = nk.find_quotes(articles, speakers=table)
    assert renamed["speaker_name"].tolist() == ["Ada Holm", "Ada Holm"]
    pd.testing.assert_frame_equal(renamed, cast.rename(nk.find_quotes(articles), table))


def test_the_table_has_its_columns_also_when_empty():
    quotes = nk.find_quotes(nk.load_corpus("voices"))
    assert nk.speakers(quotes).dtypes.equals(schema.empty(schema.SPEAKERS).dtypes)
    assert nk.speakers(quotes.iloc[:0]).dtypes.equals(schema.empty(schema.SPEAKERS).dtypes)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="speaker_kind"):
        nk.speakers(pd.DataFrame({"speaker_name": ["Ada Holm"]}))
