"""Floor 1: the method as data, theming, levers, weighing, synthesis. Pure: no web, database, clock, dice."""
