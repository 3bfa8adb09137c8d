"""Attendance: who was present at a session of an activity, who was excused, and who stayed away."""
