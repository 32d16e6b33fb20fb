"""What Pixelz's editors do, done by a program."""
