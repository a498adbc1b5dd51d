"""A report on an article or a corpus: what was found, the words it was found in, how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

import pandas as pd

from newskit import schema
from newskit.charges import find_charges
from newskit.charts.axes import counted, signed, stated
from newskit.charts.charges import plot_charges
from newskit.charts.colours import UNKNOWN, by_words, voice_colours, voices
from newskit.charts.comparison import dates, plot_comparison, plot_timeline
from newskit.charts.frames import plot_frames
from newskit.charts.tone import PHRASE
from newskit.charts.voices import lumped, plot_voices
from newskit.charts.words import plot_keyness
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Source, read_lexicon
from newskit.lexicon.scoring import score_frames, score_lexicon
from newskit.markup import Mark, element, escape
from newskit.pages import page
from newskit.pages.marks import plain
from newskit.pages.reader import in_context, reader
from newskit.quotations.cast import rename, speakers
from newskit.quotations.table import find_quotes
from newskit.quotations.voices import split_voices
from newskit.reading.audit import audit
from newskit.statistics.compare import compare, difference
from newskit.statistics.keyness import keyness
from newskit.text import columns
from newskit.tone import score_tone
from newskit.validation.cards import validity
from newskit.validation.methods import methods_text
from newskit.words import split_sentences, tokenize
from newskit.writing import appearing_whole

_Section = tuple[str, str, str]
_Lead = Callable[..., Any]  # from the columns that name the rows of a chart to their places
_Places = dict[tuple[tuple[str, ...], str], str]  # the anchor of each row, by the same columns
_SCALE, _ENDS_MEAN = 8, "(from −4 hostile to +4 friendly)"
_MODEL, _GROUPS, _LINE = "news", 8, 240
# Periods by the days that are more than covered: so long that most hold an article.
_PERIODS = {90: ("M", "month"), 14: ("W", "week"), -1: ("D", "day")}
# The card of each measure that a report uses; the metric that says most about it, on what data.
_TRUST = {
    "Tone, news": ("r", "news sentences"),
    "Quotations": ("quotation and speaker F1", "dev (Newell"),
    "Lexicon": ("precision, as read", ""),
    "Frames by cue": ("macro-F1", ""),
    "Charges": ("precision", "news"),
    "Comparison": ("coverage", ""),
}


@dataclass(frozen=True, repr=False)
class Report:
    """A page of HTML that shows itself in a notebook; ``save(path)`` writes it to a file."""

    title: str
    found: tuple[str, ...]
    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to *path*, whole or not at all; return the path."""
        with appearing_whole(Path(path)) as draft:
            draft.write_text(self.html, encoding="utf-8")
        return Path(path)

    def __repr__(self) -> str:
        size = len(self.html.encode()) / 1e3
        return f"Report({self.title!r}, {size:,.0f} kB; .save('report.html') writes it)"

    def _repr_html_(self) -> str:
        # What a notebook that was not run shows: the frame is taken out, the findings stay.
        said = "".join(page.paragraph(words) for words in self.found)
        # Without a base of its own, a link inside the frame would load the notebook into it.
        own = self.html.replace("<head>", '<head><base href="about:srcdoc">', 1)
        look = "width:100%;height:46rem;border:1px solid #888"
        named = f'title="{escape(self.title)}" style="{look}"'
        frame = f'<iframe {named} sandbox srcdoc="{escape(own)}"></iframe>'
        return f"<div>{said}{frame}</div>"


class _Study(NamedTuple):
    """The articles and all that was measured of them."""

    articles: pd.DataFrame
    quotes: pd.DataFrame
    spans: pd.DataFrame
    tone: pd.DataFrame
    hits: pd.DataFrame
    cues: pd.DataFrame
    scores: pd.DataFrame
    frames: pd.DataFrame
    charges: pd.DataFrame
    colours: dict[str, str]
    steps: list[pd.DataFrame]
    snippets: bool

    @property
    def by(self) -> str | None:
        """The column of outlets, if there are several."""
        return "outlet" if len(self.articles["outlet"].dropna().unique()) > 1 else None


