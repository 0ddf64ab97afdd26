"""The chain: `Message`, its steps, and one small class for each kind of open slide."""
