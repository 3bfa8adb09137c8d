"""Looking people up for partners: by what they hold already, never by a name."""
