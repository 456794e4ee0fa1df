"""Typing day sheets: a day, or a doctor's month; each row saves itself, and a sheet tells its history."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.clock import PARIS, next_month, parse_month, previous_month, today_in_paris
from cabinet.models import Membership, Role
from cabinet.money import ZERO
from retrocession.actions.day_sheets import SheetChanged, SheetRefused, SheetSettled, save_day_sheet
from retrocession.forms.day_sheets import DaySheetForm
from retrocession.models import DaySheet
from retrocession.permissions import may_verify, require_typing, require_verification
from retrocession.queries.day_sheets import (
    SheetRow,
    doctors_on,
    history_of,
    is_settled,
    rows_of_day,
    rows_of_month,
    sheet_of,
    sums_of,
)
from retrocession.queries.receipts_month import titulaire_of
from retrocession.rules.roles import BILLING_ROLES


@dataclass(frozen=True)
class Shown:
    """What the page is about: a day of all doctors, or the month of one."""

    month: date
    on: date | None = None
    doctor: Membership | None = None


@require_safe
def day_sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """One day (`?jour=`), or a doctor's month (`?mois=&medecin=`); a locum sees their own month."""
    member, today = request.member, today_in_paris()
    if not member.may("verify_accounts"):
        raise PermissionDenied
    on = _day(request.GET.get("jour")) or today
    month = _month(request.GET.get("mois")) or on.replace(day=1)
    if member.role == Role.REMPLACANT:
        return _page(request, Shown(month, doctor=member.membership))
    if asked := request.GET.get("medecin"):
        return _page(request, Shown(month, doctor=_doctor(asked)))
    if request.GET.get("mois"):
        on = today if month == today.replace(day=1) else month
    return _page(request, Shown(on.replace(day=1), on=on))


@require_http_methods(["GET", "HEAD", "POST"])
def day_sheet(request: HttpRequest, slug: str, doctor: UUID, on: date) -> HttpResponse:
    """A sheet and its history; POST keeps what was typed, and answers to htmx with a line of words."""
    member = request.member
    if not member.may("verify_accounts"):
        raise PermissionDenied
    whose = _doctor(doctor)
    require_typing(member.membership, doctor=whose, titulaire=titulaire_of(on.replace(day=1)))
    sheet = sheet_of(whose, on)
    if request.method != "POST":
        context = {
            "doctor": whose,
            "on": on,
            "row": _row(SheetRow(whose, on, sheet)),
            "history": history_of(sheet) if sheet else [],
            "settled": is_settled(on.replace(day=1)),
        }
        return render(request, "retrocession/day_sheet.html", context)
    form = DaySheetForm(request.POST, doctor=whose, on=on, sheet=sheet)
    status = 422
    if form.is_valid():
        try:
            sheet = save_day_sheet(
                doctor=whose, on=on, values=form.values, seen=form.cleaned_data["seen"],
                by=member.membership, at=timezone.now(),
            )  # fmt: skip
        except SheetRefused as refused:
            form.add_error(None, refused.sentence)
            status = 409 if isinstance(refused, SheetChanged | SheetSettled) else 422
        else:
            return _kept(request, whose, on, sheet)
    row = _row(SheetRow(whose, on, sheet)) | {"form": form}
    if request.htmx:
        return _answer(request, row, status=status)
    by_month = request.POST.get("vue") == "mois" or member.role == Role.REMPLACANT
    shown = Shown(on.replace(day=1), **({"doctor": whose} if by_month else {"on": on}))
    return _page(request, shown, refused=row, status=status)


def _kept(request: HttpRequest, doctor: Membership, on: date, sheet: DaySheet) -> HttpResponse:
    if request.htmx:
        return _answer(request, _row(SheetRow(doctor, on, sheet)))
    page = reverse("retrocession:day-sheets", args=[request.member.cabinet.slug])
    if request.POST.get("vue") == "mois":
        return redirect(f"{page}?mois={on:%Y-%m}&medecin={doctor.pk}")
    return redirect(f"{page}?jour={on}")


def _page(
    request: HttpRequest, shown: Shown, *, refused: dict | None = None, status: int = 200
) -> HttpResponse:
    """The rows to fill. `refused` is one of them as it was typed, with what is wrong."""
    today, member = today_in_paris(), request.member.membership
    titulaire = titulaire_of(shown.month)
    context = {
        "shown": shown, "today": today, "settled": is_settled(shown.month),
        "can_verify": may_verify(member, titulaire=titulaire),
    }  # fmt: skip
    if shown.doctor:
        require_typing(member, doctor=shown.doctor, titulaire=titulaire)
        also = _day(request.GET.get("avec")) or (refused and refused["on"])
        rows = rows_of_month(shown.doctor, shown.month, today=today, also=also)
        following = next_month(shown.month)
        context |= {
            "previous": previous_month(shown.month),
            "following": following if following <= today else None,
            "last_day": min(today, following - timedelta(days=1)),
        }
    else:
        require_verification(member, titulaire=titulaire)
        asked = request.GET.get("avec")
        also = _doctor(asked) if asked else refused and refused["doctor"]
        rows = rows_of_day(shown.on, also=also)
        shown_people = {row.doctor.person_id for row in rows}
        context |= {
            "previous": shown.on - timedelta(days=1),
            "following": shown.on + timedelta(days=1) if shown.on < today else None,
            "others": [one for one in doctors_on(shown.on) if one.person_id not in shown_people],
        }
    sums = sums_of(rows)
    context |= {
        "rows": [_row(row, refused) for row in rows],
        "sums": sums,
        "total": sum((amount for _, _, amount in sums), ZERO),
    }
    return render(request, "retrocession/day_sheets.html", context, status=status)


def _row(row: SheetRow, refused: dict | None = None) -> dict:
    """What a line of the page needs; the refused one stays as it was typed."""
    if refused and (row.doctor.person_id, row.on) == (refused["doctor"].person_id, refused["on"]):
        return refused
    return {
        "doctor": row.doctor,
        "on": row.on,
        "sheet": row.sheet,
        "total": row.sheet.total if row.sheet else ZERO,
        "form": DaySheetForm(doctor=row.doctor, on=row.on, sheet=row.sheet),
        "saved_today": row.sheet is not None
        and row.sheet.saved_at.astimezone(PARIS).date() == today_in_paris(),
    }


def _answer(request: HttpRequest, row: dict, *, status: int = 200) -> HttpResponse:
    context = {"row": row, "slug": request.member.cabinet.slug}
    return render(request, "retrocession/day_sheet_answer.html", context, status=status)


def _doctor(asked: str | UUID) -> Membership:
    try:
        pk = UUID(str(asked))
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Membership.objects.select_related("person"), pk=pk, role__in=BILLING_ROLES)


def _day(asked: str | None) -> date | None:
    try:
        on = date.fromisoformat(asked) if asked else None
        if on:
            parse_month(f"{on:%Y-%m}")
        return on
    except ValueError:
        raise Http404 from None


def _month(asked: str | None) -> date | None:
    try:
        return parse_month(asked) if asked else None
    except ValueError:
        raise Http404 from None
