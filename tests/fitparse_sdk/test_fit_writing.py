"""Writing: round trips for every base type, and files as garmin-fit-sdk and fitdecode read them."""

import io
import math
from datetime import UTC, datetime, timedelta

import fitdecode
import garmin_fit_sdk as garmin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fitparse_sdk as fit

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
INTEGERS = {
    "enum": (0, 254),
    "sint8": (-128, 126),
    "uint8": (0, 254),
    "sint16": (-(2**15), 2**15 - 2),
    "uint16": (0, 2**16 - 2),
    "sint32": (-(2**31), 2**31 - 2),
    "uint32": (0, 2**32 - 2),
    "uint8z": (1, 255),
    "uint16z": (1, 2**16 - 1),
    "uint32z": (1, 2**32 - 1),
    "byte": (0, 254),
    "sint64": (-(2**63), 2**63 - 2),
    "uint64": (0, 2**64 - 2),
    "uint64z": (1, 2**64 - 1),
}
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


def of_type(name: str) -> st.SearchStrategy:
    if name == "string":
        return TEXTS
    if name.startswith("float"):
        return st.floats(allow_nan=False, width=int(name[5:]))
    return st.integers(*INTEGERS[name])


@st.composite
def typed_messages(draw):
    """Messages unknown to the profile with fields of every base type, one value or several."""
    message = {}
    for num in draw(st.sets(st.integers(0, 249), min_size=1, max_size=6)):
        name = draw(st.sampled_from([*INTEGERS, "float32", "float64", "string"]))
        count = draw(st.integers(1, 5))
        values = draw(st.lists(of_type(name), min_size=count, max_size=count))
        value = values[0] if count == 1 else values
        message[f"unknown_{num}"] = fit.Typed(value, name)
    return draw(st.integers(0xFF00, 0xFFFE)), message


def decoded(data: bytes) -> list[tuple[str, dict]]:
    return [(message.name, dict(message)) for message in fit.decode(data, strict=True).messages()]


def read_by_garmin(data: bytes, **options) -> dict:
    messages, errors = garmin.Decoder(garmin.Stream.from_byte_array(bytearray(data))).read(**options)
    assert errors == []
    return messages


def read_by_fitdecode(data: bytes) -> list[fitdecode.FitDataMessage]:
    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        return [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]


@settings(deadline=None)
@given(st.lists(typed_messages(), min_size=1, max_size=8))
def test_what_is_encoded_decodes_to_the_same_for_every_base_type(messages):
    expected = [
        (f"unknown_{num}", {key: one.value for key, one in message.items()}) for num, message in messages
    ]
    assert decoded(fit.encode(messages)) == expected


@settings(deadline=None)
@given(st.lists(typed_messages(), min_size=1, max_size=30))
def test_decoded_messages_encode_to_the_same_again(messages):
    once = fit.decode(fit.encode(messages))
    assert decoded(fit.encode(once.messages())) == decoded(fit.encode(messages))


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"timestamp": st.integers(0, 10**8).map(lambda seconds: START + timedelta(seconds=seconds))},
            optional={
                "heart_rate": st.integers(0, 254),
                "speed": st.integers(0, 65534).map(lambda raw: raw / 1000),
                "altitude": st.integers(0, 65534).map(lambda raw: raw / 5 - 500),
                "position_lat": st.integers(-(2**31), 2**31 - 2).map(lambda raw: raw * 180 / 2**31),
                "activity_type": st.sampled_from(["running", "cycling", "swimming"]),
                "temperature": st.integers(-128, 126),
            },
        ),
        min_size=1,
        max_size=20,
    )
)
def test_records_decode_to_the_values_they_were_made_of(records):
    found = fit.decode(fit.encode([("record", one) for one in records])).messages()
    for written, read in zip(records, found, strict=True):
        assert written == {name: read[name] for name in written}


def test_more_kinds_of_messages_than_local_slots_share_them():
    messages = [(0xFF00 + place % 40, {"unknown_1": fit.Typed(place, "uint16")}) for place in range(200)]
    assert [values["unknown_1"] for _, values in decoded(fit.encode(messages))] == list(range(200))


def test_a_definition_is_written_once_while_its_slot_lasts():
    one = fit.encode([("record", {"heart_rate": 150})])
    two = fit.encode([("record", {"heart_rate": 150}), ("record", {"heart_rate": 151})])
    assert len(two) - len(one) == 2


def test_protocol_2_is_declared_only_where_it_is_needed():
    plain = ("record", {"heart_rate": 150})
    assert fit.check(fit.encode([plain])).protocol == "1.0"
    assert fit.check(fit.encode([plain, (0xFF00, {"unknown_1": fit.Typed(5, "sint64")})])).protocol == "2.0"


DEVELOPER = [
    ("developer_data_id", {"application_id": list(range(16)), "developer_data_index": 0}),
    (
        "field_description",
        {
            "developer_data_index": 0,
            "field_definition_number": 3,
            "fit_base_type_id": "float32",
            "field_name": "Form Power",
            "units": "W",
        },
    ),
    ("record", {"heart_rate": 150, "developer_fields": {"Form Power": 72.5}}),
]


def test_developer_fields_are_written_by_name_and_read_by_everybody():
    data = fit.encode(DEVELOPER)
    columns = fit.decode(data).columns("record")
    assert (columns.developer["Form Power"].tolist(), columns.developer.units["Form Power"]) == ([72.5], "W")
    assert read_by_garmin(data)["record_mesgs"][0]["developer_fields"] == {0: 72.5}
    assert read_by_fitdecode(data)[-1].get_value("Form Power") == 72.5


