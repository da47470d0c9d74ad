"""Settings, addresses and the API of the whole house."""
