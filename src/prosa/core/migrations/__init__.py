"""The steps that bring a database to the schema of this version, applied by `prosa.core.schema.migrate`."""
