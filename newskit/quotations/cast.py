"""The cast of a corpus: every speaker once, under one name, whatever each article called them.

Within an article :mod:`newskit.quotations.resolve` has named the speakers. Here the names of all
articles are brought together: "Holm" of one article is "Ada Holm" of another if she is the only
person of that last name whom the corpus knows, or the only one with that title. Where two fit,
nothing is merged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from newskit import schema, verbs
from newskit.quotations.people import key
from newskit.text import names
from newskit.text.names import plain

APART = "; "
# A printed form of more words than this ("Secretary of State Ada Holm") is a description.
_SHORT = 4


@dataclass(eq=False)
class _Identity:
    """A name as articles give it, or several that are one: how often, and as what."""

    name: str
    kind: str
    quotes: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    honorifics: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    evidence: list[str] = field(default_factory=list)

    def take(self, other: _Identity, reason: str) -> None:
        """Take in *other*, which is the same for *reason*."""
        self.quotes += other.quotes
        self.roles += other.roles
        self.honorifics |= other.honorifics
        self.names.update(other.names)  # keeps the printed forms, which count nothing
        self.evidence += [f"{other.name}: {reason}", *other.evidence]


@verbs.statistic(
    schema.SPEAKERS,
    says="Names of speakers were merged across articles where only one bearer fitted.",
)
def speakers(quotes: pd.DataFrame, *, aliases: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the SPEAKERS table of *quotes*: one row per person, institution or group.

    ``aliases`` are the other names of the speaker, as resolved or printed, where they mean nobody
    else; ``role`` is the title or role printed most often; ``articles`` and ``quotes`` are counts,
    ``words`` the sum of quoted words; ``first_seen`` is the earliest ``published``, in UTC (NaT if
    *quotes* has no such column); ``confidence`` is the mean of the rows (0 to 1); ``evidence``
    tells why each alias was merged. Rows without a name are left out. The most quoted come first.

    Two people of one last name are never merged against their first names, initials or titles; a
    last name that several bear stays a row of its own. Give *quotes* of one corpus: in another,
    the only Holm may be somebody else.

    Parameters
    ----------
    quotes : DataFrame
        A QUOTES table, or SPEAKERS tables of disjoint parts of a corpus put one below the other:
        a large corpus is read part by part and then merged once.
    aliases : mapping, optional
        Names to the names you want, such as ``{"Kremlin": "Russian government"}``; they win over
        everything that is found. Case and a leading *the* do not matter.

    Raises
    ------
    ValueError
        If a column is missing; the message names it.

    Notes
    -----
    ``find_quotes(articles, speakers=table)`` finds quotations under these names, and
    :func:`newskit.quotations.cast.rename` puts them into a table that is there already. Weakness: a
    name that two people share in full is one row; nicknames (Joe, Joseph) are two.

    Examples
    --------
    >>> from newskit import find_quotes
    >>> texts = ["“We rest,” Minister Ada Holm said.", "“Never,” Mrs. Holm said."]
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "text": texts})
    >>> cast = speakers(find_quotes(articles))
    >>> cast[["speaker_name", "aliases", "role", "articles"]].values.tolist()
    [['Ada Holm', 'Holm; Minister Ada Holm; Mrs. Holm', 'minister', 2]]
    """
    schema.require(quotes, ["speaker_name", "speaker_kind"], what="quotes table")
    named = quotes[quotes["speaker_name"].notna()]
    rows = named if "aliases" in named else _counted(named)
    merged = _merge(_identities(rows), {key(a): name for a, name in (aliases or {}).items()})
    owner = {name: identity for identity in merged for name in identity.names}
    table = _table(rows, named, owner)
    return schema.stamp(table, "speakers", aliases=len(aliases or {}))


def rename(quotes: pd.DataFrame, speakers: pd.DataFrame | Mapping[str, str]) -> pd.DataFrame:
    """Return *quotes* with every ``speaker_name`` as *speakers* has it: a table or a mapping."""
    by_name = renamer(speakers)
    new = quotes["speaker_name"].map(lambda name: by_name.get(key(name), name), na_action="ignore")
    return quotes.assign(speaker_name=new.astype(quotes["speaker_name"].dtype))


def renamer(speakers: pd.DataFrame | Mapping[str, str]) -> dict[str, str]:
    """Return the name of each alias in *speakers*, by its :func:`~.people.key`."""
    if isinstance(speakers, Mapping):
        return {key(alias): name for alias, name in speakers.items()}
    schema.require(speakers, ["speaker_name", "aliases"], what="speakers table")
    pairs = zip(speakers["speaker_name"].tolist(), speakers["aliases"].tolist(), strict=True)
    return {
        key(a): name
        for name, listed in pairs
        if isinstance(listed, str)
        for a in listed.split(APART)
    }


