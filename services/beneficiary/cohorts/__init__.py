"""Cohorts: by what people can be asked for in the register, how many they are, and who."""
