"""Open pages of those who see the mail hear that a letter changed; never what it says."""

from cabinet import live
from messaging.models import Mail


def mail_changed(mail: Mail) -> None:
    """Kind « mail », subject its id: in the transaction of the change, in the scope of its practice."""
    live.tell(kind="mail", subject=mail.pk, audience=live.who_may("see_mail"))
