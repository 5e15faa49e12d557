"""Language models that come as GGUF files: read with care, and made into a model's folder."""
