"""Pages: highlighted text and the report."""
