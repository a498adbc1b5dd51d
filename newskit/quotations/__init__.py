"""Quotations: who says it, and in whose words.

Rules only, set by hand. :mod:`.marks` finds what stands between quotation marks, :mod:`.shapes`
writes each sentence as a string of word classes, :mod:`.clauses` finds the cues and their
subjects, :mod:`.speakers` weighs them for each marked span, :mod:`.indirect` reads reported
speech without marks, :mod:`.resolve` names the speaker, and :mod:`.voices` cuts
sentences into voices.
"""
