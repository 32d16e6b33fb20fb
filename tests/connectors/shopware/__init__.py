"""Shopware 6: a double of its Admin API, and tests of the connector."""
