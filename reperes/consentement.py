"""What somebody agrees to, word for word. A wording never changes: a new one takes the next number. Pure."""

VERSION = 1
"""The wording asked today."""
TEXTES = {
    1: (
        "J’accepte que les quatre chiffres de ce diagnostic, arrondis par quarts de niveau, et les "
        "précisions que je choisis ci-dessus comptent dans les repères publics de ce portail, parmi ceux "
        "d’au moins vingt associations, sans le nom de la mienne. Je peux mettre fin à cet accord ici, "
        "quand je veux."
    ),
}
