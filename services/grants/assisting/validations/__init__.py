"""Validations: sessions in which a committee of the community says what it holds of those on a selection list."""
