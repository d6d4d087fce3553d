"""The editorial office as the tests find it: templates as in service, files in a folder of their own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.contenus.bureau import Bureau, comme_en_service, ouvrir


@pytest.fixture
def bureau(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Bureau:
    """Open the office: a site, its roles, and one person for each."""
    comme_en_service(monkeypatch)
    settings.MEDIA_ROOT = tmp_path
    return ouvrir()
