"""The screens of a closing, as each of their people: what they show, refuse, and keep."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from cabinet.clock import today_in_paris
from cabinet.jobs import run_due
from cabinet.models import Membership, Person
from cabinet.tenancy.scope import scoped
from retrocession.models import Designation, MonthClosing, Statement, TransferFile
from tests.cast import PASSWORD
from tests.retrocession.closing.conftest import AT, OCTOBER, bill, close, member_named, write

MONTHS = "/c/nieul-le-dolent/retrocession/"
PAGE = f"{MONTHS}2026-10/"
OTHERS = [
    "valentine.fradin",
    "anais.hervouet",
    "tiphaine.bossard",
    "helene.drapeau",
    "quentin.naulleau",
    "yann.guilbaud",
    "oriane.ouvrard",
]


@pytest.fixture
def practice(living_october):
    cache.clear()
    for person in Person.objects.filter(email__startswith="ulysse.texier"):
        person.set_password(PASSWORD)
        person.save()
    return living_october


@pytest.fixture
def sign_in(practice, as_member):
    return lambda name: as_member(member_named(practice, name))


def freeze(practice):
    run_due(key_prefix=f"freeze_statement:{practice.pk}", limit=1000)


def first_statement(practice, last_name="Rabiller"):
    with scoped(practice.pk):
        return Statement.objects.get(remplacant__person__last_name=last_name)


def told(response):
    return [str(message) for message in response.context["messages"]]


def state():
    return MonthClosing.objects.get(month=OCTOBER).state


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("path", [MONTHS, PAGE])
def test_months_are_refused_to_other_roles(sign_in, name, path):
    assert sign_in(name).get(path).status_code == 403


def test_month_is_for_the_secretary_and_its_medecin_remplace(practice, sign_in):
    assert sign_in("baptiste.jaulin").get(PAGE).status_code == 200
    assert sign_in("ulysse.texier").get(PAGE).status_code == 200
    assert sign_in("lucie.sorin").get(PAGE).status_code == 403
    assert sign_in("lucie.sorin").get(MONTHS).status_code == 200


@pytest.mark.parametrize("path", [f"{MONTHS}2026-13/", "/c/nulle-part/retrocession/"])
def test_what_does_not_exist_is_no_page(sign_in, path):
    assert sign_in("baptiste.jaulin").get(path).status_code == 404


def test_designation_is_made_on_the_list_of_months(practice, sign_in):
    client = sign_in("baptiste.jaulin")
    titulaire = member_named(practice, "lucie.sorin")
    month = today_in_paris().replace(day=1)
    data = {"month": f"{month:%Y-%m}", "titulaire": str(titulaire.pk)}
    response = client.post(f"{MONTHS}designation/", data, follow=True)
    assert told(response)[0].endswith("Dr Sorin.")
    with scoped(practice.pk):
        assert Designation.objects.get(month=month).titulaire == titulaire


def test_refused_designation_keeps_what_was_chosen(practice, sign_in):
    close(practice, "prepared")
    response = sign_in("lucie.sorin").post(
        f"{MONTHS}designation/", {"month": "2026-10", "titulaire": str(uuid4())}
    )
    assert response.status_code == 422
    assert response.context["form"]["month"].value() == "2026-10"


def test_month_goes_from_the_secretary_to_the_bank(practice, sign_in):
    client = sign_in("baptiste.jaulin")
    assert told(client.post(f"{PAGE}preparation/", follow=True)) == [
        "Octobre 2026\u202f: les relevés sont préparés."
    ]
    client.post(f"{PAGE}verification/")
    client = sign_in("ulysse.texier")
    page = client.get(PAGE).content.decode()
    assert "Approuver et émettre 5 relevés" in page
    assert "Vous conservez" in page
    response = client.post(f"{PAGE}emission/", {"total": "6553.39", "password": PASSWORD}, follow=True)
    assert told(response) == ["Octobre 2026\u202f: les relevés sont émis."]
    client.post(f"{PAGE}virement/")
    with scoped(practice.pk):
        made = TransferFile.objects.get()
    response = client.get(f"{PAGE}virement/{made.message_id}.xml")
    assert response.content == bytes(made.xml)
    assert response["Content-Disposition"] == f'attachment; filename="{made.message_id}.xml"'
    assert "no-store" in response["Cache-Control"]
    assert sign_in("baptiste.jaulin").get(f"{PAGE}virement/{made.message_id}.xml").status_code == 403


@pytest.mark.parametrize("htmx", [True, False])
def test_wrong_password_keeps_the_page_and_issues_nothing(practice, sign_in, htmx):
    close(practice, "verified")
    headers = {"HX-Request": "true"} if htmx else {}
    response = sign_in("ulysse.texier").post(
        f"{PAGE}emission/", {"total": "6553.39", "password": "autre chose"}, headers=headers
    )
    assert response.status_code == 422
    assert "Ce n’est pas votre mot de passe" in response.content.decode()
    assert ("<html" in response.content.decode()) is not htmx
    with scoped(practice.pk):
        assert state() == "verified"


def test_passwords_are_not_tried_without_end(practice, sign_in):
    close(practice, "verified")
    client = sign_in("ulysse.texier")
    for _ in range(10):
        client.post(f"{PAGE}emission/", {"total": "6553.39", "password": "autre chose"})
    response = client.post(f"{PAGE}emission/", {"total": "6553.39", "password": PASSWORD})
    assert response.status_code == 422
    assert "Trop d’essais" in response.content.decode()


def test_what_is_approved_is_what_was_read(practice, sign_in):
    close(practice, "verified")
    response = sign_in("ulysse.texier").post(
        f"{PAGE}emission/", {"total": "6000.00", "password": PASSWORD}, follow=True
    )
    assert told(response)[0].startswith("Les montants ont changé")
    with scoped(practice.pk):
        assert state() == "verified"


def test_approval_that_cannot_issue_approves_nothing(practice, sign_in):
    close(practice, "verified")
    with scoped(practice.pk):
        write(bill(member_named(practice, "jeanne.cougnaud"), OCTOBER, "G", "30.00"))
    response = sign_in("ulysse.texier").post(
        f"{PAGE}emission/", {"total": "6553.39", "password": PASSWORD}, follow=True
    )
    assert "ont changé depuis la préparation" in told(response)[0]
    with scoped(practice.pk):
        assert state() == "verified"


def test_month_is_sent_back_with_its_reason(practice, sign_in):
    close(practice, "verified")
    client = sign_in("ulysse.texier")
    assert client.post(f"{PAGE}renvoi/", {"reason": " "}).status_code == 422
    client.post(f"{PAGE}renvoi/", {"reason": "Il manque un chèque le 15."})
    assert "Il manque un chèque le 15." in sign_in("baptiste.jaulin").get(PAGE).content.decode()


@pytest.mark.parametrize("step", ["preparation", "verification", "emission", "renvoi", "virement"])
@pytest.mark.parametrize("name", ["lucie.sorin", "valentine.fradin", "tiphaine.bossard", "yann.guilbaud"])
def test_steps_are_refused_to_who_may_not(practice, sign_in, step, name):
    close(practice, "verified")
    assert sign_in(name).post(f"{PAGE}{step}/", {"reason": "x"}).status_code == 403
    assert sign_in(name).get(f"{PAGE}{step}/").status_code in (403, 405)


def test_secretary_neither_approves_nor_sends_back(practice, sign_in):
    close(practice, "verified")
    client = sign_in("baptiste.jaulin")
    for step in ("emission", "renvoi", "virement"):
        assert client.post(f"{PAGE}{step}/", {"reason": "x"}).status_code == 403
    assert "En attente de Dr Texier" in client.get(PAGE).content.decode()


def test_step_out_of_order_is_said(practice, sign_in):
    response = sign_in("baptiste.jaulin").post(f"{PAGE}verification/", follow=True)
    assert told(response)[0].startswith("Octobre 2026 doit d’abord être préparé")


def test_what_is_odd_stands_beside_its_line(practice, sign_in):
    with scoped(practice.pk):
        locum = member_named(practice, "jeanne.cougnaud")
        locum.profiles.update(iban="")
        write(bill(locum, OCTOBER, "G", "30.00"))
    close(practice, "prepared")
    page = sign_in("baptiste.jaulin").get(PAGE).content.decode()
    assert "IBAN manquant" in page
    assert "sans présence au calendrier\u202f: jeu. 1er oct." in page


def test_pdf_is_read_by_payer_payee_and_secretary(practice, sign_in):
    close(practice, "issued")
    freeze(practice)
    statement = first_statement(practice)
    path = f"{MONTHS}releves/{statement.pk}.pdf"
    for name in ("ulysse.texier", "kevin.rabiller", "baptiste.jaulin"):
        response = sign_in(name).get(path)
        assert response["Content-Disposition"] == f'inline; filename="releve-{statement.number}.pdf"'
        assert "no-store" in response["Cache-Control"]
        assert len(PdfReader(io.BytesIO(response.content)).pages) == 1
    for name in ("lucie.sorin", *OTHERS):
        assert sign_in(name).get(path).status_code == 403
    assert sign_in("kevin.rabiller").get(f"/mes-releves/{statement.pk}.pdf").status_code == 200
    for name in ("lucie.sorin", "baptiste.jaulin", *OTHERS):
        assert sign_in(name).get(f"/mes-releves/{statement.pk}.pdf").status_code == 404


def test_own_statements_stay_after_the_end_of_a_membership(practice, sign_in):
    close(practice, "issued")
    freeze(practice)
    statement = first_statement(practice)
    yesterday = today_in_paris() - timedelta(days=1)
    client = sign_in("kevin.rabiller")
    with scoped(practice.pk):
        Membership.objects.filter(person__last_name="Rabiller").update(ends_on=yesterday)
    assert statement.number in client.get("/mes-releves/").content.decode()
    assert client.get(f"/mes-releves/{statement.pk}.pdf").status_code == 200
    assert client.get(f"{MONTHS}releves/{statement.pk}.pdf").status_code == 404


def test_own_statements_are_ones_own(practice, sign_in):
    close(practice, "issued")
    [year] = sign_in("kevin.rabiller").get("/mes-releves/").context["years"]
    assert [own.statement.number for own in year.received] == ["2026-0005"]
    assert year.months == []
    [year] = sign_in("ulysse.texier").get("/mes-releves/").context["years"]
    assert [(str(month.net), len(month.statements)) for month in year.months] == [("6553.39", 5)]
    assert sign_in("lucie.sorin").get("/mes-releves/").context["years"] == []


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    said = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([q for q in captured if not q["sql"].startswith(said)])


@pytest.mark.parametrize("until", ["prepared", "issued"])
def test_statements_of_sql_do_not_grow_with_the_lines(practice, sign_in, until):
    close(practice, until)
    client = sign_in("ulysse.texier")
    client.get(PAGE)
    before = queries(client, PAGE), queries(client, "/mes-releves/")
    december = OCTOBER.replace(month=12)
    with scoped(practice.pk):
        from retrocession.actions.closing import approve_month, prepare_month, verify_month
        from retrocession.actions.designation import designate
        from retrocession.actions.statements import issue_month

        locums = [
            Membership.objects.create(
                person=Person.objects.create(email=f"l{n}@x.example", first_name="L", last_name=f"L{n}"),
                role="remplacant",
                starts_on=OCTOBER,
            )
            for n in range(30)
        ]
        designate(month=december, titulaire=member_named(practice, "ulysse.texier"), by=None, at=AT)
        write(*[bill(locum, december, "G", "30.00") for locum in locums])
        for step in (prepare_month, verify_month, approve_month, issue_month)[
            : 1 if until == "prepared" else 4
        ]:
            step(month=december, by=None, at=AT)
    after = queries(client, f"{MONTHS}2026-12/"), queries(client, "/mes-releves/")
    assert after == before
    assert max(after) <= 12  # one of them for the messages behind the door, one for the trace


def test_reading_writes_nothing(practice, sign_in):
    client = sign_in("ulysse.texier")
    client.get(PAGE)
    for path in (MONTHS, PAGE, "/mes-releves/", "/c/nieul-le-dolent/"):
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        written = [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert written == []


def test_home_says_what_waits_and_for_whom(practice, sign_in):
    home = "/c/nieul-le-dolent/"
    close(practice, "prepared")
    assert "à vérifier par la secrétaire" in sign_in("baptiste.jaulin").get(home).content.decode()
    assert "à vérifier par" not in sign_in("ulysse.texier").get(home).content.decode()
    close(practice, "verified")
    assert "à approuver par Dr Texier" in sign_in("ulysse.texier").get(home).content.decode()
    assert "à approuver par" not in sign_in("lucie.sorin").get(home).content.decode()
    close(practice, "issued")
    assert "2026-0005" in sign_in("kevin.rabiller").get(home).content.decode()
    for name in OTHERS[1:]:
        page = sign_in(name).get(home).content.decode()
        assert "étrocession" not in page
        assert "Mes relevés" not in page


API = "/api/v1/cabinets/nieul-le-dolent"


def test_api_gives_each_their_statements(practice, sign_in):
    close(practice, "issued")
    freeze(practice)
    own = first_statement(practice)
    for name, count in [
        ("baptiste.jaulin", 5),
        ("ulysse.texier", 5),
        ("kevin.rabiller", 1),
        ("lucie.sorin", 0),
    ]:
        assert sign_in(name).get(f"{API}/statements/?month=2026-10").json()["count"] == count
    for name in OTHERS[1:]:
        assert sign_in(name).get(f"{API}/statements/").status_code == 403
    client = sign_in("kevin.rabiller")
    body = client.get(f"{API}/statements/{own.pk}/").json()
    assert (body["number"], body["net"], body["month"]) == ("2026-0005", "1533.12", "2026-10")
    assert client.get(f"{API}/statements/{own.pk}/pdf/")["Content-Type"] == "application/pdf"
    other = first_statement(practice, "Fradin")
    for path in ("", "pdf/"):
        assert client.get(f"{API}/statements/{other.pk}/{path}").status_code == 403
        assert client.get(f"{API}/statements/{uuid4()}/{path}").status_code == 404
    assert client.get(f"{API}/statements/?month=octobre").status_code == 400


def test_api_designates(practice, sign_in):
    client = sign_in("lucie.sorin")
    data = {"month": "2027-01", "titulaire": "lucie.sorin@nieul-le-dolent.example"}
    assert client.post(f"{API}/designations/", data, content_type="application/json").status_code == 201
    assert client.post(f"{API}/designations/", data, content_type="application/json").status_code == 200
    listed = client.get(f"{API}/designations/?month=2027-01").json()["results"]
    assert [(d["month"], d["titulaire"]) for d in listed] == [tuple(data.values())]
    wrong = data | {"titulaire": "kevin.rabiller@nieul-le-dolent.example"}
    response = client.post(f"{API}/designations/", wrong, content_type="application/json")
    assert response.status_code == 400
    assert sign_in("kevin.rabiller").post(f"{API}/designations/", data).status_code == 403
    assert sign_in("yann.guilbaud").get(f"{API}/designations/").status_code == 403
