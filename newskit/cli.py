"""The command line: parse, call one verb, write. Each command bears the name of its verb."""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pandas as pd

import newskit as nk
from newskit import streams
from newskit.streams import Show

# What an error of the library advises, in the words of the command line.
_IN_OPTIONS = (
    (re.compile(r"no column 'text'"), "name the column with the texts: --text NAME"),
    (re.compile(r"no column 'outlet'"), "name the column with the outlets: --outlet NAME"),
    (re.compile(r"no column"), "name one of these columns with --by"),
    (re.compile(r"written in|passed over as files of another kind"), ""),
)


class Plain(click.Group):
    """A group whose commands report any failure in one sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what goes wrong into a sentence and exit code 1."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always", nk.NewskitWarning)
                warnings.showwarning = _note
                return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            raise click.ClickException(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    """Return what went wrong in one line, with what would help on this command line."""
    said = " ".join(str(error).split()) or type(error).__name__
    known = isinstance(error, (ValueError, TypeError, OSError, ImportError))
    said = said if known else f"{type(error).__name__}: {said} (--debug shows where)"
    advice = next((words for pattern, words in _IN_OPTIONS if pattern.search(said)), "")
    return f"{said}; {advice}" if advice else said


def _note(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"note: {message}", err=True)


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the full traceback of an error.")
@click.version_option(nk.__version__, prog_name="newskit")
def main(debug: bool) -> None:
    """Read how the news talks: who speaks, in what tone, inside which frame, how sure.

    INPUT is a file of articles (text, web page, table, or an archive's download), a folder of them,
    or - for standard input. On a terminal a command shows the first rows, with the words they are
    about; -o writes all rows and columns into a file whose extension says the format (.csv .jsonl
    .parquet .xlsx); into a pipe go all rows as CSV. Parquet files into a folder (-o out/) are
    worked on piece by piece: such a run can be interrupted and goes on where it stopped.

    Shell completion: eval "$(_NEWSKIT_COMPLETE=bash_source newskit)" (or zsh_source,
    fish_source).
    """


def _inputs(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every command takes that reads articles."""
    for option in (
        click.option("--text", "text", help="Name of the text column, if it is not 'text'."),
        click.option("--outlet", "outlet", help="Name of the outlet column, if not 'outlet'."),
        click.option("--format", "kind", default="txt", help="Of standard input: txt, csv, jsonl."),
        click.option("-o", "--output", type=click.Path(path_type=Path), help="File or folder."),
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
    ):
        command = option(command)
    return command


def _cluster(command: Callable[..., None]) -> Callable[..., None]:
    """Add what a command takes that can run in pieces."""
    for option in (
        click.option("--scheduler", help="Address of a running Dask scheduler."),
        click.option("--workers", type=click.IntRange(1), default=1, help="Worker processes."),
    ):
        command = option(command)
    return command


_spans = click.option(
    "--spans",
    type=click.Choice(["sentences", "voices"]),
    help="Measure each sentence, or each speaker's words apart from the outlet's.",
)


@main.command("score-tone")
@click.option("--model", default="news", show_default=True, help="news, vader, or a file.")
@_spans
@_cluster
@_inputs
def score_tone(model: str, spans: str | None, **given: Any) -> None:
    """Score the tone of each sentence: -4 bad news to 4 good news (vader: -1 to 1).

    \b
    newskit score-tone article.txt
    newskit score-tone articles.csv --spans voices -o tone.csv

    tone is empty where no word judges; scored counts the words that do.
    """
    show = Show(nk.score_tone, "sentence voice speaker_name tone scored")
    streams.measure(show, {"model": model, "spans": spans}, **given)


@main.command("score-targets")
@click.argument("targets", metavar="TARGET,...")
@_cluster
@_inputs
def score_targets(targets: str, **given: Any) -> None:
    """Score the tone towards people, groups or countries, at each mention.

    \b
    newskit score-targets NATO,Russia article.txt
    newskit score-targets "Ada Holm" articles.csv -o towards.csv

    tone: -1 against the target to 1 for it; speaker_name: whose words these are.
    """
    show = Show(nk.score_targets, "sentence target speaker_name tone label")
    streams.measure(show, {"targets": [t.strip() for t in targets.split(",")]}, **given)


@main.command("find-quotes")
@_cluster
@_inputs
def find_quotes(**given: Any) -> None:
    """Find quotations and reported statements, with their speakers.

    \b
    newskit find-quotes article.txt
    newskit find-quotes articles.jsonl -o quotes.csv

    kind: direct, mixed, indirect or scare; cue: the word that introduces the words.
    """
    streams.measure(Show(nk.find_quotes, "kind speaker_name cue"), {}, **given)


@main.command("find-charges")
@click.option("--lexicon", default="wartime_ecstasy", show_default=True, help="Name or file.")
@_cluster
@_inputs
def find_charges(lexicon: str, **given: Any) -> None:
    """Find who accuses whom of what, and how strongly.

    \b
    newskit find-charges article.txt
    newskit find-charges articles.csv --lexicon charges -o charges.csv

    strength: 0 to 3; mode: charge, denial, self-description or report of a charge.
    """
    show = Show(nk.find_charges, "accuser accused charge strength mode")
    streams.measure(show, {"lexicon": nk.read_lexicon(lexicon)}, **given)


@main.command("match-lexicon")
@click.option("--lexicon", "names", multiple=True, default=["wartime_ecstasy"], show_default=True)
@_spans
@_cluster
@_inputs
def match_lexicon(names: tuple[str, ...], spans: str | None, **given: Any) -> None:
    """List every match of the words and phrases of one or more lexicons.

    \b
    newskit match-lexicon article.txt
    newskit match-lexicon article.txt --lexicon loaded --lexicon my_words.toml

    entry: the line of the word list that matched; negated: "no war" is a match, marked.
    """
    show = Show(nk.match_lexicon, "sentence category entry negated speaker_name")
    lexicons = [nk.read_lexicon(name) for name in names]
    streams.measure(show, {"lexicon": lexicons, "spans": spans}, **given)


@main.command("score-lexicon")
@click.option("--lexicon", default="wartime_ecstasy", show_default=True, help="Name or file.")
@_spans
@_cluster
@_inputs
def score_lexicon(lexicon: str, spans: str | None, **given: Any) -> None:
    """Count the words of each category of a lexicon.

    \b
    newskit score-lexicon article.txt --lexicon certainty
    newskit score-lexicon articles.csv --lexicon my_words.toml --spans voices -o scores.csv

    per_1000: hits in a thousand words; share: of all hits of the lexicon.
    """
    show = Show(nk.score_lexicon, "category hits words per_1000 present", words=False)
    streams.measure(show, {"lexicon": nk.read_lexicon(lexicon), "spans": spans}, **given)


@main.command("score-frames")
@click.option("--codebook", default="generic_frames", show_default=True, help="Name or file.")
@_spans
@_cluster
@_inputs
def score_frames(codebook: str, spans: str | None, **given: Any) -> None:
    """Count the cues of each frame of a codebook: a screening aid, not the coding.

    \b
    newskit score-frames article.txt
    newskit score-frames articles.csv --codebook war_peace -o frames.csv

    per_1000: cues in a thousand words; present: enough cues to be worth a coder's look.
    """
    show = Show(nk.score_frames, "category hits words per_1000 present", words=False)
    streams.measure(show, {"codebook": nk.read_lexicon(codebook), "spans": spans}, **given)


@main.command()
@click.argument("pattern")
@click.option("--width", default=40, show_default=True, help="Characters on each side.")
@_inputs
def concordance(pattern: str, width: int, **given: Any) -> None:
    """List every occurrence of PATTERN (a word, phrase or wild*card) in its context.

    \b
    newskit concordance "wartime ecsta*" article.txt
    newskit concordance escalat* articles/ --width 60 -o lines.csv
    """
    show = Show(nk.concordance, "left match right", words=False)
    streams.measure(show, {"pattern": pattern, "width": width}, **given)


@main.command()
@_inputs
def speakers(inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List who speaks in a corpus: one row per person or institution.

    \b
    newskit speakers articles.csv
    newskit speakers articles/ -o speakers.csv

    aliases: the names under which somebody appears; words: how many are theirs.
    """
    quotes = nk.find_quotes(streams.articles_of(inputs, names))
    streams.write(nk.speakers(quotes), output, "speaker_name speaker_kind articles quotes words")


@main.command()
@click.option("--by", default="outlet", show_default=True, help="Column that makes the groups.")
@_inputs
def keyness(by: str, inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List the words that set each group of articles apart from the others.

    \b
    newskit keyness articles.csv
    newskit keyness articles.csv --by desk -o keyness.csv

    p_article_adjusted is the figure to claim with: it knows that words of one article go together.
    """
    articles = streams.articles_of(inputs, names, keep=[by])
    if by not in articles or articles[by].nunique() < 2:
        raise ValueError(f"keyness compares groups, but column {by!r} has fewer than two values")
    table = nk.keyness(nk.tokenize(articles, keep=[by]), by=by)
    shown = "group word count articles log_ratio p_article_adjusted"
    streams.write(table, output, shown, by="group")


@main.command()
@click.option("--gap", default=7, show_default=True, help="Silent days that count as a gap.")
@_inputs
def audit(gap: int, inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List what is missing, damaged, doubled or in another language in a corpus.

    \b
    newskit audit downloads/
    newskit audit corpus.csv --gap 30 -o findings.csv
    """
    findings = nk.audit(streams.articles_of(inputs, names), gap=gap)
    streams.write(findings, output, "check outlet article_id value detail", by="check")


@main.command()
@_inputs
def report(inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """Write a report: one HTML page that needs no network, for an article or a corpus.

    \b
    newskit report article.txt -o report.html
    newskit report articles.csv --outlet paper -o corpus.html
    """
    if output is None or output.suffix.lower() != ".html":
        raise ValueError("say where the report goes: -o report.html")
    nk.report(streams.articles_of(inputs, names)).save(output)
    click.echo(f"{output} written", err=True)


@main.group()
def lexicon() -> None:
    """Check, convert and compare word lists."""


@lexicon.command()
@click.argument("names", nargs=-1, required=True, metavar="LEXICON...")
def check(names: tuple[str, ...]) -> None:
    """Run a lexicon's own examples: what must match, and what must not.

    Example: newskit lexicon check my_words.toml
    """
    tables = [nk.read_lexicon(name).check().assign(lexicon=name) for name in names]
    table = pd.concat(tables, ignore_index=True)
    failed = table[~table["passed"]]
    for row in failed.to_dict("records"):
        click.echo("{lexicon} [{category}] must {example}: {text}".format_map(row))
    if len(failed):
        raise click.ClickException(f"{len(failed)} of {len(table)} examples fail")
    click.echo(f"all {len(table)} examples do as they say")


@lexicon.command()
@click.argument("source")
@click.argument("target", type=click.Path(path_type=Path))
def convert(source: str, target: Path) -> None:
    """Write a word list in another format; the extension of TARGET says which.

    Example: newskit lexicon convert old.dic new.toml
    """
    nk.read_lexicon(source).write(target)
    click.echo(f"{target} written", err=True)


@lexicon.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Print what NEW has and OLD has not, and the other way round.

    Example: newskit lexicon diff wartime_ecstasy my_words.toml
    """
    before, after = (nk.read_lexicon(name).to_frame() for name in (old, new))
    both = before.merge(after, on=["category", "entry"], how="outer", indicator=True)
    for row in both.sort_values(["category", "entry"]).itertuples(name=None, index=False):
        category, entry, was, now, where = row
        change = {"left_only": "-", "right_only": "+"}.get(where, "" if was == now else "~")
        if change:
            weights = f"{was:g} -> {now:g}" if change == "~" else ""
            click.echo(f"{change} [{category}] {entry} {weights}".rstrip())


@main.group()
def notebooks() -> None:
    """Take the notebooks that come with newskit."""


@notebooks.command()
@click.argument("folder", type=click.Path(path_type=Path))
def copy(folder: Path) -> None:
    """Copy the notebooks into FOLDER, to run and change them there.

    Example: newskit notebooks copy my_notebooks
    """
    package = Path(nk.__file__).parent
    home = next(h for h in (package / "notebooks", package.parent / "notebooks") if h.is_dir())
    files = sorted(f for f in home.iterdir() if f.suffix in (".ipynb", ".toml"))
    there = [file.name for file in files if (folder / file.name).exists()]
    if there:
        raise ValueError(f"{folder} already holds {there[0]}; nothing was copied")
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copy(file, folder)
    click.echo(f"{len(files)} files copied to {folder}", err=True)


if __name__ == "__main__":
    main()
