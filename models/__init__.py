"""Translation engines and sentence encoders, and the catalogue that says which there are."""
