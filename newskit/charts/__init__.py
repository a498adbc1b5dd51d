"""Charts: a tidy table and ``ax=`` in, the Axes out, the drawn table on ``ax.newskit_table``."""
