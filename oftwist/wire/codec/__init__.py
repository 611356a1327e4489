"""From a layout to the functions that read and write it, and the objects they make. Knows tables, no version."""
