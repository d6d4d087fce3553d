"""What can go wrong, each with a sentence the visitor may read."""


class RenduImpossible(Exception):
    """The document cannot be drawn as it is; trying again the same way will not help."""


class BailPerdu(Exception):
    """Another worker took over, or the rendering was already delivered: stop here, write nothing."""