def report(
    articles: pd.DataFrame,
    *,
    lexicon: Source = "wartime_ecstasy",
    codebook: Source = "generic_frames",
    text: str = "whole",
) -> Report:
    """Return a report as one HTML page that needs no network and no script.

    It says first what was found, in three sentences with intervals. Then, of one article, the text
    to be read: a legend that filters by voice and category, the tone beside each sentence, and the
    reasons. Of several: the same measures compared by outlet and over time, and the sentences
    behind the extremes. It ends with how far each measure can be trusted and how all was made.

    Parameters
    ----------
    articles
        ARTICLES. Any text in it is shown as text.
    lexicon, codebook
        What :func:`~newskit.read_lexicon` takes.
    text
        "whole" shows the words as printed; "snippets" only matches and quotations in their
        context, for texts that must not be passed on.

    Returns
    -------
    Report
        Shows itself in a notebook; ``.save("report.html")`` writes the page.

    Raises
    ------
    ValueError
        If no article has any text, or *text* is neither of the two words.

    Examples
    --------
    >>> import newskit as nk
    >>> page = nk.report(nk.load_corpus("wartime_ecstasy"))
    >>> len(page.found)
    3
    """
    if text not in ("whole", "snippets"):
        raise ValueError(f"text is 'whole' or 'snippets', not {text!r}")
    study = _measured(_told(articles), lexicon, codebook, text)
    named = read_lexicon(lexicon).name.replace("_", " ")
    one = len(study.articles) == 1
    found = _found(study, named)
    opening = element("p", escape(_about(study)), class_="about")
    opening += element("div", "".join(map(page.paragraph, found)), class_="found")
    sections = [*(_of_article if one else _of_corpus)(study, named), *_trust(study)]
    title = _title(study.articles.iloc[0]) if one else f"{len(study.articles):,} articles"
    return Report(title, found, page.page(title, opening, sections))


