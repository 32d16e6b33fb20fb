"""Good photos made worse in known ways, so that what is measured can be held against what was done to them."""
