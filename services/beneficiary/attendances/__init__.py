"""Attendance: who took part in an activity, on which day."""
