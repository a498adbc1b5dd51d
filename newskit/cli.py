"""The command line: parse, call one verb, write. What a command does is the verb of its name."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pandas as pd

import newskit as nk
from newskit import streams


class Plain(click.Group):
    """A group whose commands report a failure in one sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what a user can mend into a sentence and exit code 1."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always", nk.NewskitWarning)
                warnings.showwarning = _note
                return super().invoke(ctx)
        except (ValueError, TypeError, OSError, ImportError) as error:
            if ctx.params.get("debug"):
                raise
            raise click.ClickException(" ".join(str(error).split())) from error


def _note(message: Warning | str, *_: Any, **__: Any) -> None:
    click.echo(f"note: {message}", err=True)


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the full traceback of an error.")
@click.version_option(nk.__version__, prog_name="newskit")
def main(debug: bool) -> None:
    """Read how the news talks: who speaks, in what tone, inside which frame, how sure.

    INPUT is a text, HTML, CSV, JSONL or Parquet file, a folder of them, or - for standard input.
    Results go to the terminal as a table, into a pipe as CSV, or with -o into a file whose ending
    says the format (.csv .jsonl .parquet .xlsx). Parquet files into a folder (-o out/) are worked
    on piece by piece: such a run can be interrupted and goes on where it stopped.

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


@main.command()
@click.option("--model", type=click.Choice(["vader", "news"]), default="vader", show_default=True)
@click.option("--voices", is_flag=True, help="Score each speaker's words apart from the outlet's.")
@_cluster
@_inputs
def tone(model: str, voices: bool, **given: Any) -> None:
    """Score the tone of each sentence.

    Example: newskit tone article.txt --voices -o tone.csv
    """
    streams.measure(_tone, {"model": model, "voices": voices}, **given)


def _tone(articles: pd.DataFrame, model: str, voices: bool) -> pd.DataFrame:
    return nk.score_tone(articles, model=model, spans=_spans(articles, voices))


def _spans(articles: pd.DataFrame, voices: bool) -> pd.DataFrame | None:
    return nk.split_voices(articles) if voices else None


@main.command()
@_cluster
@_inputs
def quotes(**given: Any) -> None:
    """Find quotations and reported statements, with their speakers.

    Example: newskit quotes articles.jsonl -o quotes.csv
    """
    streams.measure(nk.find_quotes, {}, **given)


@main.command()
@click.option("--codebook", default="generic_frames", show_default=True, help="Name or file.")
@click.option("--voices", is_flag=True, help="Count each speaker's words apart from the outlet's.")
@_cluster
@_inputs
def frames(codebook: str, voices: bool, **given: Any) -> None:
    """Count the cues of each frame of a codebook, by article.

    Example: newskit frames articles.csv --codebook war_peace -o frames.csv
    """
    streams.measure(_frames, {"codebook": nk.read_lexicon(codebook), "voices": voices}, **given)


def _frames(articles: pd.DataFrame, codebook: nk.Lexicon, voices: bool) -> pd.DataFrame:
    return nk.score_frames(articles, codebook, spans=_spans(articles, voices))


@main.command()
@click.option("--lexicon", "names", multiple=True, default=["wartime_ecstasy"], show_default=True)
@click.option("--voices", is_flag=True, help="Tell the outlet's words from each speaker's.")
@_cluster
@_inputs
def rhetoric(names: tuple[str, ...], voices: bool, **given: Any) -> None:
    """List every match of the words and phrases of one or more lexicons.

    Example: newskit rhetoric article.txt --lexicon wartime_ecstasy --lexicon my_words.toml
    """
    lexicons = [nk.read_lexicon(name) for name in names]
    streams.measure(_rhetoric, {"lexicons": lexicons, "voices": voices}, **given)


def _rhetoric(articles: pd.DataFrame, lexicons: list[nk.Lexicon], voices: bool) -> pd.DataFrame:
    return nk.match_lexicon(articles, lexicons, spans=_spans(articles, voices))


@main.command()
@click.option("--by", default="outlet", show_default=True, help="Column that makes the groups.")
@_inputs
def keyness(by: str, inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List the words that set each group of articles apart from the others.

    Example: newskit keyness articles.csv --by outlet -o keyness.csv
    """
    articles = streams.articles_of(inputs, names)
    if by not in articles or articles[by].nunique() < 2:
        raise ValueError(f"keyness compares groups, but column {by!r} has fewer than two values")
    streams.write(nk.keyness(nk.tokenize(articles, keep=[by]), by=by), output)


@main.command()
@click.argument("pattern")
@click.option("--width", default=40, show_default=True, help="Characters on each side.")
@_inputs
def concordance(pattern: str, width: int, **given: Any) -> None:
    """List every occurrence of PATTERN (a word, phrase or wild*card) in its context.

    Example: newskit concordance "wartime ecsta*" article.txt
    """
    streams.measure(nk.concordance, {"pattern": pattern, "width": width}, **given)


@main.command()
@click.option("--gap", default=7, show_default=True, help="Silent days that count as a gap.")
@_inputs
def audit(gap: int, inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """List what is missing, damaged, doubled or in another language in a corpus.

    Example: newskit audit corpus/ -o findings.csv
    """
    streams.write(nk.audit(streams.articles_of(inputs, names), gap=gap), output)


@main.command()
@_inputs
def report(inputs: tuple[str, ...], output: Path | None, **names: str | None) -> None:
    """Write a report: one HTML page that needs no network, for an article or a corpus.

    Example: newskit report article.txt -o report.html
    """
    if output is None or output.suffix.lower() != ".html":
        raise ValueError("say where the report goes: -o report.html")
    page = nk.report(streams.articles_of(inputs, names))
    output.write_text(page, encoding="utf-8")
    click.echo(f"{output} written", err=True)


@main.group()
def lexicon() -> None:
    """Check, convert and compare dictionaries."""


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
    """Write a dictionary in another format; the ending of TARGET says which.

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
    both = (
        nk.read_lexicon(old)
        .to_frame()
        .merge(
            nk.read_lexicon(new).to_frame(), on=["category", "entry"], how="outer", indicator=True
        )
    )
    for row in both.sort_values(["category", "entry"]).itertuples(name=None, index=False):
        category, entry, before, after, where = row
        change = {"left_only": "-", "right_only": "+"}.get(where, "" if before == after else "~")
        if change:
            weights = f"{before:g} -> {after:g}" if change == "~" else ""
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
