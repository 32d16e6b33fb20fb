"""Articles: what partners list and write of a merchant's products, one row an EAN."""
