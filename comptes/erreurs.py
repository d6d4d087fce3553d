"""What is refused, with a sentence that the visitor can read."""


class ErreurMetier(Exception):
    """Refused; the sentence says why."""


class DernierAdministrateur(ErreurMetier):
    """Nobody would administer the structure any more."""

    def __init__(self) -> None:
        super().__init__(
            "Cette personne est la seule à administrer la structure\u00a0: "
            "nommez d’abord quelqu’un d’autre, ou supprimez la structure."
        )


class InvitationPerdue(ErreurMetier):
    """This link opens nothing any more."""


class AutreAdresse(ErreurMetier):
    """The invitation was sent to an address that this account has not proved to hold."""
