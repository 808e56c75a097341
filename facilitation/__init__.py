"""Floor 1: the method as data, themes and theming, levers, weighing, synthesis. Pure: no web, database, clock or dice."""
