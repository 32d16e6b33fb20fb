"""The demo: everything on this machine, with a sandbox in place of Pixelz and of a shop."""
