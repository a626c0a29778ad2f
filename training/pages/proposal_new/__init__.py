"""The page that asks for a plan to be made again from today."""
