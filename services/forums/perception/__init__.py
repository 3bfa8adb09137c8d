"""Perception: what a population thinks, estimated from a wave of a survey, and how it changed since the one before."""