def _told(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the articles that have a text, with all columns, dates as dates, names as words."""
    schema.require(articles, ["article_id", "text"], what="articles table")
    full = articles.reindex(columns=list(dict.fromkeys([*schema.ARTICLES, *articles.columns])))
    there = full[full["text"].map(lambda t: isinstance(t, str) and bool(t.strip())).astype(bool)]
    if there.empty:
        raise ValueError("there is nothing to report on: no article has any text")
    outlets = [o if isinstance(o, str) else ", ".join(map(str, o)) if isinstance(o, list) else None
               for o in there["outlet"]]  # fmt: skip
    outlet = pd.Series(outlets, index=there.index, dtype=schema.STRING)
    return there.assign(outlet=outlet, published=dates(there["published"])).reset_index(drop=True)


def _measured(articles: pd.DataFrame, lexicon: Source, codebook: Source, kind: str) -> _Study:
    with columns.shared(schema.texts(articles)[1]):
        quotes = find_quotes(articles)
        if len(articles) > 1:
            quotes = rename(quotes, speakers(quotes))
        spans = split_voices(articles, quotes)
        tone = score_tone(articles, model=_MODEL, spans=spans)
        hits = match_lexicon(articles, lexicon, spans=spans)
        unit = "sentences" if len(articles) == 1 else None
        scores = score_lexicon(articles, lexicon, spans=unit)
        cues = pd.concat([match_lexicon(articles, codebook, spans=spans), hits], ignore_index=True)
        frames = score_frames(articles, codebook)
        charges = find_charges(articles, lexicon=read_lexicon(lexicon), quotes=quotes)
    colours = voice_colours(by_words(tone))
    steps = [quotes, spans, tone, hits, scores, frames, charges]
    kept = articles[articles["article_id"].isin(set(tone["article_id"]))].reset_index(drop=True)
    return _Study(kept, quotes, spans, tone, hits, cues, scores, frames, charges, colours, steps,
                  kind == "snippets")  # fmt: skip


def _title(row: Any) -> str:
    return row["title"] if isinstance(row["title"], str) else f"Article {row['article_id']}"


def _about(study: _Study) -> str:
    words = f"{study.tone['words'].sum():,} words"
    days = study.articles["published"].dropna()
    outlets = study.articles["outlet"].dropna().unique()
    named = ", ".join(map(str, outlets)) if len(outlets) < 9 else f"{len(outlets)} outlets"
    first, last = (f"{d.day} {d:%B %Y}" for d in (days.min(), days.max())) if len(days) else "  "
    when = "" if not len(days) else first if first == last else f"{first} to {last}"
    return " · ".join(part for part in (named, when, words) if part)


def _found(study: _Study, lexicon: str) -> tuple[str, ...]:
    """Say how much is quoted, who differs most in tone, and whose the rhetoric is."""
    extremes = _extreme_outlets if study.by else _extreme_voices
    return _quoted(study), extremes(study), _rhetoric(study, lexicon)


def _quoted(study: _Study) -> str:
    tone = study.tone
    quoted = tone["words"].where(tone["voice"] == "quoted", 0)
    made = _step(study, compare(tone.assign(quoted=quoted), ("quoted", "words")))
    share = 100 * made[["value", "low", "high"]].iloc[0]
    alone = pd.isna(share["low"])
    said = f"{share['value']:.0f} %" if alone else stated(share).replace("[", "% [", 1)
    spoken = quoted.groupby(voices(tone)).sum()
    most = spoken.drop("speaker unknown", errors="ignore").nlargest(3) / tone["words"].sum()
    told = [f"{name} ({100 * part:.0f} %)" for name, part in most[most > 0].items()]
    listed = " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))
    whose = f"; most are those of {listed}." if told else "."
    return f"{said} of the words are other people’s{whose}"


def _extreme_voices(study: _Study) -> str:
    """Say in what tone the outlet speaks, and who speaks most harshly and most kindly."""
    looks, names = lumped(study.tone, _GROUPS, study.colours)
    means = _step(study, compare(study.tone.assign(name=names), "tone", by="name"))
    named = means[means["name"].isin([n for n in looks if looks[n].marker not in "od"])]
    # An interval over half of the scale says nothing of a voice.
    sure = named[named["high"] - named["low"] < _SCALE / 2].sort_values("value")
    said = []
    for row in means[means["name"] == "the outlet"].to_dict("records"):
        neutral = ", which cannot be told from neutral" if row["low"] <= 0 <= row["high"] else ""
        said.append(f"The outlet’s own tone is {_tone(row)}{neutral}")
    if len(sure) < 2:
        said.append("no two of those who are quoted have words enough to be compared")
    else:
        low, high = (f"{row['name']}: {_tone(row)}" for _, row in sure.iloc[[0, -1]].iterrows())
        alike = sure["high"].iloc[0] >= sure["low"].iloc[-1]
        ranging = f"those who are quoted run from {low} to {high}, which cannot be told apart"
        apart = f"the harshest voice is that of {low}; the kindest that of {high}"
        said.append(ranging if alike else apart)
    return f"{'; '.join(said)} {_ENDS_MEAN}."


def _extreme_outlets(study: _Study) -> str:
    own = study.tone[study.tone["voice"].isin(["outlet", "quoted"])]
    pairs = _step(study, difference(own, "tone", by="voice"))
    means = compare(own[own["voice"] == "outlet"], "tone", by="outlet").dropna(subset=["value"])
    if pairs.empty or len(means) < 2:
        return _extreme_voices(study)
    gap, ranked = pairs.iloc[0], means.sort_values("value")
    told = "and not zero" if gap["low"] > 0 or gap["high"] < 0 else "which cannot be told from zero"
    said = f"The outlets’ own words differ in tone from those they quote by {_tone(gap)}, {told}"
    ends = [f"{row['outlet']}: {_tone(row)}" for row in (ranked.iloc[0], ranked.iloc[-1])]
    said += f"; their own words are harshest in {ends[0]}, and kindest in {ends[1]}"
    if not ranked["high"].iloc[0] < ranked["low"].iloc[-1]:
        said += ", which cannot be told apart"
    return f"{said} {_ENDS_MEAN}."


def _rhetoric(study: _Study, lexicon: str) -> str:
    hits, scores = study.hits, study.scores
    unit = [name for name in ("article_id", "sentence") if name in scores]
    units = scores.groupby(unit, sort=False).agg(hits=("hits", "sum"), words=("words", "max"))
    if not units["hits"].sum():
        return f"No word of {lexicon} was found."
    rate = _step(study, compare(units.reset_index(), ("hits", "words")))
    said = stated(1000 * rate[["value", "low", "high"]].iloc[0])
    quoted = int((hits["voice"] == "quoted").sum())
    whose = f"{quoted:,} of {len(hits):,} stand in the words of those who are quoted"
    return f"Words of {lexicon}: {said} in 1,000 words; {whose}{_charged(study.charges)}."


def _charged(charges: pd.DataFrame) -> str:
    """Say who charges whom most often."""
    made = charges[charges["mode"] == "charge"].dropna(subset=["accuser", "accused"])
    if made.empty:
        return ""
    pairs = made.groupby(["accuser", "accused", "charge"], sort=False).size()
    most: Any = pairs.idxmax()
    often = {1: "once", 2: "twice"}.get(int(pairs.max()), f"{pairs.max()} times")
    return f"; {most[0]} charges {most[1]} {often} with {str(most[2]).replace('_', ' ')}"


def _step(study: _Study, table: pd.DataFrame) -> pd.DataFrame:
    """Note how *table* was made, for the provenance."""
    study.steps.append(table)
    return table


def _tone(row: Any) -> str:
    return stated(row, plus=True)


def _of_article(study: _Study, lexicon: str) -> Iterator[_Section]:
    body = str(study.articles["text"].iloc[0])
    shown, rows = reader(body, study.tone, study.quotes, study.hits, model=_MODEL,
                   colours=study.colours, charges=study.charges,
                   snippets=study.snippets)  # fmt: skip
    places = _Places()
    for name, start, end, place in rows:
        places.setdefault((("name",), name), place)
        for column, table in (("category", study.cues), ("accuser", _made(study))):
            for found in table.loc[table["start"].between(start, end - 1), column]:
                places.setdefault(((column,), found), place)
    lead = _leading(lambda *row: places.get(row, ""))
    yield "article", "The article", shown
    yield "voices", "Who speaks, and in what tone", _voices(study, lead)
    yield "frames", "Inside which frames", _frames(study, lexicon, lead)
    yield from _charges(study, lead)
    most = _LINE // 2 if study.snippets else len(body)
    edges = zip(study.quotes["start"], study.quotes["end"], strict=True)
    said = [shorten(body[start:end], most, placeholder=" …") for start, end in edges]
    listed = study.quotes.assign(words=said)
    names = ["speaker_name", "words", "kind", "cue", "stance", "rule"]
    told = "Quotations and reported statements, with the rule that decided"
    yield "quotes", "Quotations", page.folded(counted(len(listed), "quotation"),
                                              page.table(listed[names], told))  # fmt: skip


def _made(study: _Study) -> pd.DataFrame:
    made = study.charges[study.charges["mode"] == "charge"].fillna({"accuser": UNKNOWN})
    return made.assign(start=made["evidence_start"], end=made["evidence_end"])


def _keys(table: pd.DataFrame, names: tuple[str, ...]) -> pd.Series[str]:
    """Return what names each row of a table, or of a chart, by the columns *names*."""
    return reduce(lambda a, b: a + " · " + b, (table[name].astype("str") for name in names))


def _leading(place: Callable[[tuple[str, ...], str], str]) -> _Lead:
    return lambda *names: (
        lambda drawn: [place(names, row) for row in _keys(drawn, names).drop_duplicates()]
    )


def _voices(study: _Study, lead: _Lead) -> str:
    draw = partial(plot_voices, study.tone, colours=study.colours)
    told = "Who has how many words, and in what tone. Names lead to the words."
    return page.picture(draw, told, lead("name"))


def _frames(study: _Study, lexicon: str, lead: _Lead) -> str:
    told = {"Cue words screen for frames; they do not code them.": study.frames,
            f"Words of {lexicon}.": study.scores}  # fmt: skip
    draw = partial(plot_frames, by=study.by)
    return "".join(page.picture(partial(draw, table), caption, lead("category"))
                   for caption, table in told.items() if table["hits"].any())  # fmt: skip


def _charges(study: _Study, lead: _Lead) -> Iterator[_Section]:
    if study.charges["mode"].eq("charge").any():
        draw = partial(plot_charges, study.charges, colours=study.colours)
        told = "An arrow from each accuser to the accused."
        yield "charges", "Who charges whom", page.picture(draw, told, lead("accuser"))


def _of_corpus(study: _Study, lexicon: str) -> Iterator[_Section]:
    behind, places = _behind(study), _Places()
    lead = _leading(lambda names, row: places.setdefault((names, row), f"e{len(places)}")
                    if (behind[names]["row"] == row).any() else "")  # fmt: skip
    yield "voices", "Who speaks, and in what tone", _voices(study, lead)
    if study.by:
        yield "outlets", "Outlet against outlet", _outlets(study, behind["word", "group"], lead)
    if study.articles["published"].notna().any():
        yield "time", "Over time", _time(study)
    yield "frames", "Inside which frames", _frames(study, lexicon, lead)
    yield from _charges(study, lead)
    yield "evidence", "The words behind it", _evidence(study, behind, places)
    yield "corpus", "The corpus", _corpus_table(study)


def _outlets(study: _Study, tokens: pd.DataFrame, lead: _Lead) -> str:
    means = _step(study, compare(study.tone, "tone", by=["outlet", "voice"]))
    words = _step(study, keyness(tokens, by="outlet"))
    draw = partial(plot_comparison, means, value="mean tone (−4 to 4)")
    pairs = page.picture(draw, "Each outlet’s own words and those it quotes.", lead("outlet"))
    draw, told = partial(plot_keyness, words), "Words that set each outlet apart."
    return pairs + page.picture(draw, told, lead("word", "group"))


def _time(study: _Study) -> str:
    own = study.tone[study.tone["voice"] == "outlet"]
    days = (study.articles["published"].max() - study.articles["published"].min()).days
    every, period = next(each for least, each in _PERIODS.items() if days > least)
    draw = partial(plot_timeline, own, "tone", every=every, by=study.by)
    return page.picture(draw, f"Tone of the outlets’ own words, by {period}.")


def _behind(study: _Study) -> dict[tuple[str, ...], pd.DataFrame]:
    """Return what stands behind the rows of the charts, by the columns that name a row."""
    tone = study.tone.assign(name=lumped(study.tone, _GROUPS)[1]).dropna(subset=["tone"])
    # A single harsh word is no evidence: these are phrases.
    tone = tone[tone["words"] >= PHRASE] if (tone["words"] >= PHRASE).any() else tone
    words = tokenize(study.articles)
    tables = {("outlet",): tone, ("name",): tone[tone["voice"] != "reporting"],
              ("category",): study.cues, ("accuser",): _made(study),
              ("word", "group"): words.assign(group=words["outlet"])}  # fmt: skip
    return {names: table.assign(row=_keys(table, names)) for names, table in tables.items()}


def _evidence(study: _Study, behind: dict[tuple[str, ...], pd.DataFrame], places: _Places) -> str:
    """Return sentences for each row of a chart that leads here, whole, with their sources."""
    sentences = split_sentences(study.articles).set_index(["article_id", "sentence"])
    parts = []
    for (names, row), place in places.items():
        own = behind[names][behind[names]["row"] == row]
        told = f"{plain(row)} ({'voice' if names == ('name',) else names[0]})"
        quoted = [_sentence(each, study, sentences) for each in _strongest(own)]
        parts.append(element("h3", escape(told), id=place) + "".join(quoted))
    return "".join(parts)


def _strongest(own: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the harshest and the kindest span, or what the two richest sentences hold."""
    if "tone" in own:
        own = own.sort_values("tone", kind="stable")
        return [own.iloc[[i]] for i in sorted({0, len(own) - 1})]
    held = (each for _, each in own.groupby(["article_id", "sentence"], sort=False))
    return sorted(held, key=len, reverse=True)[:2]


def _sentence(found: pd.DataFrame, study: _Study, sentences: pd.DataFrame) -> str:
    row: Any = found.iloc[0].to_dict()
    article = study.articles[study.articles["article_id"] == row["article_id"]].iloc[0]
    place = sentences.loc[(row["article_id"], row["sentence"])]
    start, end = min(place["start"], row["start"]), max(place["end"], row["end"])
    middle = (row["start"], min(row["end"], row["start"] + _LINE // 2)) if study.snippets else None
    marks = [Mark(a, b, {}, name="mark") for a, b in found[["start", "end"]].to_numpy()]
    named = (row.get(key) for key in ("speaker_name", "accused", "voice"))
    told = next((name for name in named if isinstance(name, str)), "")
    source, link = escape(_title(article)), str(article["url"])
    if link.startswith(("https://", "http://")):
        source = element("a", source, href=link, rel="noreferrer noopener")
    tone = f"tone {signed(row['tone'], 1, plus=True)}" if "tone" in row else ""
    said = " · ".join(filter(None, [escape(told), tone, source]))
    words = element("div", in_context(article["text"], marks, start, end, middle), dir="auto")
    return element("blockquote", words + element("div", said, class_="note"))


def _corpus_table(study: _Study) -> str:
    counts = study.articles.assign(
        words=study.articles["article_id"].map(study.tone.groupby("article_id")["words"].sum()),
        outlet=study.articles["outlet"].fillna("no outlet"),
        day=study.articles["published"].dt.strftime("%Y-%m-%d"),
    )
    by_outlet = counts.groupby("outlet", sort=False).agg(
        articles=("text", "size"), words=("words", "sum"), first=("day", "min"), last=("day", "max")
    )
    table = page.table(by_outlet.reset_index(), "Articles and words by outlet")
    findings = audit(study.articles)
    if findings.empty:
        return table + page.paragraph("The audit found nothing missing, damaged or doubled.")
    summary = findings.groupby("check").size().rename("findings").reset_index()
    return table + page.table(summary, "What the audit found")


def _trust(study: _Study) -> Iterator[_Section]:
    figures = validity()
    lines = "".join(map(partial(_trusted, figures), _TRUST))
    table = page.table(figures.drop(columns="command"), "How each measure did against human coders")
    yield "trust", "How far to trust it", f"<ul>{lines}</ul>" + page.folded("All figures", table)
    words = methods_text(*study.steps).split("\n\n")
    parts = [page.paragraph(words[0])]
    for part in words[1:]:
        head, *sources = part.split("\n")
        items = "".join(element("li", escape(source)) for source in sources)
        parts.append(f"<h3>{escape(head)}</h3><ul>{items}</ul>")
    yield "provenance", "Provenance", "".join(parts)


def _trusted(figures: pd.DataFrame, card: str) -> str:
    """Return the least of the figures that say most about a measure, as a line."""
    metric, data = _TRUST[card]
    own = figures[figures["card"].str.startswith(card) & figures["low"].notna()]
    told = own[own["metric"].str.startswith(metric) & own["data"].str.contains(data, regex=False)]
    if told.empty:
        return ""
    row = told.sort_values("value").iloc[0]
    words = f"{row['card']}: {row['metric']} {stated(row)}"
    lowest = f"the lowest of {len(told)} figures" if len(told) > 1 else ""
    beside = row["comparison"] if isinstance(row["comparison"], str) else ""
    said = "; ".join(filter(None, [f"{words} on {row['data']}", lowest, beside]))
    return element("li", escape(said))
