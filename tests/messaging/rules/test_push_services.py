"""No push leaves for an address that the house does not know."""

import pytest

from messaging.rules.push_services import SERVICES, is_of_the_house, service_of


@pytest.mark.parametrize(
    ("endpoint", "entry"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", "fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", "updates.push.services.mozilla.com"),
        ("https://web.push.apple.com/QGuQy", "web.push.apple.com"),
        ("https://db5p.notify.windows.com/w/?token=abc", ".notify.windows.com"),
        ("https://FCM.googleapis.com/x", "fcm.googleapis.com"),
        ("http://fcm.googleapis.com/x", None),
        ("https://fcm.googleapis.com:8443/x", None),
        ("https://fcm.googleapis.com.attaquant.example/x", None),
        ("https://attaquant.example/fcm.googleapis.com", None),
        ("https://attaquant-notify.windows.com/", None),
        ("https://.notify.windows.com/", None),
        ("https://notify.windows.com/", None),
        ("https://fcm.googleapis.com@attaquant.example/", None),
        ("https://u:p" + "@fcm.googleapis.com/", None),
        ("https://fcm.googleapis.com\\@127.0.0.1/", None),
        ("https://127.0.0.1/", None),
        ("https://[::1]/", None),
        ("https://localhost/", None),
        ("https://fcm.googleapis.com:99999/", None),
        ("file:///etc/passwd", None),
        ("", None),
        ("https://fcm.googleapis.com/" + "x" * 500, None),
        ("https://fcm.googleapis.com/\r\nHost: a", None),
    ],
)
def test_only_the_services_of_browsers(endpoint, entry):
    assert service_of(endpoint) == entry


def test_relay_of_the_house_is_named_with_its_port():
    allowed = (*SERVICES, "localhost:8321")
    assert service_of("https://localhost:8321/x", allowed) == "localhost:8321"
    assert service_of("https://localhost/x", allowed) is None
    assert [is_of_the_house(entry) for entry in allowed] == [False] * len(SERVICES) + [True]
