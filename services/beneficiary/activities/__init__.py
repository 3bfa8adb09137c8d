"""Activities of the programme, and who took part in them on which day."""
