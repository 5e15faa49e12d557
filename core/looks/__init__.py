"""What only a network sees in a photo: writing, nakedness, faces, which product; each looked for in
a child process."""
