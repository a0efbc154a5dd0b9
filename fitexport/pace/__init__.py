"""From one race to the speed of every zone: fitness index and pace table."""
