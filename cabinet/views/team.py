"""The team of a practice: who is there, who is expected, who comes in and who leaves."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet import queries
from cabinet.actions.invitations import invite, revoke_invitation
from cabinet.actions.memberships import end_membership, end_sessions
from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.forms.access import InvitationForm
from cabinet.models import Invitation, Membership
from cabinet.models.membership import MembershipQuerySet
from cabinet.reauthentication import PasswordForm


@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    context = {
        "groups": queries.team(request.member, today=today_in_paris()),
        "invitations": queries.open_invitations(request.member, at=timezone.now()),
    }
    return render(request, "cabinet/team.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody: an address, a name, a role."""
    if not request.member.may("invite"):
        raise PermissionDenied
    form = InvitationForm(request.POST or None, by=request.member.membership, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite(**form.invited, by=request.member.membership, at=timezone.now())
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, f"L’invitation part vers {invitation.email}.")
            return redirect("team", slug=slug)
    status = 422 if form.errors else 200
    return render(request, "cabinet/invitation_form.html", {"form": form}, status=status)


@require_POST
def invitation_revocation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    _only_who_invites(request)
    invitation = get_object_or_404(Invitation.objects, pk=pk)
    revoke_invitation(invitation=invitation, by=request.member.membership, at=timezone.now())
    messages.success(request, f"L’invitation de {invitation.email} est retirée.")
    return redirect("team", slug=slug)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What it ends, and who one is; then it is ended."""
    membership, form = _about(request, pk, Membership.objects.all())
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(membership=membership, by=request.member.membership, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            name = membership.person.get_full_name()
            messages.success(request, f"{name} n’a plus accès au cabinet, sauf à ses propres relevés.")
            is_mine = membership.pk == request.member.membership.pk
            return redirect("home") if is_mine else redirect("team", slug=slug)
    context = {"membership": membership, "form": form}
    return render(request, "cabinet/membership_end.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sessions_end(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A lost telephone: what it ends, and who one is; then they are ended. One's own have their own page."""
    membership, form = _about(request, pk, Membership.objects.on(today_in_paris()))
    if membership.person_id == request.user.pk:
        return redirect("devices")
    if request.method == "POST" and form.is_valid():
        ended = end_sessions(membership=membership, by=request.member.membership, at=timezone.now())
        name = membership.person.get_full_name()
        messages.success(
            request,
            f"Les appareils de {name} sont déconnectés." if ended else f"{name} n’avait aucun appareil.",
        )
        return redirect("team", slug=slug)
    context = {"membership": membership, "form": form}
    return render(request, "cabinet/sessions_end.html", context, status=422 if form.errors else 200)


def _about(request: HttpRequest, pk: UUID, among: MembershipQuerySet) -> tuple[Membership, PasswordForm]:
    """Somebody whom this member may invite and shut out, and the form that asks who one is."""
    _only_who_invites(request)
    membership = get_object_or_404(among.select_related("person"), pk=pk)
    if not request.member.may("invite", role=membership.role):
        raise PermissionDenied
    return membership, PasswordForm(request.POST if request.method == "POST" else None, request=request)


def _only_who_invites(request: HttpRequest) -> None:
    """Before the row is looked for: a role that may not act learns nothing of what exists."""
    if not request.member.may("invite"):
        raise PermissionDenied
