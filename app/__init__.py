"""Floor 4: the web: settings, pages, API, live socket, identity, documents over HTTP, the command line."""
