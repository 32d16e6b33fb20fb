"""Stores of a million photos, in processes of their own on a database that the caller chooses by DATABASE_URL."""
