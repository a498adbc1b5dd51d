"""What newskit costs and how well it measures; each module is run as a script."""
