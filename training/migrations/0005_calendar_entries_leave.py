"""Calendar entries belong to runners from here on. State only: the collection stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0004_proposals_and_matches'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='CalendarEntry')]),
    ]
