"""What an association agrees to, word for word, and its version. Pure.

Changing a word here changes `VERSION`: what was accepted before stays written as it was read.
"""

VERSION = "2026-3"
AVANCEE, FIGURES, DECISIONS = "avancee", "figures", "decisions"
PARTAGES = {
    AVANCEE: "Où nous en sommes\u00a0: nombre de critères répondus par pilier, jour de la dernière réponse, "
    "étapes suivies, outils commencés, prochaine étape",
    FIGURES: "Les figures du diagnostic\u00a0: la moyenne de chaque pilier et du socle, le point sur le "
    "triangle",
    DECISIONS: "Ce que nous avons décidé\u00a0: les lignes du plan telles qu’elles sont écrites et leurs "
    "échéances, sans la colonne de qui s’en charge",
}
"""What may be shared, box by box, in the words of the form."""
COURTS = {AVANCEE: "l’avancement", FIGURES: "les figures du diagnostic", DECISIONS: "les décisions"}


def rediger(*, accompagnatrice: str, accompagnee: str) -> str:
    """The wording, one paragraph a line; both names are quoted, since nobody knows their number or gender."""
    suivie, suiveuse = f"«\u00a0{accompagnee}\u00a0»", f"«\u00a0{accompagnatrice}\u00a0»"
    return "\n".join(
        (
            f"La structure {suivie} accepte d’être suivie par {suiveuse}.",
            f"Les personnes de {suiveuse} qui y sont référentes ou l’administrent liront le nom de "
            f"{suivie}, et seulement ce qui est coché ici, dans les seuls travaux choisis ici. Elles "
            "peuvent l’emporter dans un tableau.",
            "Elles ne lisent jamais une réponse, un commentaire, une note d’étape ni un code, et ne peuvent "
            "rien écrire dans vos travaux.",
            "Elles écrivent leurs propres notes de suivi\u00a0: votre structure les lit toutes.",
            "Chaque ouverture de votre page et chaque tableau emporté sont écrits dans votre journal des "
            "accès, ainsi que chaque jour où une personne lit, dans leur bureau, la ligne qui vous résume.",
            "Vous changez les cases ou retirez cet accord à tout moment, sans vous expliquer\u00a0: à la "
            f"seconde même, {suiveuse} ne voit plus rien de ce qui n’est plus partagé. La trace de "
            "cet accord est gardée cinq ans après son retrait, comme preuve.",
        )
    )


def dire(portee: list[str]) -> str:
    """What is shared, in a few words."""
    return ", ".join(mot for cle, mot in COURTS.items() if cle in portee) or "rien pour le moment"
