"""Floors 2 and 3: the rules of a room (pure) and the shell around them: service, store, hub, bus."""
