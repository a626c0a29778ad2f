"""People choose once which of two devices counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runners", "0009_list_indexes")]

    operations = [
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
                    ("counted_device", "Device that counts of two"),
                ],
                max_length=32,
            ),
        ),
    ]
