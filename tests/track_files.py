"""GPX and TCX files as programs write them, made for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
METRES_PER_DEGREE = 111_195.0

GPX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="{creator}" '
    'xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1" '
    'xmlns:gpxdata="http://www.cluetrust.com/XML/GPXDATA/1/0">'
)
TCX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase '
    'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
    'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)


def utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def gpx_point(
    metres: float, time: str | None, *, altitude_m: float | None = 34.0, extensions: str = ""
) -> str:
    """A point so many metres north of the start."""
    latitude = 52.5 + metres / METRES_PER_DEGREE
    altitude = "" if altitude_m is None else f"<ele>{altitude_m}</ele>"
    when = "" if time is None else f"<time>{time}</time>"
    more = f"<extensions>{extensions}</extensions>" if extensions else ""
    return f'<trkpt lat="{latitude:.7f}" lon="13.4">{altitude}{when}{more}</trkpt>'


def gpx_points(seconds: int, speed_mps: float = 3.0, first_s: int = 0, extensions: str = "") -> str:
    return "".join(
        gpx_point(speed_mps * at, utc(START + timedelta(seconds=at)), extensions=extensions)
        for at in range(first_s, first_s + seconds + 1)
    )


def gpx_track(*segments: str, name: str = "Morning Run", kind: str = "running") -> str:
    title = f"<name>{name}</name>" if name else ""
    sport = f"<type>{kind}</type>" if kind else ""
    return f"<trk>{title}{sport}{''.join(f'<trkseg>{one}</trkseg>' for one in segments)}</trk>"


def gpx(*tracks: str, creator: str = "Garmin Connect") -> bytes:
    return (GPX_HEAD.format(creator=creator) + "".join(tracks) + "</gpx>").encode()


def gpx_run(seconds: int = 600, speed_mps: float = 3.0, **track: str) -> bytes:
    return gpx(gpx_track(gpx_points(seconds, speed_mps), **track))


def tcx_point(at_s: float, metres: float, *, heart_rate_bpm: int | None = 150, extensions: str = "") -> str:
    heart = "" if heart_rate_bpm is None else f"<HeartRateBpm><Value>{heart_rate_bpm}</Value></HeartRateBpm>"
    more = f"<Extensions><ns3:TPX>{extensions}</ns3:TPX></Extensions>" if extensions else ""
    return (
        f"<Trackpoint><Time>{utc(START + timedelta(seconds=at_s))}</Time>"
        f"<Position><LatitudeDegrees>{52.5 + metres / METRES_PER_DEGREE:.7f}</LatitudeDegrees>"
        f"<LongitudeDegrees>13.4</LongitudeDegrees></Position><AltitudeMeters>34.0</AltitudeMeters>"
        f"<DistanceMeters>{metres:.2f}</DistanceMeters>{heart}{more}</Trackpoint>"
    )


def tcx_track(
    first_s: int, seconds: int, speed_mps: float = 3.0, first_m: float = 0.0, extensions: str = ""
) -> str:
    points = (
        tcx_point(first_s + at, first_m + speed_mps * at, extensions=extensions) for at in range(seconds + 1)
    )
    return f"<Track>{''.join(points)}</Track>"


def tcx_lap(first_s: int, seconds: float, metres: float, *tracks: str, intensity: str = "Active") -> str:
    return (
        f'<Lap StartTime="{utc(START + timedelta(seconds=first_s))}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>{metres}</DistanceMeters><MaximumSpeed>4.0</MaximumSpeed><Calories>80</Calories>"
        f"<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>"
        f"<Intensity>{intensity}</Intensity><TriggerMethod>Manual</TriggerMethod>{''.join(tracks)}"
        "<Extensions><ns3:LX><ns3:AvgSpeed>3.0</ns3:AvgSpeed><ns3:AvgRunCadence>86</ns3:AvgRunCadence></ns3:LX>"
        "</Extensions></Lap>"
    )


def tcx_activity(*laps: str, sport: str = "Running", notes: str = "") -> str:
    said = f"<Notes>{notes}</Notes>" if notes else ""
    return (
        f'<Activity Sport="{sport}"><Id>{utc(START)}</Id>{"".join(laps)}{said}'
        '<Creator xsi:type="Device_t"><Name>Forerunner 255</Name><UnitId>3412345678</UnitId><ProductID>3992</ProductID>'
        "<Version><VersionMajor>23</VersionMajor><VersionMinor>25</VersionMinor></Version></Creator></Activity>"
    )


def tcx(*activities: str) -> bytes:
    return f"{TCX_HEAD}<Activities>{''.join(activities)}</Activities></TrainingCenterDatabase>".encode()


def tcx_run(seconds: int = 600, speed_mps: float = 3.0, **activity: str) -> bytes:
    lap = tcx_lap(0, seconds, seconds * speed_mps, tcx_track(0, seconds, speed_mps))
    return tcx(tcx_activity(lap, **activity))
