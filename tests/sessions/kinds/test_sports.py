"""Kind 9: what is told per session and per sport: cadence, pods, pauses, and the sport itself."""

import pytest

from tests.sessions.kinds.recordings import (
    at,
    every,
    file,
    judged,
    lap,
    place,
    raw_file,
    record,
    steady,
    timer,
)


def stepping(cadence, speed, sport="running", **session):
    records = [record(t, speed * t, speed, **place(speed * t), cadence=cadence) for t in range(601)]
    return judged(file(records, 600, sport=sport, total_distance=600.0 * speed, **session))


@pytest.mark.parametrize(
    ("cadence", "speed", "steps"),
    [
        (84, 3.0, 168), (78, 2.2, 156), (80, 1.5, 160), (92, 5.5, 184), (95, 6.5, 190),  # strides of one foot
        (168, 3.0, 168), (150, 2.2, 150), (112, 1.6, 112), (127, 1.9, 127), (190, 5.0, 190),  # steps of both
    ],
)  # fmt: skip
def test_running_cadence_is_steps_of_both_feet_however_the_device_counts(cadence, speed, steps):
    assert stepping(cadence, speed)["avg_cadence_spm"] == steps


@pytest.mark.parametrize("sport", ["walking", "hiking"])
@pytest.mark.parametrize(("cadence", "steps"), [(56, 112), (50, 100), (112, 112), (100, 100)])
def test_walking_cadence_too(sport, cadence, steps):
    assert stepping(cadence, 1.2, sport)["avg_cadence_spm"] == steps


@pytest.mark.parametrize("sport", ["cycling", "swimming", "rowing"])
def test_turns_and_strokes_are_not_doubled(sport):
    found = stepping(58, 3.0, sport, avg_cadence=57)
    assert found["avg_cadence_spm"] == 57
    assert stepping(58, 3.0, sport)["avg_cadence_spm"] == 58


@pytest.mark.parametrize(
    ("records", "total", "steps"), [(84, 83, 166), (168, 166, 166), (None, 83, 166), (None, 166, 166)]
)
def test_cadence_of_the_session_message_counts_as_its_records_do(records, total, steps):
    assert stepping(records, 3.0, avg_cadence=total, avg_speed=3.0)["avg_cadence_spm"] == steps


def session(start, lasts, **fields):
    return ("session", {
        "timestamp": at(start + lasts), "start_time": at(start), "total_elapsed_time": float(lasts),
        "total_timer_time": float(lasts), **fields,
    })  # fmt: skip


