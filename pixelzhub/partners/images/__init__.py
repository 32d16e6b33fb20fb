"""/ext/images and /ext/analyze: photos, what was measured of them and what is wrong with them."""
