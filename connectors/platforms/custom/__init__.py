"""A store with an API of its own, spoken to as the merchant describes it in YAML."""
