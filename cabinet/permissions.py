"""Who may do what: the one table, used by views, templates and the API.

Source: the matrix agreed between the doctors, the secretary and the mairie (docs/rules.md).

    ✓         yes
    –         no
    own       what is theirs: their days, their lines, their statements, their patients
    remplace  as médecin remplacé of the month concerned
    party     as payer or payee
    contact   contact details and appointments only
    name      name and thread of those of whom they are in the care team
    coord     the coordination channel only
    staff     everybody but titulaires
    mairie    members of the mairie only
"""

from dataclasses import dataclass

ROLES = (
    "titulaire",
    "remplacant",
    "interne",
    "secretaire",
    "telesecretaire",
    "infirmiere_asalee",
    "paramedical",
    "mairie",
    "coordination_cls",
)

TABLE = """
                      tit       rempl  int   secr   télésecr  asalée  paramed  mairie  cls
see_planning          ✓         ✓      ✓     ✓      ✓         ✓       ✓        ✓       ✓
book_own_days         ✓         ✓      ✓     –      –         ✓       –        –       –
book_for_others       ✓         –      –     ✓      –         –       –        –       –
take_astreinte        ✓         ✓      –     –      –         –       –        –       –
assign_astreinte      ✓         –      –     ✓      –         –       –        –       –
designate             ✓         –      –     ✓      –         –       –        –       –
verify_accounts       remplace  own    –     ✓      –         –       –        –       –
approve_statements    remplace  –      –     –      –         –       –        –       –
read_statement        party     own    –     ✓      –         –       –        –       –
see_patients          ✓         ✓      ✓     ✓      contact   own     name     –       –
team_channels         ✓         ✓      ✓     ✓      ✓         ✓       ✓        coord   coord
patient_threads       own       own    own   own    –         own     own      –       –
see_mail              ✓         ✓      ✓     ✓      –         –       –        –       –
see_occupancy         ✓         –      –     ✓      –         –       –        ✓       ✓
enter_costs           –         –      –     –      –         –       –        ✓       –
manage_practice       ✓         –      –     staff  –         –       –        –       –
invite                ✓         –      –     staff  –         –       –        mairie  –
"""


def _read(table: str) -> dict[str, dict[str, str]]:
    rows = [line.split() for line in table.strip().splitlines()[1:]]
    return {verb: dict(zip(ROLES, cells, strict=True)) for verb, *cells in rows}


MATRIX = _read(TABLE)
VERBS = tuple(MATRIX)
NO = "–"
YES = "✓"


@dataclass(frozen=True)
class Case:
    """What is asked about: whose thing it is, and which role the asker plays in it."""

    owner: bool = False
    remplace: bool = False
    role: str | None = None


def grant(role: str, verb: str) -> str:
    """The cell of the table: « ✓ », « – » or the condition's word. Raises KeyError for an unknown verb."""
    return MATRIX[verb][role]


def allows(role: str, verb: str, case: Case | None = None) -> bool:
    """Whether `role` may do `verb`: in general (some case exists) without `case`, or in that case."""
    cell = grant(role, verb)
    if cell in (YES, NO):
        return cell == YES
    if case is None:
        return True
    return {
        "own": case.owner,
        "party": case.owner,
        "remplace": case.remplace,
        "staff": case.role != "titulaire",
        "mairie": case.role == "mairie",
    }.get(cell, False)
