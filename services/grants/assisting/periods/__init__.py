"""Periods: pay periods of a site, closed by one person and confirmed by another, and the wages that they fix."""
