from django.db import migrations

import retrocession.models.triggers
from retrocession.models.triggers import DROP_ISSUED_FUNCTION, ISSUED_FUNCTION


class Migration(migrations.Migration):
    dependencies = [
        ("retrocession", "0012_what_is_received"),
    ]

    operations = [
        migrations.RunSQL(ISSUED_FUNCTION, DROP_ISSUED_FUNCTION),
        migrations.AddConstraint(
            model_name="monthclosing",
            constraint=retrocession.models.triggers.StaysIssued(name="closing_stays_issued"),
        ),
    ]
