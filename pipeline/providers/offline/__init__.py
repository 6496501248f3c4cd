"""A loopback image service that draws animatic frames."""
