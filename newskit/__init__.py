"""newskit reads how the news talks: who speaks, in what tone, inside which frame, how sure."""

from newskit.annotations import write_spans
from newskit.charges import find_charges
from newskit.charts.charges import plot_charges
from newskit.charts.colours import voice_colours
from newskit.charts.comparison import plot_comparison, plot_timeline
from newskit.charts.explanation import plot_explanation
from newskit.charts.frames import plot_frames
from newskit.charts.tone import plot_tone
from newskit.charts.voices import plot_voices
from newskit.charts.words import plot_dispersion, plot_keyness, plot_word_shift
from newskit.learning import FrameModel
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Lexicon, list_lexicons, read_lexicon
from newskit.lexicon.scoring import score_frames, score_lexicon
from newskit.lexicon.workbench import count_entries, suggest_entries
from newskit.pages.highlight import highlight
from newskit.pages.report import report
from newskit.quotations.cast import speakers
from newskit.quotations.table import Quote, find_quotes, quotes
from newskit.quotations.voices import split_voices
from newskit.reading import load_corpus, read_article, read_articles
from newskit.reading.article import Article, printed
from newskit.reading.audit import audit
from newskit.scale import over
from newskit.schema import NewskitWarning
from newskit.statistics.collocations import collocations
from newskit.statistics.compare import compare, difference
from newskit.statistics.keyness import keyness
from newskit.statistics.shift import word_shift
from newskit.text import paragraphs, sentences, straighten, tokens
from newskit.tone import explain_tone, score_tone, valence
from newskit.tone.targets import score_targets
from newskit.validation.agreement import agreement
from newskit.validation.cards import validity
from newskit.validation.coding import coding_widget
from newskit.validation.corrected import corrected_difference, corrected_share
from newskit.validation.methods import methods_text
from newskit.validation.sheets import read_codes, sample_for_coding, write_codes
from newskit.validation.validate import validate
from newskit.words import concordance, split_sentences, tokenize

__version__ = "0.2.3"

# fmt: off
__all__ = [  # noqa: RUF022 (in reading order)
    # read, cut
    "Article", "NewskitWarning", "audit", "load_corpus", "printed", "read_article", "read_articles",
    "concordance", "paragraphs", "sentences", "split_sentences", "straighten", "tokenize", "tokens",
    # who speaks, in what tone, who charges whom
    "Quote", "find_quotes", "quotes", "speakers", "split_voices",
    "explain_tone", "score_targets", "score_tone", "valence", "find_charges",
    # words and frames as data
    "Lexicon", "count_entries", "list_lexicons", "match_lexicon", "read_lexicon", "score_frames",
    "score_lexicon", "suggest_entries", "FrameModel",
    # compare and validate
    "collocations", "compare", "difference", "keyness", "word_shift",
    "agreement", "coding_widget", "corrected_difference", "corrected_share", "methods_text",
    "read_codes", "sample_for_coding", "validate", "validity", "write_codes",
    # look, scale, hand on
    "highlight", "plot_charges", "plot_comparison", "plot_dispersion", "plot_explanation",
    "plot_frames", "plot_keyness", "plot_timeline", "plot_tone", "plot_voices", "plot_word_shift",
    "report", "voice_colours", "over", "write_spans",
]