@pytest.mark.parametrize("order", [("cycling", "running"), ("running", "cycling")])
def test_each_session_of_a_file_has_the_cadence_of_its_own_sport(order):
    cadence = {"cycling": 88, "running": 85}
    records = [record(t, 4 * (t % 900), 4, cadence=cadence[order[t // 900]]) for t in range(1800)]
    messages = [timer(0, "start"), *records, timer(1800, "stop_all")]
    messages += [session(900 * k, 900, sport=sport) for k, sport in enumerate(order)]
    found = {one.recorded.sport: one["avg_cadence_spm"] for one in every(raw_file(messages))}
    assert found == {"cycling": 88, "running": 170}


def test_multisport_with_transitions_keeps_records_laps_and_pauses_apart():
    parts = [("swimming", 600), ("transition", 100), ("cycling", 900), ("transition", 60), ("running", 1200)]
    speeds = {"swimming": 1.0, "transition": 1.0, "cycling": 9.0, "running": 3.5}
    messages, start, laps, sessions = [timer(0, "start")], 0, [], []
    for sport, lasts in parts:
        speed = speeds[sport]
        messages += [record(start + t, speed * t, speed) for t in range(lasts)]
        laps.append(lap(start, start + lasts, total_distance=speed * lasts))
        sessions.append(session(start, lasts, sport=sport, total_distance=speed * lasts))
        start += lasts
    # The timer stood for two minutes of the run.
    messages += [timer(start - 600, "stop_all"), timer(start - 480, "start"), timer(start, "stop_all")]
    found = every(raw_file([*messages, *laps, *sessions]))
    assert [one.recorded.sport for one in found] == [sport for sport, _ in parts]
    assert [len(one.laps) for one in found] == [1] * 5
    assert [one.recorded.raw.timestamp_s.size for one in found] == [lasts for _, lasts in parts]
    assert [one["distance_m"] for one in found[:4]] == pytest.approx([600, 100, 8100, 60])
    assert found[0].analysis.measured.cleaning.pauses_count == 0
    assert found[-1].analysis.measured.cleaning.pauses_count == 1


def test_sport_without_a_session_message_is_that_of_the_laps():
    messages = [timer(0, "start"), *steady(900), lap(0, 900, sport="running"), lap(900, 901, sport="running")]
    found = judged(raw_file(messages))
    assert found.recorded.sport == "running"
    assert found["distance_m"] == 2700
    assert found.best(1000) == pytest.approx(1000 / 3, rel=0.01)
    assert "ends without a session" in found.warnings


@pytest.mark.parametrize(
    "fields", [{"activity_type": "running"}, {"vertical_oscillation": 80.0}, {"stance_time": 240.0}]
)
def test_sport_without_session_and_laps_is_that_of_the_records(fields):
    found = judged(raw_file(steady(900, **fields)))
    assert found.recorded.sport == "running"


def test_sport_that_nothing_tells_is_generic():
    assert judged(raw_file(steady(600))).recorded.sport == "generic"


def test_session_message_without_a_sport_takes_that_of_its_laps():
    found = judged(file(steady(900), 900, others=(lap(0, 900, sport="running"),), sport=None))
    assert found.recorded.sport == "running"


def test_temperature_of_the_file_is_a_figure():
    records = steady(600, temperature=17)
    assert judged(file(records, 600))["avg_temperature_c"] == 17


POD = [
    ("developer_data_id", {"developer_data_index": 0, "application_id": list(range(16))}),
    *(
        (
            "field_description",
            {
                "developer_data_index": 0,
                "field_definition_number": number,
                "fit_base_type_id": "uint16",
                "field_name": name,
                "units": units,
            },
        )
        for number, (name, units) in enumerate([("Power", "Watts"), ("Cadence", "RPM")])
    ),
]


@pytest.mark.parametrize(
    ("native", "steps", "watts", "source"),
    [
        ({"power": 0, "cadence": 0}, 172, 240, "developer"),
        ({}, 172, 240, "developer"),
        ({"power": 250, "cadence": 85}, 170, 250, "fit"),
        ({"power": 0, "cadence": 85}, 170, 240, "developer"),
    ],
)
@pytest.mark.parametrize("pod_cadence", [86, 172])
def test_pods_columns_stand_in_for_native_zeros_only(native, steps, watts, source, pod_cadence):
    records = steady(600, developer_fields={"Power": 240, "Cadence": pod_cadence}, **native)
    found = judged(file([*POD, *records], 600, total_distance=1800.0))
    assert (found["avg_cadence_spm"], found["avg_power_w"]) == (steps, watts)
    assert found.recorded.raw.power_source == source


def test_native_power_that_falls_to_zero_now_and_then_stays():
    records = [
        ("record", {**message[1], "power": 0 if t % 60 < 10 else 250, "developer_fields": {"Power": 240}})
        for t, message in enumerate(steady(600))
    ]
    found = judged(file([*POD, *records], 600))
    assert found["avg_power_w"] == pytest.approx(250 * 50 / 60, rel=0.01)


@pytest.mark.parametrize("fields", [{"activity_type": "running"}, {"vertical_oscillation": 80.0}])
def test_generic_session_takes_the_sport_of_its_records(fields):
    found = judged(file(steady(900, **fields), 900, sport="generic"))
    assert found.recorded.sport == "running"
    assert found.best(1000) == pytest.approx(1000 / 3, rel=0.01)


def test_generic_session_beside_a_run_stays_generic():
    messages = steady(1200, vertical_oscillation=80.0)
    sessions = [
        (
            "session",
            {
                "timestamp": at(start + 600), "start_time": at(start), "total_elapsed_time": 600.0,
                "total_timer_time": 600.0, "sport": sport,
            },
        )
        for start, sport in ((0, "generic"), (600, "running"))
    ]  # fmt: skip
    sports = [one.recorded.sport for one in every(raw_file([*messages, *sessions]))]
    assert sports == ["generic", "running"]


@pytest.mark.parametrize(
    ("sport", "sub_sport"),
    [
        ("fitness_equipment", "treadmill"),
        ("generic", "trail"),
        ("generic", "track"),
        ("training", "indoor_running"),
    ],
)
def test_sub_sport_that_is_run_tells_the_sport(sport, sub_sport):
    found = judged(file(steady(900, cadence=84), 900, sport=sport, sub_sport=sub_sport))
    assert found.recorded.sport == "running"
    assert found["avg_cadence_spm"] == 168
    assert found.recorded.kind.is_treadmill == (sub_sport in {"treadmill", "indoor_running"})


@pytest.mark.parametrize(("sport", "sub_sport"), [("fitness_equipment", "elliptical"), ("cycling", "track")])
def test_other_sub_sports_tell_no_run(sport, sub_sport):
    assert judged(file(steady(900), 900, sport=sport, sub_sport=sub_sport)).recorded.sport == sport
