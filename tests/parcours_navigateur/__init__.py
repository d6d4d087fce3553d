"""Whole jobs, from the first page to the document, in a real Chromium on real engines."""
