"""Saleor by its GraphQL API."""
