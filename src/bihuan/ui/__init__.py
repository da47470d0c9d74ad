"""The base page, its components and the way a refusal looks. No models."""
