from django.urls import path

app_name = "retrocession"
urlpatterns: list[path] = []
