"""/ext/products: the merchant's products of all stores, listed, followed and written."""
