"""The calendar of a practice under its slug; one's own days, in all practices, without."""

from datetime import date

from django.urls import path, register_converter

from planning.views import (
    absences,
    astreintes,
    booking,
    call_links,
    calls,
    confirmations,
    day,
    desk,
    events,
    exceptions,
    feeds,
    internship,
    month,
    my_days,
    my_feeds,
    network,
    occupancy,
    opening,
    pool,
    series,
    setup,
    swaps,
    week,
)


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
    path("c/<slug:slug>/reseau/semaine/", network.week, name="network-week"),
    path("c/<slug:slug>/mise-en-route/salles/", setup.setup_rooms, name="setup-rooms"),
    path("c/<slug:slug>/mise-en-route/feuille/", setup.setup_share, name="setup-share"),
    path("c/<slug:slug>/mise-en-route/semaine/", setup.setup_week, name="setup-week"),
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
    # Series and the desk, exceptions, absences, the intern, bookings to confirm.
    path("c/<slug:slug>/planning/series/", series.series_list, name="series"),
    path("c/<slug:slug>/planning/series/nouvelle/", series.series_new, name="series-new"),
    path("c/<slug:slug>/planning/series/<uuid:pk>/", series.series_detail, name="series-detail"),
    path("c/<slug:slug>/planning/series/<uuid:pk>/changement/", series.series_change, name="series-change"),
    path("c/<slug:slug>/planning/series/<uuid:pk>/fin/", series.series_end, name="series-end"),
    path("c/<slug:slug>/planning/accueil/", desk.desk, name="desk"),
    path("c/<slug:slug>/planning/accueil/horaires/", desk.shift_add, name="shift-add"),
    path("c/<slug:slug>/planning/accueil/<uuid:pk>/annulation/", desk.shift_cancel, name="shift-cancel"),
    path("c/<slug:slug>/planning/exceptions/", exceptions.exceptions, name="exceptions"),
    path("c/<slug:slug>/planning/exceptions/nouvelle/", exceptions.exception_new, name="exception-new"),
    path(
        "c/<slug:slug>/planning/exceptions/<uuid:pk>/retrait/",
        exceptions.exception_withdraw,
        name="exception-withdraw",
    ),
    path("c/<slug:slug>/planning/absences/", absences.absences, name="absences"),
    path(
        "c/<slug:slug>/planning/absences/<uuid:pk>/retrait/",
        absences.absence_withdraw,
        name="absence-withdraw",
    ),
    path("c/<slug:slug>/planning/stage/", internship.internship, name="internship"),
    path("c/<slug:slug>/planning/presences/<uuid:pk>/debrief/", internship.debrief, name="debrief"),
    path("c/<slug:slug>/planning/a-confirmer/", confirmations.confirmations, name="confirmations"),
    path("c/<slug:slug>/planning/presences/<uuid:pk>/confirmation/", confirmations.confirm, name="confirm"),
    path("c/<slug:slug>/planning/presences/<uuid:pk>/refus/", confirmations.refuse, name="refuse"),
    # Calls for cover
    path("c/<slug:slug>/planning/appels/", calls.calls, name="calls"),
    path("c/<slug:slug>/planning/appels/<uuid:pk>/", calls.call, name="call"),
    path("c/<slug:slug>/planning/appels/<uuid:pk>/reponse/", calls.answer, name="call-answer"),
    path("je-prends/<str:token>/", call_links.claim, name="claim"),
    path("pas-cette-fois/<str:token>/", call_links.decline, name="decline"),
    # The calendar seen by week, and the sheet for everybody.
    path("c/<slug:slug>/planning/semaine/", week.week, name="this-week"),
    path("c/<slug:slug>/planning/semaine/<day:on>/", week.week, name="week"),
    path("c/<slug:slug>/planning/semaine/<day:on>/pdf/", week.week_pdf, name="week-pdf"),
    path("c/<slug:slug>/planning/ouverture/", opening.sheet, name="opening"),
    path("c/<slug:slug>/planning/ouverture/pdf/", opening.sheet_pdf, name="opening-pdf"),
    path("c/<slug:slug>/planning/ouverture/publication/", opening.publication, name="opening-publication"),
    path("ouverture/<slug:practice>/", opening.public_sheet, name="public-opening"),
    path("mes-jours/", my_days.my_days, name="my-days"),
    path("mes-jours/reseau/", pool.pool, name="pool"),
    path("mes-jours/reseau/<slug:practice>/<day:on>/<slug:period>/", pool.take, name="pool-day"),
    path("mes-jours/<day:on>/", my_days.my_day, name="my-day"),
    # Feeds
    path("ical/<str:secret>.ics", feeds.feed, name="feed"),
    path("mes-agendas/", my_feeds.my_feeds, name="my-feeds"),
    path("mes-agendas/<uuid:pk>/renouvellement/", my_feeds.renewal, name="feed-renewal"),
    path("mes-agendas/<uuid:pk>/revocation/", my_feeds.revocation, name="feed-revocation"),
    # Events
    path("c/<slug:slug>/evenements/", events.events, name="events"),
    path("c/<slug:slug>/evenements/nouveau/", events.creation, name="event-creation"),
    path("c/<slug:slug>/evenements/<uuid:pk>/", events.event, name="event"),
    path("c/<slug:slug>/evenements/<uuid:pk>/modification/", events.change, name="event-change"),
    path("c/<slug:slug>/evenements/<uuid:pk>/annulation/", events.cancellation, name="event-cancellation"),
    path("c/<slug:slug>/evenements/<uuid:pk>/reponse/", events.answer, name="event-answer"),
]
