"""Lists that people keep under headings of their own: which table, and what columns mean."""
