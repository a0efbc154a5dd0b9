"""Sessions as calendar events."""
