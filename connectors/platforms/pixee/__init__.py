"""Pixee PIM by its External API."""
