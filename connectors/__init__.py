"""Stores and their catalogue: one contract, one folder a platform, one door to the network."""
