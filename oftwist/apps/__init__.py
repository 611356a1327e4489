"""Apps that come with oftwist. Each is a plain user of the public names, written to be copied and changed."""
