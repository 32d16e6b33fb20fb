"""Wizart PIM by its import API, version 2.1."""
