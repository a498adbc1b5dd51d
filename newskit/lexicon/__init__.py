"""Words as data: lexicons read, matched, scored and improved."""
