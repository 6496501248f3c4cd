"""What people and programs see, computed from the plan and the events."""
