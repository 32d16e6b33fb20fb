"""BigCommerce by its REST API, versions 2 and 3."""
