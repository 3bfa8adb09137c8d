"""Seals: the headline results of a project, exact, fixed by two monitoring officers and never changed."""
