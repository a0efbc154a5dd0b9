"""A watch at the end of a cable: find it, know its limits, put workouts on it, take them back."""
