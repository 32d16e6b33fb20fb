"""A photo's bytes as a device takes them."""
