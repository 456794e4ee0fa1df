"""From the cells of one line to somebody whom the practice can take in, or to all that is wrong with it."""

from dataclasses import dataclass, field
from datetime import date

from cabinet.reading import Columns, LineError
from cabinet.reading.shape import Cells, malformed
from cabinet.reading.values import shown
from patients.rules.entry import LENGTHS, Entry, faults_of, warnings_of

from .columns import LABELS
from .names import birth_name_apart, split_name
from .values import parse_birth, parse_criteria, parse_until, parse_yes

TICKED = ("ald", "polypathologie", "domicile", "mobilite_reduite", "ehpad", "grossesse", "precarite")
TEXTS = ("birth_name", "phone", "second_phone", "commune", "called_by", "file_number")
#: Cut rather than refused: they help, and nobody is called by them.
CUT = ("address", "remark")


@dataclass(slots=True)
class Checked:
    """One line: somebody, or the errors that stand in the way; warnings stop nothing."""

    line: int
    entry: Entry | None = None
    errors: list[LineError] = field(default_factory=list)
    warnings: list[LineError] = field(default_factory=list)


class Checker:
    """Checks the lines of one list; `today` is the day of reading, `former_list` what the list is."""

    def __init__(
        self,
        *,
        columns: Columns,
        delimiter: str,
        today: date,
        former_list: bool,
        criteria: frozenset[str] = frozenset(TICKED),
    ) -> None:
        self._columns, self._delimiter = columns, delimiter
        self._today, self._former_list, self._codes = today, former_list, criteria

    def malformed(self, number: int, cells: Cells) -> LineError | None:
        return malformed(number, cells, columns=self._columns, delimiter=self._delimiter)

    def check(self, number: int, cells: Cells) -> Checked:
        checked = Checked(number)
        wrong = self.malformed(number, cells)
        if wrong:
            checked.errors.append(wrong)
            return checked
        assert isinstance(cells, list)
        said = {name: " ".join(cells[index].split()) for name, index in self._columns.indexes.items()}
        last_name, first_name = self._names(checked, said)
        birth_on = self._birth(checked, said)
        entry = Entry(
            last_name=last_name,
            first_name=first_name,
            birth_on=birth_on or self._today,
            postcode=self._postcode(checked, said),
            criteria=tuple(sorted(self._criteria(checked, said))),
            on_former_list=self._former_list,
            without_doctor=self._yes(checked, said, "without_doctor") if said.get("without_doctor") else True,
            renewal_until_on=self._renewal(checked, said),
            **{name: said.get(name, "") for name in TEXTS},
            **{name: self._cut(checked, said, name) for name in CUT},
        )
        for fault in faults_of(entry, today=self._today, criteria=self._codes):
            # A column that cannot be read has said so already.
            if self._title(fault.field) not in {error.field for error in checked.errors}:
                self._wrong(checked, fault.field, fault.sentence)
        for warning in warnings_of(entry, today=self._today):
            checked.warnings.append(LineError(number, self._title(warning.field), warning.sentence))
        if not checked.errors:
            checked.entry = entry
        return checked

    def _names(self, checked: Checked, said: dict[str, str]) -> tuple[str, str]:
        if "full_name" not in said:
            # « Nom d’usage » is often filled for those only who changed their name.
            typed = said.get("last_name") or said.pop("birth_name", "")
            said["last_name"] = self._apart(said, typed)
            return said["last_name"], said.get("first_name", "")
        try:
            return split_name(self._apart(said, said["full_name"]))
        except ValueError as error:
            self._wrong(checked, "full_name", str(error))
            return "", ""

    def _apart(self, said: dict[str, str], typed: str) -> str:
        """The name in use; the one of birth goes where it belongs, unless its own column says it."""
        name, birth_name = birth_name_apart(typed)
        said["birth_name"] = said.get("birth_name") or birth_name
        return name

    def _birth(self, checked: Checked, said: dict[str, str]) -> date | None:
        if not said["birth_on"]:
            self._wrong(checked, "birth_on", "La date de naissance manque.")
            return None
        try:
            return parse_birth(said["birth_on"], today=self._today)
        except ValueError as error:
            self._wrong(checked, "birth_on", str(error))
            return None

    def _renewal(self, checked: Checked, said: dict[str, str]) -> date | None:
        if not said.get("renewal_until_on"):
            return None
        try:
            return parse_until(said["renewal_until_on"], today=self._today)
        except ValueError as error:
            self._wrong(checked, "renewal_until_on", str(error))
            return None

    def _criteria(self, checked: Checked, said: dict[str, str]) -> set[str]:
        found = {name for name in TICKED if said.get(name) and self._ticked(checked, said, name)}
        for name in ("mobilite", "criteria"):
            try:
                found |= parse_criteria(said.get(name, ""))
            except ValueError as error:
                self._wrong(checked, name, str(error))
        return found

    def _ticked(self, checked: Checked, said: dict[str, str], name: str) -> bool:
        """« oui », or another word for the very thing that the column is about: « PMR », « C2S »."""
        try:
            if name in parse_criteria(said[name]):
                return True
        except ValueError:
            pass
        return self._yes(checked, said, name)

    def _yes(self, checked: Checked, said: dict[str, str], name: str) -> bool:
        try:
            return parse_yes(said[name], name=self._title(name))
        except ValueError as error:
            self._wrong(checked, name, str(error))
            return False

    def _postcode(self, checked: Checked, said: dict[str, str]) -> str:
        """A code that lost its first zero in a spreadsheet gets it back; another one is left out."""
        typed = said.get("postcode", "").replace(" ", "")
        code = typed.zfill(5) if len(typed) == 4 else typed
        if not code or (len(code) == 5 and code.isdecimal() and code[:2] != "00"):
            return code
        sentence = f"Code postal illisible, laissé vide\u202f: {shown(said['postcode'])}."
        checked.warnings.append(LineError(checked.line, self._title("postcode"), sentence))
        return ""

    def _cut(self, checked: Checked, said: dict[str, str], name: str) -> str:
        text, longest = said.get(name, ""), LENGTHS[name]
        if len(text) > longest:
            sentence = f"Plus de {longest} caractères\u202f: la fin est laissée de côté."
            checked.warnings.append(LineError(checked.line, self._title(name), sentence))
        return text[:longest]

    def _wrong(self, checked: Checked, name: str, sentence: str) -> None:
        checked.errors.append(LineError(checked.line, self._title(name), sentence))

    def _title(self, name: str) -> str:
        """The title of the file, where a person will look."""
        recognised = self._columns.recognised
        if name in ("last_name", "first_name") and name not in recognised:
            name = "full_name"
        return recognised.get(name, LABELS.get(name, ""))
