"""Floor 0: the blossom itself: slots, paths, bench, merging, geometry. Knows nothing above it."""
