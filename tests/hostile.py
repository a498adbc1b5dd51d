"""Texts made to break a copy of VADER: its rules' words, odd marks, odd letters, odd blanks."""

from __future__ import annotations

import random
from collections.abc import Iterator

RULES = str.split("""
    no No kind of sort just enough never Never so this without doubt least at very or nor but BUT
    But the shit bomb bad ass badass bus stop yeah right kiss death to die for beating heart not
    isn't ISN'T don't can't n't N'T dont cannot uh-uh uhuh despite rarely hardly barely kinda
    sorta kind-of less more most extremely VERY SO incredibly little somewhat almost
""")
VALENCED = str.split("""
    good GOOD bad BAD great Great terrible war War WAR ecstasy love hate HATE no nice ugly lol LOL
    hell damn horrible excellent sux SUX dead like Like well ok party united joy fear disappointed
    disappointment disappointments embarrassingly overenthusiastic straightforwardly thx fine
    happy
""")
PLAIN = str.split("""
    a the it is was I We x X report Report 2024 3.5 U.S. NATO city words café CAFÉ Ünique naïve
    \N{KELVIN SIGN}ind \N{KELVIN SIGN}iss İS ﬁne ßad STRASSE Россия ЛОЖЬ 中文
    o'clock hyphen-word a_b _ 'tis
""")
EMOTICONS = str.split("""
    :) :( :D ;) :-) :P XD xD <3 </3 :Þ ( '}{' ) ^^ ;-) D: 8) :/ |:- © ™
""")
EMOJI = str.split("""
    😀 😡 💘 ☹ ☺ ❤ ©️ 👍🏽 🎉 ℹ Ⓜ ㊗ 🇺🇸 ‼ ⁉ 💔
""")
MARKS = ["!", "?", "!!", "???", "!!!!!", "?!", ".", ",", "...", '"', "'", "--", "(", ")", "*", "_"]
CURLY = ["“", "”", "‘", "’", "—", "–", "…", "«", "»", "•"]
BLANKS = [" "] * 12 + [
    "  ",
    "\n",
    "\t",
    "\n\n",
    "\r\n",
    "\u00a0",
    "\u2003",
    "\x1c",
    "\x85",
    "\u3000",
]
ODD = ["\x00", "\x07", "\u200b", "\u200d", "\ufeff", "\ud800", "\u0301", "\u2028", "\x1f", "\x7f"]


def _word(rng: random.Random) -> str:
    """Return one word, as it is or dressed up."""
    word = rng.choice(rng.choices([RULES, VALENCED, PLAIN, EMOTICONS, EMOJI], [6, 7, 4, 1, 1])[0])
    dress = rng.random()
    if dress < 0.06:
        word = word.upper()
    elif dress < 0.09:
        word = word.capitalize()
    elif dress < 0.2:
        word += rng.choice(MARKS)
    elif dress < 0.25:
        word = rng.choice(MARKS + CURLY) + word + rng.choice(MARKS + CURLY)
    elif dress < 0.27:
        word += rng.choice(EMOJI) + rng.choice(PLAIN)
    elif dress < 0.28:
        word += rng.choice(ODD) + rng.choice(["", "x"])
    elif dress < 0.3:
        word = word.replace("'", "’")
    return word


def text(rng: random.Random) -> str:
    """Return one text of up to thirty words."""
    few = rng.random() < 0.3
    words = [_word(rng) for _ in range(rng.choice([0, 1, 2, 3, 5, 8, 13, 20, 30]))]
    if few and words:
        # Equal values before and after "but" are where the original's list.index goes astray.
        words = [rng.choice([*words[:3], "but", "good", "GOOD"]) for _ in words]
    return "".join(word + rng.choice(BLANKS) for word in words)


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield *count* texts, the same ones for the same *seed*."""
    rng = random.Random(seed)
    for _ in range(count):
        yield text(rng)
