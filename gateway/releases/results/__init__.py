"""Results of a project as callers read them: live by staff, sealed by partners."""
