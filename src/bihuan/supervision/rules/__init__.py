"""The loop's rules: who may make which move when, which clocks run, which light shines."""
