from django.apps import AppConfig


class TrajectoiresConfig(AppConfig):
    name = "trajectoires"
    verbose_name = "Trajectoires socio-économiques"
