"""What a session's details say in sentences is stored by code and values as well."""

from django.db import migrations

import runlab_site.mongo.packed


class Migration(migrations.Migration):
    """State only: the part is within the packed details, and missing in those of before."""

    dependencies = [("runsessions", "0007_effort_times")]

    operations = [
        migrations.AlterField(
            model_name="sessiondetail",
            name="content",
            field=runlab_site.mongo.packed.PackedJSONField(
                default=dict,
                help_text="zlib-compressed JSON: measured, judged, laps, figures, missing, sentences.",
            ),
        ),
    ]
