"""Groups of twins as rows: looked for by an index when a content comes, counted anew when its places change."""
