"""The calendar of a practice under its slug; one's own days, in all practices, without."""

from datetime import date

from django.urls import path, register_converter

from planning.views import astreintes, booking, day, month, my_days, occupancy, swaps


class DayConverter:
    """« 2027-03-10 »; a day that does not exist, or of another century, is no page."""

    regex = r"20\d{2}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(DayConverter, "day")

app_name = "planning"
urlpatterns = [
    path("c/<slug:slug>/planning/", month.month, name="month"),
    path("c/<slug:slug>/planning/<day:on>/", day.day, name="day"),
    path("c/<slug:slug>/planning/<day:on>/presences/", booking.book, name="book"),
    path("c/<slug:slug>/planning/presences/<uuid:pk>/liberation/", booking.release, name="release"),
    # The occupancy report
    path("c/<slug:slug>/occupation/", occupancy.occupancy, name="occupancy"),
    path("c/<slug:slug>/occupation/rapport.pdf", occupancy.occupancy_pdf, name="occupancy-pdf"),
    path("c/<slug:slug>/occupation/tableaux.xlsx", occupancy.occupancy_xlsx, name="occupancy-xlsx"),
    path("c/<slug:slug>/occupation/chiffres.csv", occupancy.occupancy_csv, name="occupancy-csv"),
    path("occupation/", occupancy.everywhere, name="occupancy-everywhere"),
    # Astreintes, and what changes hands.
    path("c/<slug:slug>/planning/astreintes/", astreintes.astreintes, name="astreintes"),
    path("c/<slug:slug>/planning/astreintes/proposition/", astreintes.assign_all, name="astreintes-proposal"),
    path("c/<slug:slug>/planning/astreintes/<day:on>/", astreintes.assign, name="astreinte-assign"),
    path("c/<slug:slug>/planning/astreintes/<day:on>/carte.pdf", astreintes.card, name="astreinte-card"),
    path(
        "c/<slug:slug>/planning/astreintes/<uuid:pk>/abandon/", astreintes.give_up, name="astreinte-give-up"
    ),
    path(
        "c/<slug:slug>/planning/astreintes/<uuid:pk>/lecture/",
        astreintes.acknowledge,
        name="astreinte-reading",
    ),
    path("c/<slug:slug>/planning/astreintes/<uuid:pk>/consigne/", astreintes.hand_over, name="hand-over"),
    path("c/<slug:slug>/planning/astreintes/<uuid:pk>/echange/", swaps.swap_astreinte, name="swap-astreinte"),
    path(
        "c/<slug:slug>/planning/consignes/<uuid:pk>/lecture/",
        astreintes.hand_over_reading,
        name="hand-over-reading",
    ),
    path("c/<slug:slug>/planning/presences/<uuid:pk>/echange/", swaps.swap_presence, name="swap-presence"),
    path("c/<slug:slug>/planning/echanges/", swaps.swaps, name="swaps"),
    path("c/<slug:slug>/planning/echanges/<uuid:pk>/reponse/", swaps.answer, name="swap-answer"),
    path("mes-jours/", my_days.my_days, name="my-days"),
    path("mes-jours/<day:on>/", my_days.my_day, name="my-day"),
]
