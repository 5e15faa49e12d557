"""Times of photos: the camera's is believed, the files' unless they were all written at once."""

from __future__ import annotations

from core.datasets.bursts import spans


def test_the_cameras_time_counts_to_the_second_or_to_the_minute() -> None:
    taken = {"taken": "2026-05-04 10:20"}
    exact, rough = spans([{**taken, "taken_seconds": "31"}, taken])
    assert exact is not None
    assert rough is not None
    assert exact[0] == exact[1] == rough[0] + 31
    assert rough[1] - rough[0] == 59


def test_times_of_files_count_where_they_lie_apart() -> None:
    apart = [{"file_time": f"2026-05-04 10:{minute:02}:00"} for minute in (1, 2, 3)]
    assert None not in spans(apart)
    unpacked = [{"file_time": f"2026-05-04 10:20:0{second}"} for second in (1, 2, 3)]
    assert spans(unpacked) == [None, None, None]
    assert spans([{}, {"taken": "yesterday"}, {"file_time": ""}]) == [None, None, None]
