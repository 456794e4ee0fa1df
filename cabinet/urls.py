"""Addresses. A practice's pages live under `/c/<slug>/`; a person's own pages have no slug."""

from django.conf import settings
from django.urls import include, path

from cabinet.views import (
    account,
    archive,
    bank,
    components,
    guide,
    health,
    home,
    invitation,
    live,
    metrics,
    network,
    opening,
    setup,
    team,
)
from cabinet.views import settings as practice

urlpatterns = [
    path("", home.home, name="home"),
    path("c/<slug:slug>/", home.home_of_practice, name="home_of_practice"),
    path("c/<slug:slug>/equipe/", team.team, name="team"),
    path("c/<slug:slug>/equipe/inviter/", team.invitation_form, name="invite"),
    path(
        "c/<slug:slug>/equipe/invitations/<uuid:pk>/retrait/",
        team.invitation_revocation,
        name="invitation_revocation",
    ),
    path("c/<slug:slug>/equipe/<uuid:pk>/fin/", team.membership_end, name="membership_end"),
    path("c/<slug:slug>/equipe/<uuid:pk>/appareils/", team.sessions_end, name="sessions_end"),
    path("ouvrir/", opening.opening, name="opening"),
    path("ouvrir/<str:token>/", opening.opening_link, name="opening_link"),
    path("c/<slug:slug>/mise-en-route/", setup.setup, name="setup"),
    path("c/<slug:slug>/mise-en-route/suite/", setup.setup_next, name="setup_next"),
    path("c/<slug:slug>/mise-en-route/cabinet/", setup.setup_practice, name="setup_practice"),
    path("c/<slug:slug>/mise-en-route/equipe/", setup.setup_people, name="setup_people"),
    path("c/<slug:slug>/mise-en-route/objectifs/", setup.setup_targets, name="setup_targets"),
    path("c/<slug:slug>/guide/", guide.guide, name="guide"),
    path("c/<slug:slug>/reseau/", network.network, name="network"),
    path("c/<slug:slug>/reseau/invitations/<int:pk>/", network.network_answer, name="network_answer"),
    path("c/<slug:slug>/reseau/partage/", network.network_sharing, name="network_sharing"),
    path("c/<slug:slug>/reseau/depart/", network.network_leave, name="network_leave"),
    path("c/<slug:slug>/archive/", archive.archive, name="archive"),
    path("c/<slug:slug>/archive/<uuid:pk>/", archive.archive_file, name="archive_file"),
    path("c/<slug:slug>/reglages/", practice.practice_settings, name="settings"),
    path("c/<slug:slug>/mes-informations/", practice.profile, name="profile"),
    path("c/<slug:slug>/comptes-bancaires/", bank.accounts, name="accounts"),
    path("c/<slug:slug>/comptes-bancaires/<uuid:pk>/", bank.account, name="account"),
    path("mon-compte-bancaire/<uuid:pk>/", bank.my_account, name="my_account"),
    path("c/<slug:slug>/flux/nouveautes/", live.news, name="live_news"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    *[path("", include(module)) for module in settings.CABINET_URLS],
    path("compte/", include("cabinet.account_urls")),
    path("compte/cles/", account.api_tokens, name="api_tokens"),
    path("compte/cles/<int:pk>/retrait/", account.api_token_revocation, name="api_token_revocation"),
    path("api/", include("cabinet.api.urls")),
    path("composants/", components.gallery, name="components"),
    path("healthz/", health.healthz, name="healthz"),
    path("metrics/", metrics.metrics, name="metrics"),
]

handler400 = "cabinet.views.errors.bad_request"
handler500 = "cabinet.views.errors.server_error"
