"""Shopware 6 by its Admin API."""
