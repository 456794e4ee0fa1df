"""What the tables of messages and mail are called in the archive of a practice."""

TABLES = {
    "messaging_attachment": "pièces jointes",
    "messaging_conversation": "conversations",
    "messaging_mail": "courrier",
    "messaging_mailalert": "courrier, alertes",
    "messaging_mailsender": "courrier, expéditeurs",
    "messaging_mention": "messages, mentions",
    "messaging_message": "messages",
    "messaging_messagerevision": "messages, versions",
    "messaging_notice": "notifications",
    "messaging_participant": "conversations, participants",
    "messaging_readmark": "messages lus",
    "messaging_urgentalert": "alertes urgentes",
}
