"""A report on an article or a corpus: one page to read, print and send, with the evidence in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from newskit import charts, schema
from newskit.lexicon.scoring import score_lexicon
from newskit.onepass import Measures, measure
from newskit.pages import page
from newskit.pages.highlight import highlight
from newskit.reading.audit import audit
from newskit.statistics.compare import compare
from newskit.statistics.keyness import keyness
from newskit.text.tables import tokenize
from newskit.tone import explain_tone, score_tone
from newskit.validation.cards import validity
from newskit.validation.methods import methods_text

_Section = tuple[str, str, str]
_SHOWN, _FIGURES, _MONTHS = 12, 4, 2
_TO_EVIDENCE = '<p class="note"><a href="#evidence">The words behind the extremes</a></p>'


class _Corpus(NamedTuple):
    """The articles, what was measured of them, and the tone of each sentence in both models."""

    articles: pd.DataFrame
    found: Measures
    vader: pd.DataFrame
    colours: dict[str, str]


def report(
    articles: pd.DataFrame,
    *,
    lexicon: str = "wartime_ecstasy",
    codebook: str = "generic_frames",
) -> str:
    """Return a report as one HTML page that needs no network and no script.

    Of one article: the text with voices and rhetoric marked, who speaks, tone by sentence, where
    VADER differs and why, rhetoric, frames. Of several: the same measures compared by outlet and
    over time, with intervals, and the sentences behind the extremes. Both end with how far each
    measure can be trusted, and with versions and settings.

    Parameters
    ----------
    articles
        ARTICLES. Any text in it is shown as text.
    lexicon, codebook
        Names or paths, as for :func:`~newskit.match_lexicon` and :func:`~newskit.score_frames`.

    Raises
    ------
    ValueError
        If no article has any text.
    """
    schema.require(articles, ["article_id", "text"], what="articles table")
    full = articles.reindex(columns=list(dict.fromkeys([*schema.ARTICLES, *articles.columns])))
    there = full[full["text"].map(lambda t: isinstance(t, str) and bool(t.strip())).astype(bool)]
    if there.empty:
        raise ValueError("there is nothing to report on: no article has any text")
    found = measure(there, lexicons=lexicon, codebook=codebook)
    names = charts.voice_colours(_by_words(found.tone))
    corpus = _Corpus(there, found, score_tone(there, model="vader"), names)
    if len(there) == 1:
        row = there.iloc[0]
        title = row["title"] if isinstance(row["title"], str) else str(row["article_id"])
        return page.page(title, [*_of_article(corpus, lexicon), *_trust(corpus)])
    title = f"{len(there):,} articles"
    return page.page(title, [*_of_corpus(corpus), *_trust(corpus)])


def _by_words(tone: pd.DataFrame) -> list[str]:
    quoted = tone[tone["voice"] == "quoted"]
    words = quoted.groupby("speaker_name")["words"].sum().sort_values(ascending=False)
    return [str(name) for name in words.index]


def _of_article(corpus: _Corpus, lexicon: str) -> Iterator[_Section]:
    found, text = corpus.found, corpus.articles["text"].iloc[0]
    shown = highlight(corpus.articles, [found.spans, found.hits], colours=corpus.colours)
    yield "article", "The article", page.paragraph(_about(corpus)) + shown._repr_html_()
    yield "voices", "Who speaks", _voices(corpus, text)
    yield "tone", "In what tone", _tone(corpus, text)
    yield "rhetoric", "Which rhetoric", _rhetoric(corpus, lexicon)
    yield "frames", "Inside which frames", _frames(corpus, None)


def _about(corpus: _Corpus) -> str:
    row = corpus.articles.iloc[0]
    said = [row["outlet"], f"{row['published']:%d %B %Y}" if pd.notna(row["published"]) else None]
    tone = corpus.found.tone
    quoted = tone.loc[tone["voice"] == "quoted", "words"].sum() / max(tone["words"].sum(), 1)
    counted = f"{tone['words'].sum():,} words in {len(corpus.vader)} sentences"
    source = ", ".join(str(s) for s in said if isinstance(s, str))
    return f"{source or 'Source unknown'}. {counted}; {quoted:.0%} of the words are other people's."


def _voices(corpus: _Corpus, text: str) -> str:
    quotes, tone = corpus.found.quotes, corpus.found.tone
    ax = charts.plot_voices(tone, colours=corpus.colours)
    listed = quotes.assign(
        words=[
            " ".join(text[a:b].split()) for a, b in zip(quotes["start"], quotes["end"], strict=True)
        ]
    )
    columns = ["kind", "speaker_name", "cue", "stance", "words", "rule"]
    return page.picture(
        ax, "Share of words and mean tone of each voice", "Who has how many words, in what tone."
    ) + page.table(
        listed[columns], "Quotations and reported statements, with the rule that decided"
    )


def _tone(corpus: _Corpus, text: str) -> str:
    news = score_tone(corpus.articles, model="news")
    ax = charts.plot_tone(corpus.found.tone, articles=corpus.articles, colours=corpus.colours)
    both = corpus.vader[["start", "end", "compound", "tone"]].assign(news=news["tone"])
    # The two scales differ: -1 to 1 and -4 to 4. What is compared is where each stands in its own.
    apart = (both["tone"] - both["news"] / both["news"].abs().max()).abs().nlargest(5).index
    rows = [
        (
            " ".join(text[r.start : r.end].split()),
            r.compound,
            r.news,
            _moved(text[r.start : r.end], "vader"),
            _moved(text[r.start : r.end], "news"),
        )
        for r in both.loc[apart].itertuples()
    ]
    names = ["sentence", "VADER (−1 to 1)", "news (−4 to 4)", "moved VADER", "moved news"]
    return page.picture(
        ax, "Tone of each sentence, in reading order", "Tone of each stretch in one voice."
    ) + page.table(
        pd.DataFrame(rows, columns=names),
        "Where the two models differ most, and the words that moved each",
    )


def _moved(sentence: str, model: str) -> str:
    table = explain_tone(sentence, model=model)
    strongest = table.loc[table["contribution"].abs().nlargest(4).index].sort_index()
    moves = zip(strongest["word"], strongest["contribution"], strict=True)
    return ", ".join(f"{word} {value:+.1f}" for word, value in moves).replace("-", "−")


def _rhetoric(corpus: _Corpus, lexicon: str) -> str:
    hits = corpus.found.hits
    if hits.empty:
        return page.paragraph(f"No word or phrase of the lexicon {lexicon} occurs.")
    score = score_lexicon(corpus.articles, lexicon).drop(columns=["article_id", "lexicon"])
    columns = ["category", "match", "entry", "negated", "voice", "speaker_name"]
    told = "The categories of the lexicon, and its index if it has a formula"
    return page.table(score, told) + page.table(
        hits[columns], "Every match, and whose words it stands in"
    )


def _frames(corpus: _Corpus, by: str | None) -> str:
    unit = ["article_id", "outlet", "lexicon", "category"]
    whole = corpus.found.frames.groupby(unit, dropna=False, sort=False)
    summed = whole[["hits", "words"]].sum().reset_index()
    summed["per_1000"] = 1000 * summed["hits"] / summed["words"].where(summed["words"] > 0)
    ax = charts.plot_frames(summed, by=by)
    note = "Cue words screen for frames; they are not the coding."
    return page.picture(ax, "Cues of each frame per 1,000 words", note)


def _of_corpus(corpus: _Corpus) -> Iterator[_Section]:
    about = corpus.articles[["article_id", "outlet", "published"]]
    tone = corpus.found.tone.merge(about, on="article_id")
    by = "outlet" if len(about["outlet"].dropna().unique()) > 1 else None
    yield "corpus", "The corpus", _corpus_table(corpus)
    yield "outlets", "By outlet", _outlets(tone, corpus, by)
    if about["published"].notna().any():
        yield "time", "Over time", _time(tone)
    yield "frames", "Inside which frames", _frames(corpus, by)
    yield "evidence", "The evidence", _evidence(corpus)


def _corpus_table(corpus: _Corpus) -> str:
    words = corpus.vader.groupby("article_id")["words"].sum()
    counted = corpus.articles.assign(words=corpus.articles["article_id"].map(words))
    by_outlet = counted.groupby("outlet", dropna=False).agg(
        articles=("article_id", "size"),
        words=("words", "sum"),
        first=("published", _first),
        last=("published", _last),
    )
    findings = audit(corpus.articles)
    summary = findings.groupby("check").size().rename("findings").reset_index()
    told = page.table(by_outlet.reset_index(), "Articles and words by outlet")
    if findings.empty:
        return told + page.paragraph("The audit found nothing missing, damaged or doubled.")
    return told + page.table(summary, "What the audit found")


def _first(days: pd.Series[pd.Timestamp]) -> str:
    return f"{days.min():%Y-%m-%d}" if days.notna().any() else ""


def _last(days: pd.Series[pd.Timestamp]) -> str:
    return f"{days.max():%Y-%m-%d}" if days.notna().any() else ""


def _outlets(tone: pd.DataFrame, corpus: _Corpus, by: str | None) -> str:
    groups = [by, "voice"] if by else ["voice"]
    ax = charts.plot_comparison(compare(tone, "tone", by=groups), value="mean tone (−4 to 4)")
    drawn = page.picture(
        ax, "Mean tone by outlet and voice", "The outlet's own words apart from quoted ones."
    )
    drawn += _TO_EVIDENCE
    if not by:
        return drawn
    key = keyness(tokenize(corpus.articles), by=by).sort_values("log_odds_z", ascending=False)
    columns = ["group", "word", "count", "reference_count", "log_ratio", "log_odds_z", "articles"]
    top = key.groupby("group", sort=False).head(6)[columns].sort_values("group")
    return drawn + page.table(top, "Words that set each outlet apart")


def _time(tone: pd.DataFrame) -> str:
    own = tone[tone["voice"] == "outlet"].dropna(subset=["published"])
    months = own["published"].dt.to_period("M")
    every, period = ("M", "month") if len(months.unique()) > _MONTHS else ("D", "day")
    ax = charts.plot_timeline(own, "tone", every=every)
    caption = f"Tone of the outlets' own words, by {period}."
    return page.picture(ax, f"Mean tone by {period}", caption) + _TO_EVIDENCE


def _evidence(corpus: _Corpus) -> str:
    tone = corpus.found.tone.dropna(subset=["tone"])
    texts = dict(zip(corpus.articles["article_id"], corpus.articles["text"], strict=True))
    ends = pd.concat([tone.nsmallest(_SHOWN, "tone"), tone.nlargest(_SHOWN, "tone")])
    words = [
        " ".join(texts[i][a:b].split())
        for i, a, b in zip(ends["article_id"], ends["start"], ends["end"], strict=True)
    ]
    columns = ["article_id", "voice", "speaker_name", "tone"]
    return page.table(ends[columns].assign(words=words), "The harshest and the warmest stretches")


def _trust(corpus: _Corpus) -> Iterator[_Section]:
    figures = validity().groupby("card", sort=False).head(_FIGURES).drop(columns="command")
    note = "How each measure did against human coders, with 95 % intervals; validity() gives all."
    yield "trust", "How far to trust it", page.table(figures, note)
    yield "provenance", "Provenance", page.paragraph(methods_text(corpus.found.tone))
