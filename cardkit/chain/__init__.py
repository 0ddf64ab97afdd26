"""How a message is written: `Message`, its steps, and one small class for each kind of slide that is open."""
