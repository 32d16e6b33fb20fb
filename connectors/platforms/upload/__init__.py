"""A merchant's own files, without a shop behind them."""
