"""Pixelz on this machine: the calls of its Developer API, its clock, its editors and its webhooks."""
