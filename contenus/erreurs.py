"""What the editorial base refuses, each time with a sentence for whoever asked."""


class ErreurMetier(Exception):
    """Refused, with a sentence that the visitor can read."""
