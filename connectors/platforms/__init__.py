"""One folder a platform, plain Python: connector.py is what it can do, api.py its calls, mapping.py its records."""
