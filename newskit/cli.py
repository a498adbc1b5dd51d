"""The command line: parse, call one verb, write. Each command bears the name of its verb."""

from __future__ import annotations

import re
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable
from functools import partial, reduce
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
    from tqdm import tqdm

    with tqdm.external_write_mode(file=sys.stderr):  # a note never stands behind a progress bar
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


Decorator = Callable[[Callable[..., None]], Callable[..., None]]
# What every command takes that reads articles, and what one takes that can run in pieces.
_INPUTS: list[Decorator] = [
    click.option("--text", help="Name of the text column, if it is not 'text'."),
    click.option("--outlet", help="Name of the outlet column, if not 'outlet'."),
    click.option("--format", "kind", default="txt", help="Of standard input: txt, csv, jsonl."),
    click.option("-o", "--output", type=click.Path(path_type=Path), help="File or folder."),
    click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
]
_CLUSTER: list[Decorator] = [
    click.option("--scheduler", help="Address of a running Dask scheduler."),
    click.option("--workers", type=click.IntRange(1), default=1, help="Worker processes."),
]


def _all(options: Iterable[Decorator]) -> Decorator:
    return lambda command: reduce(lambda made, option: option(made), options, command)


def _read(_: click.Context, __: click.Parameter, value: Any) -> Any:
    """Return the word list, or the list of them, that an option names."""
    return nk.read_lexicon(value) if isinstance(value, str) else list(map(nk.read_lexicon, value))


def _names(_: click.Context, __: click.Parameter, value: str) -> list[str]:
    return [name.strip() for name in value.split(",")]


_option = partial(click.option, show_default=True)
_model = _option("--model", default="news", help="news, vader, or a file.")
_targets = click.argument("targets", metavar="TARGET,...", callback=_names)
_lexicon = _option("--lexicon", default="wartime_ecstasy", help="Name or file.", callback=_read)
_lexicons = _option("--lexicon", default=["wartime_ecstasy"], multiple=True, callback=_read)
_codebook = _option("--codebook", default="generic_frames", help="Name or file.", callback=_read)
_pattern = click.argument("pattern")
_width = _option("--width", default=40, help="Characters on each side.")
_voices = "Measure each sentence, or each speaker's words apart from the outlet's."
_spans = click.option("--spans", type=click.Choice(["sentences", "voices"]), help=_voices)
_counts = "category hits words per_1000 present"


def _verb(shown: str, *options: Decorator, words: bool = True, pieces: bool = True) -> Decorator:
    """Make a command of the verb that a function is named after; its docstring is the help.

    *shown* are the columns for a terminal, with the words of the text beside them if *words*;
    *pieces*: it can run in pieces.
    """

    def make(named: Callable[..., None]) -> Callable[..., None]:
        def run(**given: Any) -> None:
            streams.measure(Show(getattr(nk, named.__name__), shown, words), **given)

        run.__doc__ = named.__doc__
        full = _all([*_INPUTS, *(_CLUSTER if pieces else []), *reversed(options)])(run)
        return main.command(named.__name__.replace("_", "-"))(full)

    return make


@_verb("sentence voice speaker_name tone scored", _model, _spans)
def score_tone() -> None:
    """Score the tone of each sentence: -4 bad news to 4 good news (vader: -1 to 1).

    \b
    newskit score-tone article.txt
    newskit score-tone articles.csv --spans voices -o tone.csv

    tone is empty where no word judges; scored counts the words that do.
    """


@_verb("sentence target speaker_name tone label", _targets)
def score_targets() -> None:
    """Score the tone towards people, groups or countries, at each mention.

    \b
    newskit score-targets NATO,Russia article.txt
    newskit score-targets "Ada Holm" articles.csv -o towards.csv

    tone: -1 against the target to 1 for it; speaker_name: whose words these are.
    """


@_verb("kind speaker_name cue")
def find_quotes() -> None:
    """Find quotations and reported statements, with their speakers.

    \b
    newskit find-quotes article.txt
    newskit find-quotes articles.jsonl -o quotes.csv

    kind: direct, mixed, indirect or scare; cue: the word that introduces the words.
    """


@_verb("accuser accused charge strength mode", _lexicon)
def find_charges() -> None:
    """Find who accuses whom of what, and how strongly.

    \b
    newskit find-charges article.txt
    newskit find-charges articles.csv --lexicon charges -o charges.csv

    strength: 0 to 3; mode: charge, denial, self-description or report of a charge.
    """


@_verb("sentence category entry negated speaker_name", _lexicons, _spans)
def match_lexicon() -> None:
    """List every match of the words and phrases of one or more lexicons.

    \b
    newskit match-lexicon article.txt
    newskit match-lexicon article.txt --lexicon loaded --lexicon my_words.toml

    entry: the line of the word list that matched; negated: "no war" is a match, marked.
    """


@_verb(_counts, _lexicon, _spans, words=False)
def score_lexicon() -> None:
    """Count the words of each category of a lexicon.

    \b
    newskit score-lexicon article.txt --lexicon certainty
    newskit score-lexicon articles.csv --lexicon my_words.toml --spans voices -o scores.csv

    per_1000: hits in a thousand words; share: of all hits of the lexicon.
    """


@_verb(_counts, _codebook, _spans, words=False)
def score_frames() -> None:
    """Count the cues of each frame of a codebook: a screening aid, not the coding.

    \b
    newskit score-frames article.txt
    newskit score-frames articles.csv --codebook war_peace -o frames.csv

    per_1000: cues in a thousand words; present: enough cues to be worth a coder's look.
    """


@_verb("left match right", _pattern, _width, words=False, pieces=False)
def concordance() -> None:
    """List every occurrence of PATTERN (a word, phrase or wild*card) in its context.

    \b
    newskit concordance "wartime ecsta*" article.txt
    newskit concordance escalat* articles/ --width 60 -o lines.csv
    """


@main.command()
@_all(_INPUTS)
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
@_all(_INPUTS)
def keyness(by: str, inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List the words that set each group of articles apart from the others.

    \b
    newskit keyness articles.csv
    newskit keyness articles.csv --by desk -o keyness.csv

    p_article_adjusted is the figure to claim with: it knows that words of one article go together.
    """
    articles = streams.articles_of(inputs, names)
    if by not in articles or articles[by].nunique() < 2:
        raise ValueError(f"keyness compares groups, but column {by!r} has fewer than two values")
    table = nk.keyness(nk.tokenize(articles, keep=[by]), by=by)
    shown = "group word count articles log_ratio p_article_adjusted"
    streams.write(table, output, shown, by="group")


@main.command()
@click.option("--gap", default=7, show_default=True, help="Silent days that count as a gap.")
@_all(_INPUTS)
def audit(gap: int, inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List what is missing, damaged, doubled or in another language in a corpus.

    \b
    newskit audit downloads/
    newskit audit corpus.csv --gap 30 -o findings.csv
    """
    findings = nk.audit(streams.articles_of(inputs, names), gap=gap)
    streams.write(findings, output, "check outlet article_id value detail", by="check")


@main.command()
@_all(_INPUTS)
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
