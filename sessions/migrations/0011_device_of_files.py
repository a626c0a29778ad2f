"""Raw files keep which device recorded them: a held one has no session to ask."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runsessions", "0010_list_indexes")]

    operations = [
        migrations.AddField(
            model_name="sessionfit",
            name="device",
            field=models.JSONField(
                blank=True,
                help_text="manufacturer, product, serial_number, software; null in files of before it was kept.",
                null=True,
            ),
        ),
    ]
