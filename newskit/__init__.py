"""newskit reads how the news talks: who speaks, in what tone, inside which frame, how sure."""

from newskit.annotations import write_spans
from newskit.charges import find_charges
from newskit.charts import (
    plot_charges,
    plot_comparison,
    plot_dispersion,
    plot_explanation,
    plot_frames,
    plot_keyness,
    plot_timeline,
    plot_tone,
    plot_voices,
    plot_word_shift,
    voice_colours,
)
from newskit.generated import generate_news
from newskit.learning import FrameModel
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Lexicon, list_lexicons, read_lexicon
from newskit.lexicon.scoring import score_frames, score_lexicon
from newskit.lexicon.workbench import count_entries, suggest_entries
from newskit.onepass import Measures, measure
from newskit.pages.highlight import highlight
from newskit.pages.report import report
from newskit.quotations import Quote, find_quotes, quotes, split_voices
from newskit.quotations.cast import speakers
from newskit.reading import corpora_folder, iter_articles, load_corpus, read_article, read_articles
from newskit.reading.article import Article, articles_table, printed
from newskit.reading.audit import audit
from newskit.scale import over
from newskit.schema import NewskitWarning
from newskit.statistics.collocations import collocations
from newskit.statistics.compare import compare, difference
from newskit.statistics.keyness import keyness
from newskit.statistics.shift import word_shift
from newskit.text import paragraphs, sentences, straighten, tokens
from newskit.text.tables import concordance, split_sentences, tokenize
from newskit.tone import explain_tone, score_tone, valence
from newskit.tone.targets import score_targets
from newskit.validation.agreement import agreement
from newskit.validation.cards import measure_cards, validity
from newskit.validation.coding import coding_widget
from newskit.validation.corrected import corrected_difference, corrected_share
from newskit.validation.methods import methods_text
from newskit.validation.sheets import read_codes, sample_for_coding, write_codes
from newskit.validation.validate import validate
from newskit.writing import write_table

__version__ = "0.2.0"

__all__ = [
    "Article",
    "FrameModel",
    "Lexicon",
    "Measures",
    "NewskitWarning",
    "Quote",
    "agreement",
    "articles_table",
    "audit",
    "coding_widget",
    "collocations",
    "compare",
    "concordance",
    "corpora_folder",
    "corrected_difference",
    "corrected_share",
    "count_entries",
    "difference",
    "explain_tone",
    "find_charges",
    "find_quotes",
    "generate_news",
    "highlight",
    "iter_articles",
    "keyness",
    "list_lexicons",
    "load_corpus",
    "match_lexicon",
    "measure",
    "measure_cards",
    "methods_text",
    "over",
    "paragraphs",
    "plot_charges",
    "plot_comparison",
    "plot_dispersion",
    "plot_explanation",
    "plot_frames",
    "plot_keyness",
    "plot_timeline",
    "plot_tone",
    "plot_voices",
    "plot_word_shift",
    "printed",
    "quotes",
    "read_article",
    "read_articles",
    "read_codes",
    "read_lexicon",
    "report",
    "sample_for_coding",
    "score_frames",
    "score_lexicon",
    "score_targets",
    "score_tone",
    "sentences",
    "speakers",
    "split_sentences",
    "split_voices",
    "straighten",
    "suggest_entries",
    "tokenize",
    "tokens",
    "valence",
    "validate",
    "validity",
    "voice_colours",
    "word_shift",
    "write_codes",
    "write_spans",
    "write_table",
]
