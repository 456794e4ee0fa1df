"""A file that leaves with patients or accounts asks first who takes it; nothing is lost on the way."""

import pytest
from django.urls import reverse

from cabinet.models import Access
from cabinet.reauthentication import LEAVES
from cabinet.tenancy.scope import scoped
from tests.cast import PASSWORD, confirmed

FILES = ["patients:intake-file", "patients:register-file"]


@pytest.mark.parametrize("name", FILES)
def test_file_that_leaves_asks_who_takes_it_and_leads_back(cast, as_member, name):
    client, path = as_member(cast.jaulin), reverse(name, args=["nieul"])
    back = "/c/nieul/patients/?vague=1&q=a"
    asked = client.get(path, headers={"referer": f"http://testserver{back}"}, follow=True)
    assert asked.redirect_chain[0][0].startswith("/compte/reauthenticate/?next=%2Fc%2Fnieul%2Fpatients")
    assert LEAVES in asked.text
    with scoped(cast.cabinet.pk):
        assert Access.objects.filter(verb="exported").count() == 0
    answered = client.post(asked.request["PATH_INFO"], {"password": PASSWORD, "next": back})
    assert answered.url == back
    assert client.get(path)["Content-Type"] == "text/csv; charset=utf-8"


def test_referer_of_elsewhere_leads_nowhere(cast, as_member):
    client, path = as_member(cast.jaulin), reverse(FILES[0], args=["nieul"])
    for elsewhere in ("https://evil.example/c/", "//evil.example/c/", "javascript:alert(1)"):
        url = client.get(path, headers={"referer": elsewhere}).url
        assert "evil" not in url
        assert "javascript" not in url


def test_wrong_role_is_refused_before_being_asked(cast, as_member):
    path = reverse(FILES[0], args=["nieul"])
    assert as_member(cast.fradin).get(path).status_code == 403


def test_confirmation_is_good_for_five_minutes(cast, as_member, time_machine):
    path = reverse(FILES[0], args=["nieul"])
    time_machine.move_to("2026-11-23T09:00:00Z", tick=False)
    client = confirmed(as_member(cast.jaulin))
    assert client.get(path).status_code == 200
    time_machine.move_to("2026-11-23T09:05:01Z", tick=False)
    assert client.get(path).status_code == 302
