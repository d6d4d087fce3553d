from django.urls import URLPattern

app_name = "diagnostic"
urlpatterns: list[URLPattern] = []
