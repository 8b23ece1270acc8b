"""What proves the promises: conformance suite for connectors, provider fakes and the chaos run."""
