"""A living team: the day's chat, a word with the mairie, a wound seen by the nurse, an opinion asked."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from cabinet.models import Membership
from demo.drawn import wound
from messaging.actions.attachments import bind, take_upload
from messaging.actions.channels import open_house_channels
from messaging.actions.conversations import ask_expertise, open_direct, open_patient_thread
from messaging.actions.marks import mark_read
from messaging.actions.send import edit_message, send_message
from messaging.actions.urgent import acknowledge
from messaging.models import Conversation, Message
from patients.models import CareTeamMember

#: Minutes ago, who, what.
TEAM = (
    (1560, "baptiste", "Bonjour à tous. Le bureau 2 est libre jeudi après-midi, pour qui veut une salle."),
    (1541, "kevin", "Je le prends pour les visites longues, merci."),
    (1530, "helene", "Et moi je reste au bureau 3 pour l’éducation thérapeutique."),
    (1380, "ulysse", "Rappel : réunion d’équipe mardi à 13 h, on apporte les dossiers à revoir."),
    (240, "baptiste", "Le technicien passe à 11 h pour l’imprimante de l’accueil."),
    (235, "valentine", "Bonne nouvelle. J’ai fini les bons de transport d’hier, ils sont dans la bannette."),
    (180, "tiphaine", "Trois rappels pris ce matin, sur la liste. @Kévin Rabiller, un pour vous."),
    (176, "kevin", "Noté, je l’appelle à 14 h."),
    (95, "quentin", "Je passe vers 16 h déposer les ordonnances de pansement."),
    (42, "valentine", "Le laboratoire a changé ses horaires : https://laboratoire.example/horaires"),
    (12, "baptiste", "Merci ! Je les affiche à l’accueil."),
)  # fmt: skip
POOL = (
    (2900, "ulysse", "Qui serait là la semaine du 14 ? Il manque encore le mardi."),
    (2875, "fanny", "Je peux prendre le mardi matin."),
    (2870, "valentine", "Et moi l’après-midi, si le bureau 1 est libre."),
    (2860, "ulysse", "Parfait, la semaine est couverte. Merci à toutes les deux."),
)
COORDINATION = (
    (4300, "yann", "Bonjour, les travaux de la toiture sont prévus le premier lundi du mois, de 8 h à 12 h."),
    (4210, "baptiste", "Bien reçu. On regroupera les consultations dans les bureaux 1 et 3 ce matin-là."),
    (1490, "oriane", "Le rapport du trimestre est en ligne pour les trois cabinets du territoire."),
    (1475, "yann", "Merci. Le conseil le verra jeudi."),
)
WOUND = (
    (
        1500,
        "quentin",
        "Premier passage : plaie de jambe de 3 cm, propre, bords roses. Pansement hydrocellulaire.",
    ),
    (
        1440,
        "ulysse",
        "Merci. Réfection un jour sur deux, et vous m’alertez si cela suinte ou si la douleur augmente.",
    ),
    (55, "quentin", "Ce matin la rougeur dépasse le pansement de 2 cm et il y a 38,4 °C."),
)
ANSWER = (20, "ulysse", "Vu. Je passe à 12 h 30. Délimitez la rougeur au feutre, et pas de bain d’ici là.")
QUESTION = (
    "Lésion pigmentée du dos, 7 mm, deux couleurs, bord net. Est-ce à retirer ou à revoir dans trois mois ?"
)
OPINION = "Bord net mais asymétrie : je la retirerais. Marge de 2 mm, envoi en anatomo-pathologie."


def chat(members: dict[str, Membership], *, at: datetime) -> int:
    """What the team says in its channels, written once in the open practice; how many messages."""
    if Message.objects.exists():
        return 0
    channels = {one.audience: one for one in open_house_channels(at=at - timedelta(days=30))}
    for audience, chat in (("team", TEAM), ("pool", POOL), ("coordination", COORDINATION)):
        _say(channels[audience], chat, members, at)
    _read(channels["team"], ("baptiste", "kevin", "helene", "valentine"), 11, members, at)
    _read(channels["team"], ("ulysse", "quentin"), 7, members, at)
    _read(channels["pool"], ("ulysse", "fanny"), 4, members, at)
    _read(channels["coordination"], ("yann", "ulysse"), 4, members, at)
    return Message.objects.count()


def care(members: dict[str, Membership], *, at: datetime) -> int:
    """What is said of patients, and between two; once, when there are patients. How many conversations."""
    if Conversation.objects.exclude(kind="channel").exists():
        return 0
    _wound(members, at)
    _opinion(members, at)
    direct = open_direct(others=[members["kevin"]], by=members["baptiste"], at=at - timedelta(hours=7))
    _say(direct, (
        (400, "baptiste", "Votre relevé du mois dernier est prêt, il attend votre accord."),
        (390, "kevin", "Je regarde ce soir, merci Baptiste."),
    ), members, at)  # fmt: skip
    return Conversation.objects.exclude(kind="channel").count()


def _wound(members: dict[str, Membership], at: datetime) -> None:
    """The nurse, the doctor, an urgent word taken in hand ten minutes later."""
    follows = CareTeamMember.objects.filter(membership=members["quentin"], removed_at=None)
    row = follows.select_related("patient").order_by("patient__identity").first()
    if row is None:
        return
    thread = open_patient_thread(patient=row.patient, by=members["quentin"], at=at - timedelta(minutes=1510))
    said = _say(thread, WOUND, members, at, urgent=True)
    photo = SimpleUploadedFile("jambe droite.jpg", wound())
    draft = take_upload(file=photo, by=members["quentin"], at=said[-1].sent_at)
    bind(drafts=[draft.pk], to=said[-1], by=members["quentin"])
    acknowledge(message=said[-1], by=members["ulysse"], at=at - timedelta(minutes=45))
    _say(thread, (ANSWER,), members, at)
    edited = at - timedelta(minutes=16)
    last = Message.objects.filter(conversation=thread).order_by("-number")[0]
    edit_message(message=last, text=ANSWER[2].replace("12 h 30", "12 h"), by=members["ulysse"], at=edited)
    _read(thread, ("quentin", "ulysse"), 4, members, at)


def _opinion(members: dict[str, Membership], at: datetime) -> None:
    """A question of dermatology and its answer, two hours later."""
    follows = CareTeamMember.objects.filter(membership=members["ulysse"], removed_at=None)
    row = follows.select_related("patient").order_by("-patient__identity").first()
    if row is None:
        return
    asked = at - timedelta(hours=26)
    expertise = ask_expertise(
        patient=row.patient, specialty="dermatology", question=QUESTION, others=[members["lucie"]],
        by=members["kevin"], at=asked, client_key=_key(row.patient.pk, 0),
    )  # fmt: skip
    _say(expertise, ((24 * 60, "lucie", OPINION),), members, at)


def _say(
    conversation: Conversation,
    chat: tuple,
    members: dict[str, Membership],
    at: datetime,
    *,
    urgent: bool = False,
) -> list[Message]:
    """`urgent`: the last one is."""
    return [
        send_message(
            conversation=conversation, text=text, client_key=_key(conversation.pk, minutes), by=members[who],
            at=at - timedelta(minutes=minutes), urgent=urgent and n == len(chat),
        )
        for n, (minutes, who, text) in enumerate(chat, 1)
    ]  # fmt: skip


def _read(
    conversation: Conversation,
    names: tuple[str, ...],
    number: int,
    members: dict[str, Membership],
    at: datetime,
) -> None:
    conversation.refresh_from_db()
    for name in names:
        mark_read(conversation=conversation, number=number, by=members[name], at=at)


def _key(of: object, n: int):
    return uuid5(NAMESPACE_URL, f"demo:{of}:{n}")
