"""Match objects for people: fields by name, values in any form, wildcards from what is given."""
