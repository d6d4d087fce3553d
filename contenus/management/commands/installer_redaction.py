from typing import Any

from django.core.management.base import BaseCommand

from contenus.circuit import installer


class Command(BaseCommand):
    """Install the roles and the workflow of the editorial office; nothing changes the second time."""

    help = "Installe les rôles et le circuit de la rédaction, après migrate. Le relancer ne change rien."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what changed."""
        for phrase in installer():
            self.stdout.write(phrase)
