"""A team pasted from a mail or from a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.rules.pasted_people import LineFault, PastedPerson, read_people


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Dr Anne Roy <anne@pool.example> remplaçante",
            ("anne@pool.example", "Anne", "Roy", "remplacant", ""),
        ),
        (
            "anne.roy@pool.example remplaçant",
            ("anne.roy@pool.example", "Anne", "Roy", "remplacant", ""),
        ),
        (
            "ROY\tAnne-Marie\tAnne@Pool.example\tMédecin titulaire",
            ("anne@pool.example", "Anne-Marie", "Roy", "titulaire", ""),
        ),
        (
            "- Baptiste Jaulin ; b.jaulin@poste.example ; secrétaire médicale",
            ("b.jaulin@poste.example", "Baptiste", "Jaulin", "secretaire", ""),
        ),
        (
            "Quentin Naulleau, infirmier, q@ide.example",
            ("q@ide.example", "Quentin", "Naulleau", "paramedical", "infirmier"),
        ),
        (
            "Hélène Drapeau (infirmière ASALÉE) helene@asalee.example",
            ("helene@asalee.example", "Hélène", "Drapeau", "infirmiere_asalee", ""),
        ),
        (
            "Mme Zoé Petit <zoe@sf.example>, sage-femme",
            ("zoe@sf.example", "Zoé", "Petit", "paramedical", "sage-femme"),
        ),
        (
            "3) Yann de La Tour <mairie@commune.example> Mairie",
            ("mairie@commune.example", "Yann", "de La Tour", "mairie", ""),
        ),
        (
            "Oriane OUVRARD oriane@cls.example coordination CLS",
            ("oriane@cls.example", "Oriane", "Ouvrard", "coordination_cls", ""),
        ),
        (
            "Télésecrétariat\tTiphaine Bossard\ttiphaine@loin.example",
            ("tiphaine@loin.example", "Tiphaine", "Bossard", "telesecretaire", ""),
        ),
    ],
)
def test_read_people_reads_what_is_pasted(line, read):
    assert read_people(line) == ([PastedPerson(1, *read)], [])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Dr Anne Roy remplaçante", "il manque l’adresse e-mail."),
        (
            "Anne Roy a@x.example b@x.example titulaire",
            "deux adresses sur une ligne\u202f: mettez une personne par ligne.",
        ),
        ("Anne Roy anne@pool titulaire", "« anne@pool » n’est pas une adresse e-mail."),
        (
            "Anne Roy anne@pool.example",
            "il manque la fonction\u202f: titulaire, remplaçant, secrétaire, infirmière…",
        ),
        ("anne@pool.example titulaire", "il manque le prénom ou le nom."),
        (f"Anne {'R' * 61} anne@pool.example titulaire", "ce nom est trop long\u202f: relisez la ligne."),
    ],
)
def test_read_people_says_what_is_missing(line, sentence):
    assert read_people(line) == ([], [LineFault(1, line, sentence)])


def test_read_people_reads_titles_of_columns():
    pasted = (
        "Nom\tPrénom\tFonction\tE-mail\n"
        "Roy\tAnne\ttitulaire\tanne@pool.example\n\n"
        "Petit\tZoé\tinterne\tzoe@fac.example"
    )
    people, faults = read_people(pasted)
    assert faults == []
    assert people == [
        PastedPerson(2, "anne@pool.example", "Anne", "Roy", "titulaire"),
        PastedPerson(4, "zoe@fac.example", "Zoé", "Petit", "interne"),
    ]


def test_read_people_takes_the_usual_role_of_who_has_none():
    people, faults = read_people("Anne Roy anne@pool.example", usual_role="remplacant")
    assert (people, faults) == ([PastedPerson(1, "anne@pool.example", "Anne", "Roy", "remplacant")], [])


def test_read_people_refuses_an_address_twice():
    people, faults = read_people("Anne Roy anne@pool.example titulaire\nAnne Roy ANNE@pool.example mairie")
    assert [person.line for person in people] == [1]
    assert [(one.line, one.sentence) for one in faults] == [
        (2, "cette adresse est déjà à la ligne 1\u202f: gardez-en une.")
    ]


def test_read_people_refuses_a_role_that_is_not_theirs_to_give():
    people, faults = read_people("Anne Roy anne@pool.example titulaire", allowed=["mairie"])
    assert people == []
    assert [one.sentence for one in faults] == [
        "vous ne pouvez pas inviter à cette fonction\u202f: ôtez cette ligne."
    ]


def test_read_people_refuses_more_than_most():
    pasted = "\n".join(f"Anne Roy a{n}@pool.example titulaire" for n in range(4))
    people, faults = read_people(pasted, most=3)
    assert len(people) == 3
    assert [fault.sentence for fault in faults] == ["au-delà de 3 personnes, collez la suite ensuite."]


@given(st.text(max_size=300))
def test_read_people_reads_anything_without_falling(pasted):
    people, faults = read_people(pasted)
    lines = [one.line for one in (*people, *faults)]
    assert len(set(lines)) == len(lines)
