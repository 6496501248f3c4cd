"""Image services: one module per wire format, one profile per service."""
