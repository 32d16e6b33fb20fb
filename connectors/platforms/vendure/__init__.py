"""Vendure by its Admin GraphQL API."""
