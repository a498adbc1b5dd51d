"""Quotations: who says it, and in whose words.

Rules only, set by hand. :mod:`.marks` finds what stands between quotation marks, :mod:`.frames`
writes each sentence as a string of word classes, :mod:`.clauses` finds the cues and their
subjects, :mod:`.speakers` weighs them for each marked span, :mod:`.indirect` reads reported
speech without marks, :mod:`.resolve` names the speaker, and :mod:`.spans` cuts sentences into
voices.
"""

from newskit.quotations.table import Quote, find_quotes, quotes
from newskit.quotations.voices import split_voices

__all__ = ["Quote", "find_quotes", "quotes", "split_voices"]
