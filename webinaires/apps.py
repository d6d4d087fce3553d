from django.apps import AppConfig


class WebinairesConfig(AppConfig):
    name = "webinaires"
    verbose_name = "Webinaires"