def test_developer_fields_survive_decoding_and_encoding():
    again = fit.encode(fit.decode(fit.encode(DEVELOPER)).messages())
    assert [dict(one.developer) for one in fit.decode(again).messages("record")] == [{"Form Power": 72.5}]


def test_a_subfield_writes_its_main_field():
    data = fit.encode([("workout_step", {"duration_type": "distance", "duration_distance": 800.0})])
    message = next(fit.decode(data).messages())
    assert (message["duration_value"], message["duration_distance"]) == (80000, 800.0)


@pytest.mark.parametrize(
    ("name", "values", "complaint"),
    [
        ("no_such_message", {"a": 1}, "no message"),
        ("record", {"no_such_field": 1}, "no field"),
        ("record", {"heart_rate": 256}, "no uint8"),
        ("record", {"heart_rate": 150.5}, "no uint8"),
        ("record", {"position_lat": 473_000_000}, "no angle"),
        ("record", {"timestamp": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
        ("session", {"sport": "quidditch"}, "no value"),
        ("file_id", {"product_name": "x" * 255}, "at most 255"),
        ("file_id", {"product_name": "a\0b"}, "NUL"),
        ("record", {}, "no field with a value"),
        ("record", {"developer_fields": {"nobody": 1}}, "field_description"),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(name, values, complaint):
    with pytest.raises(fit.FitEncodeError, match=complaint):
        fit.encode([(name, values)])


def test_nan_and_none_are_written_as_no_value():
    data = fit.encode([("record", {"heart_rate": None, "speed": math.nan, "cadence": 80})])
    assert dict(next(fit.decode(data).messages())) == {"cadence": 80}


# Workouts


STEPS = [
    fit.Step("warmup", "Easy", duration_s=600),
    fit.Repeat(
        [
            fit.Step("interval", distance_m=800, speed_mps=(4.5, 4.762)),
            fit.Step("recovery", duration_s=90, heart_rate_bpm=(110, 130)),
        ],
        times=5,
    ),
    fit.Step("active", power_w=(250, 280), duration_s=300),
    fit.Step("cooldown"),
]


@pytest.fixture(scope="module")
def workout_file() -> bytes:
    return fit.encode(fit.workout("5 x 800 m", STEPS, time_created=START, serial_number=42))


def test_workout_files_follow_the_recipe_as_garmin_reads_it(workout_file):
    messages = read_by_garmin(workout_file, convert_types_to_strings=False)
    assert list(messages) == ["file_id_mesgs", "workout_mesgs", "workout_step_mesgs"]
    assert messages["file_id_mesgs"] == [
        {"type": 5, "manufacturer": 255, "product": 0, "time_created": START, "serial_number": 42}
    ]
    assert messages["workout_mesgs"] == [{"wkt_name": "5 x 800 m", "sport": 1, "num_valid_steps": 6}]
    steps = messages["workout_step_mesgs"]
    assert [step["message_index"] for step in steps] == list(range(6))
    assert [step["duration_value"] for step in steps] == [600_000, 80_000, 90_000, 1, 300_000, 0]
    assert [step["target_value"] for step in steps] == [0, 0, 0, 5, 0, 0]
    ranges = [(step.get("custom_target_value_low"), step.get("custom_target_value_high")) for step in steps]
    assert ranges == [(None, None), (4500, 4762), (210, 230), (None, None), (1250, 1280), (None, None)]
    assert steps[3]["duration_type"] == 6


def test_workout_files_read_the_same_by_fitdecode(workout_file):
    steps = [frame for frame in read_by_fitdecode(workout_file) if frame.name == "workout_step"]
    assert [step.get_value("intensity") for step in steps][:3] == ["warmup", "interval", "recovery"]
    assert steps[1].get_value("duration_distance") == 800
    assert steps[1].get_value("custom_target_speed_high") == 4.762
    assert steps[3].get_value("duration_step") == 1
    assert steps[3].get_value("repeat_steps") == 5


@pytest.mark.parametrize(
    "steps",
    [[], [fit.Step(duration_s=1, distance_m=1)], [fit.Step(speed_mps=(1, 2), power_w=(1, 2))]],
)
def test_a_workout_that_makes_no_sense_is_refused(steps):
    with pytest.raises(fit.FitEncodeError):
        fit.workout("none", steps, time_created=START, serial_number=1)


def test_course_and_settings_files_are_read_by_garmin():
    course = [
        ("file_id", {"type": "course", "manufacturer": "development", "time_created": START}),
        ("course", {"name": "Round the lake", "sport": "running"}),
        ("record", {"timestamp": START, "position_lat": 47.5, "position_long": 8.5, "distance": 0.0}),
        ("course_point", {"timestamp": START, "type": "water", "name": "Spring", "distance": 100.0}),
    ]
    messages = read_by_garmin(fit.encode(course))
    assert messages["course_mesgs"] == [{"name": "Round the lake", "sport": "running"}]
    assert messages["course_point_mesgs"][0]["type"] == "water"
    settings = [
        ("file_id", {"type": "settings", "manufacturer": "development"}),
        ("user_profile", {"friendly_name": "Ada", "weight": 61.5, "gender": "female"}),
    ]
    messages = read_by_garmin(fit.encode(settings))
    assert messages["user_profile_mesgs"] == [{"friendly_name": "Ada", "weight": 61.5, "gender": "female"}]
