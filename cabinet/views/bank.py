"""Bank accounts: those of the practice's doctors for the secretary, and one's own to confirm."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cabinet import house, queries
from cabinet.actions.bank import confirm_account, may_type_accounts, type_account
from cabinet.actions.refusals import Refused
from cabinet.forms.bank import AccountForm, ConfirmationForm
from cabinet.members import Member
from cabinet.queries import AccountPage
from cabinet.tenancy.scope import scoped


@require_safe
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """Masked, for the titulaires and the secretary: whom a transfer would miss, and why."""
    if not request.member.may("designate"):
        raise PermissionDenied
    return render(request, "cabinet/accounts.html", {"accounts": queries.accounts()})


@sensitive_post_parameters("password", "iban")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Its history, for the titulaires and the secretary; the secretary alone types a new one."""
    member = request.member
    may_type = may_type_accounts(member.membership)
    if not member.may("designate") or (request.method == "POST" and not may_type):
        raise PermissionDenied
    page = queries.account_page(pk)
    if page is None:
        raise Http404
    form = AccountForm(
        request.POST or None, request=request, initial={"account_holder": page.profile.account_holder}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change = type_account(
                payee=page.membership,
                iban=form.cleaned_data["iban"],
                account_holder=form.cleaned_data["account_holder"],
                by=member.membership,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _typed(page, change is not None))
            return redirect("account", slug=slug, pk=pk)
    context = {"page": page, "form": form if may_type else None}
    return render(request, "cabinet/account.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def my_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own account in a practice, also after one left it: read it, and say that it is right."""
    member = queries.own_membership(request.user, pk)
    if member is None:
        raise Http404
    with scoped(member.cabinet_id, person_id=request.user.pk):
        page = queries.account_page(pk)
        if page is None:
            raise Http404
        initial = {"change": page.change.pk if page.change else None}
        form = ConfirmationForm(request.POST or None, request=request, initial=initial)
        if request.method == "POST" and form.is_valid() and _confirmed(page, member, form):
            messages.success(request, "C’est confirmé\u202f: vos virements iront sur ce compte.")
            return redirect("my_account", pk=pk)
        memberships = list(request.memberships)
        context = {
            "page": page,
            "form": form,
            "practice": member.cabinet,
            "is_there": any(member.pk == one.pk for one in memberships),
            "navigation": house.navigation(Member(memberships[0]), request.path) if memberships else [],
        }
        return render(request, "cabinet/my_account.html", context, status=422 if form.errors else 200)


def _confirmed(page: AccountPage, member, form: ConfirmationForm) -> bool:
    change = next((one for one in page.changes if one.pk == form.cleaned_data["change"]), None)
    if change is None:
        form.add_error(None, "Il n’y a aucun changement de compte à confirmer.")
        return False
    try:
        confirm_account(change=change, by=member, at=timezone.now())
    except Refused as refused:
        form.add_error(refused.field, refused.sentence)
    return not form.errors


def _typed(page: AccountPage, changed: bool) -> str:
    if not changed:
        return "Ce compte est déjà celui-là."
    return (
        f"C’est noté. {page.membership.display_name} est prévenu·e et confirme ce compte avant tout virement."
    )
