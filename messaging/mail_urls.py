"""Mail and lab results of a practice, under its slug."""

from django.urls import path

from messaging.views import mail, mail_alerts, mail_form, mail_senders, misrouting

MAIL = [
    path("c/<slug:slug>/mise-en-route/expediteurs/", mail_senders.setup_senders, name="setup-senders"),
    path("c/<slug:slug>/courrier/", mail.mails, name="mails"),
    path("c/<slug:slug>/courrier/nouveau/", mail_form.mail_new, name="mail-new"),
    path("c/<slug:slug>/courrier/<uuid:pk>/", mail.mail, name="mail"),
    path("c/<slug:slug>/courrier/<uuid:pk>/correction/", mail_form.mail_change, name="mail-change"),
    path("c/<slug:slug>/courrier/<uuid:pk>/lecture/", mail.reading, name="mail-reading"),
    path("c/<slug:slug>/courrier/<uuid:pk>/classement/", mail.filing, name="mail-filing"),
    path("c/<slug:slug>/courrier/<uuid:pk>/reprise/", mail.taking_back, name="mail-taking-back"),
    path("c/<slug:slug>/courrier/<uuid:pk>/envoi/", mail.routing, name="mail-routing"),
    path("c/<slug:slug>/courrier/<uuid:pk>/alerte/", mail_alerts.mail_alert, name="mail-alert"),
    path("c/<slug:slug>/courrier/<uuid:pk>/alerte.pdf", misrouting.alerts_told, name="mail-alerts-pdf"),
    path("c/<slug:slug>/courrier/erreurs/", misrouting.misrouting, name="misrouting"),
    path("c/<slug:slug>/courrier/erreurs.csv", misrouting.misrouting_file, name="misrouting-file"),
    path(
        "c/<slug:slug>/courrier/erreurs/<uuid:pk>/lettre.pdf",
        misrouting.misrouting_letter,
        name="misrouting-letter",
    ),
]
