"""Courses: vocational and farming training under livelihood assistance, planned in hours and told in attendance."""
