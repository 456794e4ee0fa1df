"""The mairie's pages of money: for those who may, typed and pasted, refused with what was typed kept."""

from datetime import date
from decimal import Decimal

import pytest

from cabinet.tenancy.scope import scoped
from commune.actions.costs import enter_costs
from commune.models import Cost, Grant
from tests.commune.conftest import NOW
from tests.commune.test_grants import REGION

COSTS, PASTE, GRANTS = (
    "/c/nieul/mairie/couts/",
    "/c/nieul/mairie/couts/coller/",
    "/c/nieul/mairie/subventions/",
)
READERS = {"texier", "jaulin", "guilbaud", "ouvrard"}
ROLES = ["texier", "fradin", "hervouet", "jaulin", "bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"]
TABLE = "Mois\tSecrétaire\njanvier 2027\t2 210,00\nfévrier 2027\t2 215,50\n"


def costs(cast) -> list:
    with scoped(cast.cabinet.pk):
        return list(Cost.objects.values_list("month__month", "kind", "amount"))


def write(cast, cells) -> None:
    with scoped(cast.cabinet.pk):
        enter_costs(cells=cells, seen=None, by=cast.guilbaud, at=NOW)


def hidden(response, name="seen") -> str:
    return response.context["form"][name].value()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", [COSTS, COSTS + "corrections/", GRANTS])
def test_pages_are_for_those_who_read_the_report(signed_in, role, path):
    expected = 200 if role in READERS else 403
    assert signed_in.as_member(getattr(signed_in, role)).get(path).status_code == expected


@pytest.mark.parametrize("role", sorted(READERS - {"guilbaud"}))
def test_writing_is_for_the_mairie(signed_in, role):
    client = signed_in.as_member(getattr(signed_in, role))
    for path in (COSTS, PASTE, COSTS + "budget/", GRANTS + "nouvelle/"):
        assert client.post(path, {}).status_code == 403


@pytest.mark.parametrize("path", [COSTS, PASTE, GRANTS])
def test_stranger_is_404(signed_in, path):
    assert signed_in.as_member(signed_in.stranger).get(path).status_code == 404


def test_grid_is_typed_and_read_again(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    seen = hidden(client.get(COSTS))
    response = client.post(COSTS, {"seen": seen, "01-secretary": "2 210,00", "02-charges": "640,5"})
    assert response.status_code == 302
    assert costs(signed_in) == [(1, "secretary", Decimal("2210.00")), (2, "charges", Decimal("640.50"))]
    assert "2\u202f210,00" in client.get(COSTS).content.decode()


def test_grid_with_a_wrong_cell_is_kept_and_not_written(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    response = client.post(
        COSTS, {"seen": hidden(client.get(COSTS)), "01-secretary": "2210", "02-charges": "cent"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "Charges, février 2027\u202f: Montant illisible" in page
    assert 'value="2210"' in page
    assert costs(signed_in) == []


def test_grid_read_before_somebody_else_wrote_is_a_conflict(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    seen = hidden(client.get(COSTS))
    write(signed_in, {(date(2027, 1, 1), "charges"): Decimal("99.00")})
    response = client.post(COSTS, {"seen": seen, "01-charges": "50,00"})
    assert response.status_code == 409
    assert "99,00" in response.content.decode()
    again = client.post(COSTS, {"seen": hidden(response), "01-charges": "50,00"})
    assert again.status_code == 302
    assert costs(signed_in) == [(1, "charges", Decimal("50.00"))]


def test_paste_is_shown_then_written(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    preview = client.post(PASTE, {"text": TABLE})
    assert preview.status_code == 200
    assert costs(signed_in) == []
    seen = preview.context["preview"]["seen"]
    assert client.post(PASTE, {"text": TABLE, "confirm": "1", "seen": seen}).status_code == 302
    assert costs(signed_in) == [(1, "secretary", Decimal("2210.00")), (2, "secretary", Decimal("2215.50"))]


def test_paste_with_an_error_says_its_line_and_writes_nothing(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    text = TABLE + "mars 2027\tbeaucoup\n"
    response = client.post(PASTE, {"text": text, "confirm": "1", "seen": ""})
    assert response.status_code == 422
    page = response.content.decode()
    assert "<strong>Ligne 4</strong>" in page
    assert "beaucoup" in page
    assert costs(signed_in) == []


def test_paste_confirmed_too_late_is_a_conflict(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    seen = client.post(PASTE, {"text": TABLE}).context["preview"]["seen"]
    write(signed_in, {(date(2027, 1, 1), "charges"): Decimal("99.00")})
    response = client.post(PASTE, {"text": TABLE, "confirm": "1", "seen": seen})
    assert response.status_code == 409
    assert costs(signed_in) == [(1, "charges", Decimal("99.00"))]


def test_budget_is_typed_and_its_course_is_shown(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    write(signed_in, {(date(2027, 1, 1), "secretary"): Decimal("2000.00")})
    assert client.post(COSTS + "budget/?annee=2027", {"secretary": "20 000"}).status_code == 302
    page = client.get(COSTS + "?annee=2027").content.decode()
    assert "24\u202f000,00\xa0€" in page
    assert "−4\u202f000,00\xa0€" in page
    assert client.post(COSTS + "budget/", {"secretary": "vingt"}).status_code == 422


def test_grant_is_entered_changed_and_withdrawn(signed_in):
    client = signed_in.as_member(signed_in.guilbaud)
    typed = {name: str(value) for name, value in REGION.items()} | {"amount": "50 000"}
    assert client.post(GRANTS + "nouvelle/", typed | {"amount": "zéro"}).status_code == 422
    assert client.post(GRANTS + "nouvelle/", typed).status_code == 302
    with scoped(signed_in.cabinet.pk):
        grant = Grant.objects.get()
    where = f"{GRANTS}{grant.pk}/"
    assert client.post(where, typed | {"version": "1", "title": "Aide d’urgence"}).status_code == 302
    assert client.post(where, typed | {"version": "1"}).status_code == 409
    page = client.get(GRANTS).content.decode()
    assert "dimanche 4 avril 2032" in page
    assert client.post(where + "retrait/").status_code == 302
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("asked", ["", "?annee=abcd", "?annee=9999", "?annee=٢٠٢٦"])
def test_year_that_is_no_year_is_this_one(signed_in, asked):
    page = signed_in.as_member(signed_in.guilbaud).get(COSTS + asked).content.decode()
    assert "<h1>Coûts 2027</h1>" in page