def _counted(named: pd.DataFrame) -> pd.DataFrame:
    """Return one row per name as articles give it, like a SPEAKERS table that merges nothing."""
    wanted = ["article_id", "speaker", "words", "confidence", "published"]
    full = named.reindex(columns=["speaker_name", "speaker_kind", *wanted])
    groups = full.groupby(["speaker_name", "speaker_kind"], sort=False)
    rows = groups.agg(
        quotes=("speaker", "size"),
        words=("words", "sum"),
        confidence=("confidence", "mean"),
        first_seen=("published", "min"),
        articles=("article_id", "nunique"),
        printed=("speaker", lambda said: Counter(s for s in said if isinstance(s, str))),
    )
    return rows.reset_index()


def _identities(rows: pd.DataFrame) -> list[_Identity]:
    """Return an identity for each name and kind; printed forms tell its roles and honorifics."""
    found: dict[tuple[str, str], _Identity] = {}
    for row in rows.to_dict("records"):
        name, kind = str(row["speaker_name"]), str(row["speaker_kind"])
        mine = found.setdefault((key(name), kind), _Identity(name, kind))
        mine.quotes += int(row["quotes"])
        mine.names[name] += int(row["quotes"])
        if isinstance(listed := row.get("aliases"), str):
            mine.names.update(dict.fromkeys(listed.split(APART), 0))
            mine.roles[str(row["role"])] += isinstance(row["role"], str)
        for printed, times in row.get("printed", {}).items():
            _learn(mine, printed, times)
    return list(found.values())


def _learn(identity: _Identity, printed: str, times: int) -> None:
    """Note the titles in a printed form ("Mr. Holm", "the minister") and the form itself."""
    if identity.kind != "person":
        return
    for word in printed.split():
        if names.is_title(word) and plain(word) not in map(plain, identity.name.split()):
            if plain(word) in names.words("honorific"):
                identity.honorifics.add(plain(word))
            else:
                identity.roles[plain(word)] += times
    last = plain(identity.name.split()[-1])
    inside = names.find(printed)
    words = printed.split()
    titled = all(names.is_title(w) for w in words[: -len(inside[0].words)]) if inside else False
    short = titled and printed[0].isupper() and len(words) <= _SHORT
    if short and [(plain(n.words[-1]), n.end) for n in inside] == [(last, len(printed))]:
        identity.names[printed] += 0


def _merge(found: list[_Identity], aliases: Mapping[str, str]) -> list[_Identity]:
    """Bring together what is one: the user's aliases first, then full names, then the rest."""
    settled, free = _by_user(found, aliases)
    people = _full_names([i for i in free if i.kind == "person"])
    others = [i for i in free if i.kind != "person"]
    full = [i for i in people if len(_bare(i.name)) > 1]
    by_last = defaultdict(list)
    for identity in full:
        by_last[_bare(identity.name)[-1]].append(identity)
    kept = []
    for identity in people:
        if len(_bare(identity.name)) > 1:
            continue
        owner, reason = _bearer(identity, by_last.get(_bare(identity.name)[-1], []))
        if owner is None:
            kept.append(identity)
        else:
            owner.take(identity, reason)
    return [*settled, *full, *kept, *_acronyms(others)]


def _by_user(
    found: Iterable[_Identity], aliases: Mapping[str, str]
) -> tuple[list[_Identity], list[_Identity]]:
    settled: dict[str, _Identity] = {}
    free = []
    wanted = {key(name): name for name in aliases.values()}
    for identity in found:
        low = key(identity.name)
        name = aliases.get(low) or wanted.get(low)
        if name is None:
            free.append(identity)
        else:
            settled.setdefault(name, _Identity(name, identity.kind)).take(identity, "as you said")
    return list(settled.values()), free


def _bare(name: str) -> list[str]:
    """Return the words of a name in lower case, without titles and initials between."""
    words = [w for w in name.split() if w and not (names.is_title(w) and w.endswith("."))]
    lows = [plain(w) for w in words]
    while len(lows) > 1 and names.is_title(lows[0]) and not names.is_given(lows[0]):
        lows = lows[1:]
    return [w for w in lows if w not in names.words("suffix")] or lows


