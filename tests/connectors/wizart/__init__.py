"""Wizart PIM: a double of its import API, and tests of the connector."""
