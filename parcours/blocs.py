"""What a step is made of: the blocks of every page, and those with which one learns.

What a person writes in a quiz or a note is kept under the identifier that Wagtail gives a block: it
survives a rewording and a move.
"""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from contenus.blocs import TRAITS, Bloc, Corps
from contenus.champs import Statut

CHOIX_MIN, CHOIX_MAX = 2, 5
SANS_BONNE_REPONSE = "Cochez au moins une bonne réponse\u00a0: une question sans réponse n’apprend rien."


class ChoixDeQuiz(blocks.StructBlock):
    """One answer. Each one is explained, right or wrong."""

    texte = blocks.CharBlock(label="Réponse", max_length=240)
    juste = blocks.BooleanBlock(label="C’est une bonne réponse", required=False)
    explication = blocks.TextBlock(label="Pourquoi", rows=2)


class Quiz(Bloc):
    """A question that teaches: every answer is explained, nothing is graded."""

    question = blocks.CharBlock(label="Question", max_length=300)
    choix = blocks.ListBlock(ChoixDeQuiz(), label="Réponses proposées", min_num=CHOIX_MIN, max_num=CHOIX_MAX)

    class Meta:
        icon = "help"
        label = "Question expliquée"
        template = "parcours/blocs/quiz.html"

    def clean(self, value: Any) -> Any:
        """Refuse a question that has no right answer."""
        propre = super().clean(value)
        if not any(choix["juste"] for choix in propre["choix"]):
            raise blocks.StructBlockValidationError({"choix": ValidationError(SANS_BONNE_REPONSE)})
        return propre


class Note(Bloc):
    """A question to oneself; the answer goes to the carnet."""

    question = blocks.CharBlock(label="La question", max_length=300)
    aide = blocks.CharBlock(label="Un conseil", max_length=300, required=False)

    class Meta:
        icon = "edit"
        label = "Note personnelle"
        template = "parcours/blocs/note.html"


class ValeurDeFigure(blocks.StructBlock):
    """A bar: its name and its length."""

    nom = blocks.CharBlock(label="Nom", max_length=120)
    valeur = blocks.FloatBlock(label="Valeur", min_value=0)


class Figure(Bloc):
    """Bars, drawn by the server, with their table and their source."""

    titre = blocks.CharBlock(label="Légende", max_length=200)
    unite = blocks.CharBlock(label="Unité", max_length=12, required=False)
    valeurs = blocks.ListBlock(ValeurDeFigure(), label="Valeurs", min_num=2, max_num=12)
    note = blocks.CharBlock(label="Note", max_length=300, required=False)
    statut = blocks.ChoiceBlock(choices=Statut.choices, default=Statut.SOURCE, label="Statut")
    source = blocks.TextBlock(label="D’où cela vient", rows=2)

    class Meta:
        icon = "order-down"
        label = "Figure avec son tableau"
        template = "parcours/blocs/figure.html"


class Animer(Bloc):
    """What whoever presents says and does."""

    titre = blocks.CharBlock(label="Titre", max_length=160)
    minutes = blocks.IntegerBlock(label="Minutes", min_value=1, max_value=240)
    texte = blocks.RichTextBlock(features=TRAITS, label="Notes")

    class Meta:
        icon = "user"
        label = "Pour qui anime"
        template = "parcours/blocs/animer.html"


class Fiche(Bloc):
    """A sheet to print and fill in by hand."""

    titre = blocks.CharBlock(label="Titre", max_length=160)
    texte = blocks.RichTextBlock(features=TRAITS, label="Comment s’en servir")
    lignes = blocks.ListBlock(
        blocks.CharBlock(max_length=240), label="Lignes à remplir", min_num=1, max_num=20
    )

    class Meta:
        icon = "form"
        label = "Fiche pratique"
        template = "parcours/blocs/fiche.html"


class CorpsDEtape(Corps):
    """The body of a step."""

    quiz = Quiz()
    note = Note()
    figure = Figure()
    animer = Animer()
    fiche = Fiche()
