"""Medusa v2 by its Admin REST API."""
