"""Groups compared with intervals, key words, collocations, and the words behind a difference."""
