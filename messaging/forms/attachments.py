"""What a form says of the files that go with it."""

from uuid import UUID

from django.http import QueryDict

#: The ids of drafts uploaded while one wrote; files sent with the form itself are `files`.
DRAFTS, FILES, CLIENT_KEY = "attachments", "files", "client_key"


def drafts_asked(data: QueryDict) -> list[UUID]:
    """What is no id is nothing."""
    return [found for typed in data.getlist(DRAFTS) if (found := uuid_or_none(typed))]


def uuid_or_none(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
