"""/connectors, /imports and /ext/health."""
