"""Decisions, pure: events, state, policy, what may run now."""
