"""Calendar entries come from training. State only: the collection, its indexes and its documents stay as they are."""

import django.db.models.deletion
import django.utils.timezone
import runlab_site.mongo.fields
from django.db import migrations, models


def name_by_runners(apps, schema_editor):
    _rename(apps, schema_editor, 'training', 'runners')


def name_by_training(apps, schema_editor):
    _rename(apps, schema_editor, 'runners', 'training')


def _rename(apps, schema_editor, old, new):
    """The content type, so that permissions and the admin's log go on naming the same model."""
    types = apps.get_model('contenttypes', 'ContentType').objects.using(schema_editor.connection.alias)
    if not types.filter(app_label=new, model='calendarentry').exists():
        types.filter(app_label=old, model='calendarentry').update(app_label=new)


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0001_initial'),
        ('runners', '0003_standings'),
        ('training', '0005_calendar_entries_leave'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
            migrations.CreateModel(
                name='CalendarEntry',
                fields=[
                    ('id', runlab_site.mongo.fields.ObjectIdKey(db_column='_id', default=runlab_site.mongo.fields.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('race', 'Race'), ('note', 'Note'), ('illness', 'Illness'), ('injury', 'Injury'), ('holiday', 'Holiday')], max_length=7)),
                    ('day', models.DateField()),
                    ('last_day', models.DateField(help_text='The same day for what takes one day.')),
                    ('title', models.CharField(max_length=200)),
                    ('notes', models.TextField(blank=True, max_length=10000)),
                    ('distance_m', models.FloatField(blank=True, help_text='Of a race, m.', null=True)),
                    ('target_time_s', models.FloatField(blank=True, help_text='Of a race, s.', null=True)),
                    ('priority', models.CharField(blank=True, choices=[('A', 'A: the goal'), ('B', 'B: two easy days before'), ('C', 'C: run from training')], help_text='Of a race.', max_length=1)),
                    ('created_by', runlab_site.mongo.fields.StrObjectIdField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('runner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_entries', to='runners.runner')),
                ],
                options={
                    'verbose_name': 'calendar entry',
                    'verbose_name_plural': 'calendar entries',
                    'db_table': 'calendar_entries',
                    'indexes': [models.Index(fields=['runner', 'day'], name='entries_of_runner')],
                },
            ),
            ],
        ),
        migrations.RunPython(name_by_runners, name_by_training),
    ]