def _full_names(people: list[_Identity]) -> list[_Identity]:
    """Merge "Jon Falk" and "Jon E. Falk", unless another initial or "Jr." tells two men apart."""
    groups: dict[tuple[str, str], list[_Identity]] = defaultdict(list)
    single = []
    for identity in sorted(people, key=lambda i: -i.quotes):
        words = _bare(identity.name)
        if len(words) == 1:
            single.append(identity)
            continue
        same = groups[words[0], words[-1]]
        fitting = [other for other in same if not names.told_apart(identity.name, other.name)]
        if len(fitting) == 1:
            fitting[0].take(identity, "same first and last name")
        else:
            same.append(identity)
    return [*single, *(i for same in groups.values() for i in same)]


def _bearer(short: _Identity, bearers: list[_Identity]) -> tuple[_Identity | None, str]:
    """Return who bears a last name: the only one whom its titles fit."""
    titles = {plain(w) for w in short.name.split() if names.is_title(w)} | short.honorifics
    said = names.gender("", titles)
    offices = {t for t in (*titles, *short.roles) if t not in names.words("honorific")}
    fitting = [
        i for i in bearers if not said or names.gender(i.name, i.honorifics, i.roles) in ("", said)
    ]
    if len(bearers) == 1 and fitting:
        return fitting[0], "the only one of this last name"
    held = [i for i in fitting if offices & set(i.roles)]
    if len(held) == 1:
        return held[0], f"the only {sorted(offices & set(held[0].roles))[0]} of this last name"
    if len(fitting) == 1 and said:
        return fitting[0], f"the only one of this last name whom {sorted(titles)[0]} fits"
    return None, ""


def _acronyms(others: list[_Identity]) -> list[_Identity]:
    """Merge "WHO" with the "World Health Organization" if its initials fit no other name."""
    by_initials = defaultdict(list)
    for identity in others:
        capitals = [w[0] for w in identity.name.split() if w[0].isupper()]
        if identity.kind == "institution" and len(capitals) > 2:
            by_initials["".join(capitals)].append(identity)
    kept = []
    for identity in others:
        fitting = by_initials.get(identity.name.replace(".", ""), [])
        if len(fitting) == 1:
            fitting[0].take(identity, "its initials")
        else:
            kept.append(identity)
    return kept


def _table(rows: pd.DataFrame, named: pd.DataFrame, owner: Mapping[str, _Identity]) -> pd.DataFrame:
    """Return one row per identity, with what its names count together."""
    identities = list(dict.fromkeys(owner.values()))
    number = {identity: n for n, identity in enumerate(identities)}
    of_row, of_quote = (
        t["speaker_name"].map(lambda name: number[owner[name]]) for t in (rows, named)
    )
    weighed = rows.assign(
        confidence=rows["confidence"] * rows["quotes"],
        known=rows["quotes"].where(rows["confidence"].notna()),
        first_seen=pd.to_datetime(rows["first_seen"], utc=True).dt.tz_localize(None),
    ).groupby(of_row)
    made = weighed[["quotes", "words", "articles", "confidence", "known"]].sum().sort_index()
    if "article_id" in named:
        made["articles"] = named["article_id"].groupby(of_quote).nunique()
    claimed = Counter(name for i in identities for name in {*map(key, i.names)})
    rest = []
    for i in identities:
        name, role = _best(i), i.roles.most_common(1)
        others = [a for a, _ in i.names.most_common() if a != name and claimed[key(a)] == 1]
        evidence = APART.join(i.evidence) or None
        rest.append(
            (name, i.kind, APART.join(others) or None, role[0][0] if role else None, evidence)
        )
    made["first_seen"] = weighed["first_seen"].min()
    made["confidence"] = (made["confidence"] / made["known"]).round(2)
    told = pd.DataFrame(
        rest, columns=["speaker_name", "speaker_kind", "aliases", "role", "evidence"]
    )
    whole = pd.concat([made.reset_index(drop=True), told], axis=1)
    whole = whole.sort_values(["quotes", "speaker_name"], ascending=[False, True])
    return schema.table(whole[list(schema.SPEAKERS)].to_numpy().tolist(), schema.SPEAKERS)


def _best(identity: _Identity) -> str:
    """Return the name to print: the user's, else the most frequent of the full ones."""
    if identity.name not in identity.names:
        return identity.name
    full = [n for n in identity.names if len(_bare(n)) > 1 and identity.names[n]]
    return max(full or identity.names, key=lambda n: (identity.names[n], len(n)))
