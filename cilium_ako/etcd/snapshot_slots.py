"""Which times of a schedule write which of the snapshots that are kept.

etcd's image has no shell, so no job can delete the oldest file: each file has times of its own,
and is written over at the next one. All times of a file must be one line of cron.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.config.managed_etcd import DailySchedule, EtcdSnapshots

_DAYS: Final = 7


def slot_counts(schedule: DailySchedule) -> tuple[int, ...]:
    """How many snapshots can be kept with a schedule, ascending: a day's or a part of them, or a
    week's.

    >>> slot_counts(DailySchedule("17 */6 * * *"))
    (1, 2, 4, 28)
    """
    times = len(schedule.hours)
    parts = [count for count in range(1, times + 1) if times % count == 0]
    return (*parts, times * _DAYS)


def slots(snapshots: EtcdSnapshots) -> tuple[str, ...]:
    """The times of each snapshot that is kept, as cron has them, in the order of time.

    Raises ValueError where the schedule does not divide so.

    >>> slots(EtcdSnapshots.model_validate({"schedule": "17 */6 * * *", "keep": 2}))
    ('17 0,12 * * *', '17 6,18 * * *')
    """
    schedule, keep = snapshots.schedule, snapshots.keep
    if keep not in slot_counts(schedule):
        raise ValueError(f"{keep} snapshots do not divide {schedule}")
    hours = schedule.hours
    if keep <= len(hours):
        return tuple(
            f"{schedule.minute} {','.join(map(str, hours[number::keep]))} * * *"
            for number in range(keep)
        )
    return tuple(f"{schedule.minute} {hour} * * {day}" for day in range(_DAYS) for hour in hours)
