"""What every page stands on: base classes, navigation, figures and units."""
