"""The body of a request to the API is an object, or is refused as unreadable."""

import pytest


@pytest.mark.parametrize("body", ["null", "[]", "3", '"oui"', "{", '{"a":' + "[" * 9000 + "]" * 9000 + "}"])
def test_body_that_is_no_object_is_unreadable(cast, as_member, body):
    answer = as_member(cast.texier).post(
        "/api/v1/cabinets/nieul/adjustments/", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "Le corps de la demande n’est pas lisible.",
    )
