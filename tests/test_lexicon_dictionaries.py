"""Dictionaries of other programs: what each format gives; hostile and broken files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk

LIWC = """%
1\taffect (Emotion)
\t2\tanger
125\tverb
131\thedge
%
hat*\t1\t2\t
a lot\t1
kind\t<of>131/125\t2
like\t(02 134)125/131
"""
WORDSTAT = (
    "WAR\n\tARMY (1)\n\tAIR_FORCE (2)\n\tARMS\n\t\tGUN* (1)\n\t@NEAR (1)\nPEACE\n\tTRUCE (1)\n"
)
XML = """<?xml version="1.0"?><dictionary style="glob"><cnode name="war"><pnode name="Army"/>
<cnode name="arms"><pnode name="gun*" score="2"/></cnode></cnode></dictionary>"""


def read(tmp_path: Path, name: str, content: str | bytes) -> nk.Lexicon:
    raw = content.encode("utf-8") if isinstance(content, str) else content
    (tmp_path / name).write_bytes(raw)
    return nk.read_lexicon(tmp_path / name)


def entries(lexicon: nk.Lexicon) -> dict[str, dict[str, float]]:
    return {name: dict(c.entries) for name, c in lexicon.categories.items()}


def test_liwc_with_hierarchy_phrases_conditions_and_trailing_tabs(tmp_path: Path) -> None:
    with pytest.warns(nk.NewskitWarning, match="1 entries have a condition"):
        lexicon = read(tmp_path, "x.dic", LIWC)
    assert entries(lexicon) == {
        "affect": {"hat*": 1.0, "a lot": 1.0},
        "affect/anger": {"hat*": 1.0, "kind": 1.0},
        "verb": {"kind": 1.0},
        "hedge": {"kind of": 1.0, "like": 1.0},
    }
    assert lexicon.categories["verb"].not_when == ("kind of",)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("spaces.dic", "%\n1  war\n%\narmy  1\nno guns 1\n", {"war": {"army": 1, "no guns": 1}}),
        ("old.dic", "%\r\n1\twar\r\n%\r\ncaf\xe9\t1\r\n".encode("cp1252"), {"war": {"café": 1}}),
        ("wide.dic", "%\n1\twar\n%\narmy\t1\n".encode("utf-16"), {"war": {"army": 1}}),
        ("x.dicx", "DicTerm,a,b\nx,X,\ny,,X\n", {"a": {"x": 1}, "b": {"y": 1}}),
        ("x.yml", "war:\n  - no\n  arms: [gun*]\n", None),
        ("q.yaml", "a:\n  b: [gu*]\n  __: ['no']\n", {"a/b": {"gu*": 1}, "a": {"no": 1}}),
        ("q2.yml", "a:\n  - \"off\"\n  - b:\n      - gun\n", {"a": {"off": 1}, "a/b": {"gun": 1}}),
        ("x.ykd", XML, {"war": {"army": 1}, "war/arms": {"gun*": 2}}),
        ("x.lcd", XML, {"war": {"army": 1}, "war/arms": {"gun*": 2}}),
        ("x.lc3", "+A+\nX \nx y\n+B+\nz\n", {"A": {"x": 1, "x y": 1}, "B": {"z": 1}}),
        ("x.txt", "good\t1.9\t0.9\t[1, 2]\n:)\t2\n", {"valence": {"good": 1.9, ":)": 2}}),
        ("x.csv", "category,entry,weight\nwar,null,\nwar,nan,2\n", {"war": {"null": 1, "nan": 2}}),
        ("one.csv", "entry\narmy\n", {"one": {"army": 1}}),
    ],
)  # fmt: skip
def test_what_each_format_gives(
    tmp_path: Path, name: str, content: str | bytes, expected: dict[str, dict[str, float]] | None
) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"x.yml, line 3, column"):
            read(tmp_path, name, content)
    else:
        assert entries(read(tmp_path, name, content)) == expected


def test_wordstat_keeps_levels_and_names_its_rules(tmp_path: Path) -> None:
    with pytest.warns(nk.NewskitWarning, match="1 entries are proximity rules"):
        lexicon = read(tmp_path, "x.cat", WORDSTAT)
    assert entries(lexicon) == {
        "WAR": {"army": 1, "air force": 2},
        "WAR/ARMS": {"gun*": 1},
        "PEACE": {"truce": 1},
    }


def test_vaders_own_file_is_read_with_its_losses_stated() -> None:
    import vaderSentiment

    path = Path(vaderSentiment.__file__).with_name("vader_lexicon.txt")
    with pytest.warns(nk.NewskitWarning) as caught:
        lexicon = nk.read_lexicon(path)
    assert lexicon.categories["valence"].entries["ecstasy"] == 2.9
    assert any("given twice" in str(w.message) for w in caught)
    assert any("literal star" in str(w.message) for w in caught)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
XXE = (
    '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    '<dictionary><cnode name="&e;"/></dictionary>'
)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.toml", "title = 1\nb = ]", r"x\.toml: not valid TOML: .*line 2, column 5"),
        ("x.toml", "a = " + "[" * 9000, "nested too deeply"),
        ("x.toml", b"title = '\xff'", r"x\.toml, line 1: TOML must be saved as UTF-8"),
        ("x.dic", "war 1\n", "between two lines"),
        ("x.dic", "%\none war\n%\na 1\n", "line 2: expected a number"),
        ("x.dic", "%\n1 war\n%\na\n", "line 4: expected a word"),
        ("x.dic", "%\n1 war\n%\na 2\n", "line 4: no category 2"),
        ("x.dic", "%\n1 war\n%\n", "no entries"),
        ("x.dic", b"\x00\x01\x02%", "binary"),
        ("x.yml", "a: [b", "line 1, column"),
        ("x.yml", BOMB, "line 2, column 8: aliases"),
        ("x.yml", "!!python/object/apply:os.system ['true']", "expected categories"),
        ("x.yml", "[" * 3000, "line 1, column 21: nested too deeply"),
        ("x.ykd", "<dictionary><cnode></dictionary>", "line 1, column"),
        ("x.ykd", XXE, "entities are not allowed"),
        ("x.ykd", "<html/>", "expected <dictionary>"),
        ("x.cat", "\tARMY (1)\n", "line 1: 'ARMY' stands in no category"),
        ("x.lc3", "army\n", "line 1: an entry before"),
        (
            "x.ykd",
            XML.replace('"2"', '"x"'),
            r"x\.ykd, line 2: the score of 'gun\*' is no finite number: 'x'",
        ),
        ("x.ykd", XML.replace('"2"', '"inf"'), "the score of 'gun.' is no finite number: 'inf'"),
        ("x.txt", "good\n", "line 1: expected a token"),
        ("x.txt", "good\tvery\n", "line 1: the weight is no finite number: 'very'"),
        ("x.txt", "good\t-inf\n", "line 1: the weight is no finite number: '-inf'"),
        ("x.csv", "entry,weight\na,nan\n", "line 2: the weight is no finite number: 'nan'"),
        ("x.dicx", "DicTerm,a\nx,inf\n", "line 2: the weight is no finite number: 'inf'"),
        ("x.csv", "entry\n" + "word " * 51, "an entry has 50 words at most"),
        ("x.csv", "category,word\na,b\n", "no column 'entry'"),
        ("x.csv", "entry,weight\na,b\n", "line 2: the weight is no finite number: 'b'"),
        ("x.csv", "entry\na,b\n", "line 2: 2 cells under 1 headings"),
        ("x.csv", "", "x.csv: the file is empty"),
        ("x.csv", ",\n", "line 1: no column 'entry'; the columns are none"),
        ("x.pdf", "x", "no dictionary format"),
    ],
)
def test_broken_and_hostile_files_say_what_and_where(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read(tmp_path, name, content)


def test_a_dictionary_key_given_twice_is_no_silent_loss(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.yml, line 3, column 1: 'war' is given twice"):
        read(tmp_path, "x.yml", "war: [army]\npeace: [truce]\nwar: [gun]\n")
    with pytest.raises(ValueError, match="line 2, column 8: 'b' is given twice"):
        read(tmp_path, "y.yml", "a: {b: [x],\n       b: [y]}\n")
    assert entries(read(tmp_path, "z.yml", "a:\n  b: [x]\nc:\n  b: [y]\n")) == {
        "a/b": {"x": 1},
        "c/b": {"y": 1},
    }


def test_what_yaml_takes_for_no_word_is_read_as_one_and_named(tmp_path: Path) -> None:
    content = "a: [no, yes, 1.5, null, 2020-01-01, war, 'off']\n"
    with pytest.warns(nk.NewskitWarning, match="5 entries without quotation marks .*'no', 'yes'"):
        lexicon = read(tmp_path, "x.yml", content)
    words = ["no", "yes", "1.5", "null", "2020-01-01", "war", "off"]
    assert list(entries(lexicon)["a"]) == words


ENDINGS = [".dic", ".dicx", ".yml", ".ykd", ".cat", ".lc3", ".lcd", ".txt", ".csv", ".toml"]
SHARDS = st.sampled_from(
    [
        *("%\n", "1\twar\n", "army\t1\n", "+A+\n", "\tGUN (1)\n", "entry,weight\n", "x,1\n"),
        *("<dictionary>", "<cnode name='a'>", "<pnode name='x'/>", "</cnode>", "</dictionary>"),
        *("a:\n", "  - b\n", "good\t1.5\n", "[category.a]\n", "entries = ['x']\n"),
        *("[construct]\n", "*", "(", "\n", "é", "\0", '"'),
    ]
)


@pytest.mark.filterwarnings("ignore::newskit.NewskitWarning")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ENDINGS), st.lists(SHARDS, max_size=8).map("".join) | st.binary(max_size=30))
def test_no_file_gives_another_error_than_one_in_words(ending: str, content: str | bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        try:
            lexicon = nk.read_lexicon(path)
        except ValueError:
            return
        assert all(c.entries for c in lexicon.categories.values())
