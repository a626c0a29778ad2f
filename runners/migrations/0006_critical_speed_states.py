"""Critical Speed may be estimated from a race, or stale; a race may be typed as the threshold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runners", "0005_alert_values"),
    ]

    operations = [
        migrations.AlterField(
            model_name="criticalspeedrecord",
            name="source",
            field=models.CharField(
                blank=True, help_text="fit, provisional, typed, typed_race or race.", max_length=12
            ),
        ),
        migrations.AlterField(
            model_name="criticalspeedrecord",
            name="state",
            field=models.CharField(
                choices=[
                    ("in_force", "In force"),
                    ("estimated", "Estimated"),
                    ("stale", "Stale"),
                    ("proposed", "Proposed"),
                    ("unchanged", "Unchanged"),
                    ("refused", "Refused"),
                    ("rejected", "Rejected"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="runnerdecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("max_heart_rate", "Maximum heart rate"),
                    ("resting_heart_rate", "Resting heart rate"),
                    ("threshold_heart_rate", "Threshold heart rate"),
                    ("heart_rate_zones", "Heart rate zones"),
                    ("typed_best", "Typed personal best"),
                    ("exclude_best", "Excluded personal best"),
                    ("accept_critical_speed", "Accepted Critical Speed"),
                    ("dismiss_critical_speed", "Dismissed Critical Speed"),
                    ("typed_critical_speed", "Typed Critical Speed"),
                    ("typed_race", "Typed race"),
                ],
                max_length=32,
            ),
        ),
    ]
