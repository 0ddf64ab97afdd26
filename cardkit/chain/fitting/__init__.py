"""Making a payload fit: `fit` cuts what is too much, `split` divides it over several payloads."""
