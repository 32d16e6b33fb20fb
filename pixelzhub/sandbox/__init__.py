"""A Pixelz and a shop on this machine: a process of its own that speaks the real wire formats."""
