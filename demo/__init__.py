"""An invented programme to try the platform on: people, activities, money and forums, every one of them synthetic."""
