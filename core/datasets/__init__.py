"""Photos and texts: importing, judging, captioning, turning them into examples, splitting."""
