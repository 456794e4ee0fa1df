"""The constraints of conversations and mail in French (`cabinet.constraints_text`)."""

from messaging.mail_constraints import MAIL_SENTENCES

SENTENCES = {**MAIL_SENTENCES}
