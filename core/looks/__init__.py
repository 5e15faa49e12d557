"""What only a network sees in a photo: writing, nakedness; each looked for in a child process."""
