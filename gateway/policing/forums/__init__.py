"""The ministry's forums, and how they are counted."""
