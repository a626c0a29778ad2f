"""Uploaded and raw files keep code and values of their warnings and problems; those of before have their text alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runsessions", "0012_athlete_portal")]

    operations = [
        migrations.AddField(
            model_name="uploadfile",
            name="sentences",
            field=models.JSONField(
                blank=True, default=list, help_text="code, values and text of what warnings and problem say."
            ),
        ),
        migrations.AddField(
            model_name="sessionfit",
            name="sentences",
            field=models.JSONField(
                blank=True, default=list, help_text="code, values and text of what the warnings say."
            ),
        ),
    ]
