import pytest
from wagtail.models import Page
from django.core.cache import cache

@pytest.mark.django_db
def test_un(client): 
    assert Page.objects.count()==2
    assert client.get("/sante/").status_code==200
    assert cache.get("x") is None; cache.set("x",1)

@pytest.mark.django_db(transaction=True)
def test_deux(): assert Page.objects.count()==2
def test_trois(ouvrier):
    assert cache.get("x") is None
    assert Page.objects.count()==2
    from contenus.tasks import publier_a_l_heure
    publier_a_l_heure.delay()
def test_quatre(ouvrier): assert Page.objects.count()==2
def test_cinq(page, axe):
    page.goto("/sante/")
    assert "santé" in page.content()
