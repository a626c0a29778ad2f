"""The heavy parts of each session move to sessionDetails, packed; what lists and analyses need of them stays.

In batches, and only sessions that still hold them: an interrupted migration goes on where it stopped.
"""

import json
import zlib

from django.db import migrations
from pymongo import ReplaceOne, UpdateOne

PARTS = {'measured': dict, 'judged': dict, 'laps': list, 'figures': dict, 'missing': dict}
BATCH = 200


def move(apps, schema_editor):
    database = schema_editor.connection.database
    sessions, details = database['sessionStatistics'], database['sessionDetails']
    whole = {'$or': [{name: {'$exists': True}} for name in PARTS]}
    batch = []
    for session in sessions.find(whole, {'runner_id': 1, 'work': 1, **dict.fromkeys(PARTS, 1)}, batch_size=BATCH):
        batch.append(session)
        if len(batch) == BATCH:
            _move_batch(sessions, details, batch)
            batch = []
    _move_batch(sessions, details, batch)


def _move_batch(sessions, details, batch):
    """Details first: a session that has lost its parts has them there."""
    if not batch:
        return
    details.bulk_write(
        [
            ReplaceOne(
                {'_id': one['_id']},
                {'_id': one['_id'], 'runner_id': one['runner_id'], 'content': _packed(one)},
                upsert=True,
            )
            for one in batch
        ],
        ordered=False,
    )
    sessions.bulk_write(
        [
            UpdateOne({'_id': one['_id']}, {'$set': _summary(one), '$unset': dict.fromkeys(PARTS, '')})
            for one in batch
        ],
        ordered=False,
    )


def _packed(session):
    parts = {name: session.get(name) or empty() for name, empty in PARTS.items()}
    text = json.dumps(parts, allow_nan=False, ensure_ascii=False, separators=(',', ':'))
    return zlib.compress(text.encode())


def _summary(session):
    intervals = (session.get('judged') or {}).get('intervals')
    measured = session.get('measured') or {}
    return {
        'work': _work(intervals, measured.get('hard_bouts') or []),
        'observed_max_heart_rate_bpm': measured.get('observed_max_heart_rate_bpm'),
    }


def _work(intervals, hard_bouts):
    if not intervals and not hard_bouts:
        return None
    work = [bout for bout in intervals['bouts'] if bout['is_work']] if intervals else []
    of_bout = ('distance_m', 'time_s', 'start_offset_s', 'end_offset_s')
    return {
        'summary': intervals['summary'] if intervals else None,
        'hard_bouts': [{name: bout[name] for name in of_bout} for bout in hard_bouts],
        **{name: _mean(work, name) for name in ('avg_speed_mps', 'cs_share', 'avg_heart_rate_bpm')},
    }


def _mean(bouts, name):
    known = [(bout[name], bout['time_s']) for bout in bouts if bout.get(name) is not None and bout['time_s']]
    seconds = sum(time_s for _, time_s in known)
    return sum(value * time_s for value, time_s in known) / seconds if seconds else None


def move_back(apps, schema_editor):
    database = schema_editor.connection.database
    for detail in database['sessionDetails'].find({}, batch_size=BATCH):
        parts = json.loads(zlib.decompress(detail['content']))
        database['sessionStatistics'].update_one({'_id': detail['_id']}, {'$set': parts})


class Migration(migrations.Migration):

    dependencies = [
        ('runsessions', '0005_session_details'),
    ]

    operations = [
        migrations.RunPython(move, move_back),
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.RemoveField(
                model_name='sessionstatistics',
                name='figures',
            ),
            migrations.RemoveField(
                model_name='sessionstatistics',
                name='judged',
            ),
            migrations.RemoveField(
                model_name='sessionstatistics',
                name='laps',
            ),
            migrations.RemoveField(
                model_name='sessionstatistics',
                name='measured',
            ),
            migrations.RemoveField(
                model_name='sessionstatistics',
                name='missing',
            ),
        ]),
    ]
